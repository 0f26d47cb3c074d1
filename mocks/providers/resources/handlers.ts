import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceGroupNotFound } from '../../errors.js'
import { compact, isObject, type JsonObject, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { groupKey, type ResourceGroupRecord, type SubscriptionRecord } from './state.js'

/** Providers that a backup client needs, with the types they offer. */
const NAMESPACES: Record<string, { name: string; types: string[] }> = {
  'microsoft.recoveryservices': { name: 'Microsoft.RecoveryServices', types: ['vaults', 'locations'] },
  'microsoft.compute': { name: 'Microsoft.Compute', types: ['virtualMachines', 'disks', 'snapshots'] },
  'microsoft.storage': { name: 'Microsoft.Storage', types: ['storageAccounts'] },
  'microsoft.network': { name: 'Microsoft.Network', types: ['virtualNetworks', 'networkInterfaces'] },
}

/** GET /subscriptions */
export function listSubscriptions(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.resources.subscriptions)
  return pageReply(call, rows, { pageSize: rows.length || 1, toBody: (row) => subscriptionBody(ctx, row) })
}

/** GET /subscriptions/{sub} */
export function getSubscription(ctx: MockContext, call: ArmCall): ArmReply {
  const row = ctx.state.resources.subscriptions[(call.params.sub ?? '').toLowerCase()]
  return { status: 200, body: row && subscriptionBody(ctx, row) }
}

/** GET /subscriptions/{sub}/resourceGroups */
export function listGroups(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.resources.groups).filter(
    (group) => group.subscriptionId.toLowerCase() === call.params.sub?.toLowerCase(),
  )
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: groupBody })
}

/** GET and HEAD of one group */
export function getGroup(ctx: MockContext, call: ArmCall): ArmReply {
  const group = ctx.state.resources.groups[groupKey(call.params.sub ?? '', call.params.rg ?? '')]
  if (call.method === 'HEAD') return { status: group ? 204 : 404 }
  if (!group) throw resourceGroupNotFound(call.params.rg ?? '')
  return { status: 200, body: groupBody(group) }
}

/** PUT of a group: 201 when new, 200 when it was there. */
export function putGroup(ctx: MockContext, call: ArmCall): ArmReply {
  const { sub = '', rg = '' } = call.params
  const key = groupKey(sub, rg)
  const known = ctx.state.resources.groups[key]
  const group: ResourceGroupRecord = {
    id: known?.id ?? `/subscriptions/${sub}/resourceGroups/${rg}`,
    name: known?.name ?? rg,
    subscriptionId: sub,
    location: known?.location ?? textOf(call.body.location) ?? 'westeurope',
    ...(isObject(call.body.tags) ? { tags: call.body.tags } : {}),
  }
  ctx.state.resources.groups[key] = group
  return { status: known ? 200 : 201, body: groupBody(group) }
}

/** GET of a provider */
export function getProvider(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: providerBody(ctx, call) }
}

/** POST register: the state is Registering for about 70 real seconds. */
export function registerProvider(ctx: MockContext, call: ArmCall): ArmReply {
  const subscription = subscriptionOf(ctx, call)
  const namespace = (call.params.ns ?? '').toLowerCase()
  if (subscription.providers[namespace] !== 'Registered') {
    subscription.providers[namespace] = 'Registering'
    const dueMs = ctx.now() + ctx.timings.duration('registerProvider', ctx.random.of(`${namespace}|${ctx.now()}`))
    const subscriptionId = (call.params.sub ?? '').toLowerCase()
    ctx.schedule({ kind: 'provider-registered', subscriptionId, namespace }, dueMs)
  }
  return { status: 200, body: providerBody(ctx, call) }
}

function subscriptionOf(ctx: MockContext, call: ArmCall): SubscriptionRecord {
  const subscription = ctx.state.resources.subscriptions[(call.params.sub ?? '').toLowerCase()]
  if (!subscription) throw new Error('The front door let an unknown subscription pass.')
  return subscription
}

function providerBody(ctx: MockContext, call: ArmCall): JsonObject {
  const namespace = call.params.ns ?? ''
  const known = NAMESPACES[namespace.toLowerCase()]
  const subscription = subscriptionOf(ctx, call)
  const resourceTypes = (known?.types ?? []).map((resourceType) => ({
    resourceType,
    locations: [],
    apiVersions: ['2024-04-01'],
  }))
  return {
    id: `/subscriptions/${subscription.id}/providers/${known?.name ?? namespace}`,
    namespace: known?.name ?? namespace,
    resourceTypes,
    registrationState: subscription.providers[namespace.toLowerCase()] ?? 'NotRegistered',
    registrationPolicy: 'RegistrationRequired',
  }
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

function groupBody(group: ResourceGroupRecord): JsonObject {
  return compact({
    id: group.id,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    tags: group.tags,
    properties: { provisioningState: 'Succeeded' },
  })
}
