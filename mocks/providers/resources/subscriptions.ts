import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { subscriptionNotFound } from '../../errors.js'
import type { JsonObject } from '../../json.js'
import { pageReply } from '../../paging.js'
import { seesSubscriptions } from '../authorization/access.js'
import { LOCATIONS, type Location } from './locations.js'
import type { SubscriptionRecord } from './state.js'

/** GET of the subscriptions that the identity can see. */
export function listSubscriptions(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = seesSubscriptions(call) ? Object.values(ctx.state.resources.subscriptions) : []
  return pageReply(call, rows, { pageSize: rows.length || 1, toBody: (row) => subscriptionBody(ctx, row) })
}

/** GET of one subscription. */
export function getSubscription(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: subscriptionBody(ctx, requireSubscription(ctx, call)) }
}

/** GET of the tenants of the identity: one. */
export function listTenants(ctx: MockContext): ArmReply {
  const { tenantId } = ctx.state
  const row = {
    id: `/tenants/${tenantId}`,
    tenantId,
    countryCode: 'NL',
    displayName: 'Contoso',
    domains: ['contoso.onmicrosoft.com'],
    defaultDomain: 'contoso.onmicrosoft.com',
    tenantCategory: 'Home',
    tenantType: 'AAD',
  }
  return { status: 200, body: { value: [row] } }
}

/** GET of the regions of a subscription. */
export function listLocations(ctx: MockContext, call: ArmCall): ArmReply {
  const { id } = requireSubscription(ctx, call)
  return pageReply(call, LOCATIONS, { pageSize: LOCATIONS.length, toBody: (row) => locationBody(id, row) })
}

/** The subscription of a path; the front door let it pass, so it is there. */
export function requireSubscription(ctx: MockContext, call: ArmCall): SubscriptionRecord {
  const subscription = ctx.state.resources.subscriptions[(call.params.sub ?? '').toLowerCase()]
  if (!subscription) throw subscriptionNotFound(call.params.sub ?? '')
  return subscription
}

function subscriptionBody(ctx: MockContext, row: SubscriptionRecord): JsonObject {
  return {
    id: `/subscriptions/${row.id}`,
    authorizationSource: 'RoleBased',
    subscriptionId: row.id,
    tenantId: ctx.state.tenantId,
    displayName: row.displayName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Internal_2014-09-01',
      quotaId: 'Internal_2014-09-01',
      spendingLimit: 'Off',
    },
  }
}

function locationBody(subscriptionId: string, row: Location): JsonObject {
  const idOf = (name: string) => `/subscriptions/${subscriptionId}/locations/${name}`
  return {
    id: idOf(row.name),
    name: row.name,
    displayName: row.displayName,
    regionalDisplayName: `(${row.geography}) ${row.displayName}`,
    type: 'Region',
    metadata: {
      regionType: 'Physical',
      regionCategory: 'Recommended',
      geographyGroup: row.geography,
      pairedRegion: [{ id: idOf(row.pair), name: row.pair }],
    },
  }
}
