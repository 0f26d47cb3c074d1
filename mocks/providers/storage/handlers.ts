import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import type { StorageAccountRecord } from './state.js'

const TYPE = 'Microsoft.Storage/storageAccounts'

/** GET of one account. */
export function getAccount(ctx: MockContext, call: ArmCall): ArmReply {
  const account = ctx.state.storage.accounts[idOf(call).toLowerCase()]
  if (!account) throw resourceNotFound(TYPE, call.params.name ?? '', call.params.rg ?? '')
  return { status: 200, body: accountBody(account) }
}

/** GET of the accounts of a subscription or a group. */
export function listAccounts(ctx: MockContext, call: ArmCall): ArmReply {
  const { sub, rg } = call.params
  const rows = Object.values(ctx.state.storage.accounts).filter(
    (row) => sameName(row.subscriptionId, sub) && (rg === undefined || sameName(row.group, rg)),
  )
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: accountBody })
}

/** PUT of an account: 200 with the body, no operation to wait for. */
export function putAccount(ctx: MockContext, call: ArmCall): ArmReply {
  const id = idOf(call)
  const { sub = '', rg = '', name = '' } = call.params
  const location = textOf(call.body.location) ?? 'westeurope'
  const sku = textOf(objectOf(call.body.sku).name) ?? 'Standard_LRS'
  const account: StorageAccountRecord = {
    id,
    name,
    group: rg,
    subscriptionId: sub,
    location,
    kind: textOf(call.body.kind) ?? 'StorageV2',
    sku: { name: sku, tier: sku.split('_')[0] },
    tags: objectOf(call.body.tags),
    properties: {
      provisioningState: 'Succeeded',
      creationTime: isoOf(ctx.now()),
      ...objectOf(call.body.properties),
      primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
      primaryLocation: location,
      statusOfPrimary: 'available',
    },
  }
  ctx.state.storage.accounts[id.toLowerCase()] = account
  return { status: 200, body: accountBody(account) }
}

function idOf(call: ArmCall): string {
  const { sub = '', rg = '', name = '' } = call.params
  return `/subscriptions/${sub}/resourceGroups/${rg}/providers/${TYPE}/${name}`
}

function accountBody(account: StorageAccountRecord): JsonObject {
  const { sku, kind, id, name, location, tags, properties } = account
  return { sku, kind, id, name, type: TYPE, location, tags, properties }
}
