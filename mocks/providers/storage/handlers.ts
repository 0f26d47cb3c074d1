import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceNotFound } from '../../errors.js'
import { compact, type JsonObject, objectOf, sameName, textOf, valuesOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import { limitOf, usageBody } from '../usages.js'
import type { StorageAccountRecord } from './state.js'

const TYPE = 'Microsoft.Storage/storageAccounts'
/** Accounts of a subscription in a region. Source: docs, scalability targets of storage accounts. */
const MAX_ACCOUNTS = 250

const SKUS = ['LRS', 'GRS', 'RAGRS', 'ZRS', 'GZRS', 'RAGZRS']
  .map((kind) => `Standard_${kind}`)
  .concat('Premium_LRS', 'Premium_ZRS')

/** GET of one account. */
export function getAccount(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: accountBody(call, requireAccount(ctx, call)) }
}

/** GET of an account of the time before Resource Manager: there are none, but az looks there first when it restores. */
export function getClassicAccount(_: MockContext, call: ArmCall): ArmReply {
  throw resourceNotFound('Microsoft.ClassicStorage/storageAccounts', call.params.name ?? '', call.params.rg ?? '')
}

/** GET of the accounts of a subscription or a group. */
export function listAccounts(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.storage.accounts).filter((row) => inScope(call, row))
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (row) => accountBody(call, row) })
}

/** PUT of an account: 200 with the body, no operation to wait for. */
export function putAccount(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Storage')
  const known = findAccount(ctx, call)
  const name = call.params.name ?? ''
  if (!known) requireName(ctx, name)
  const location = requireLocation(call, TYPE, known)
  const sku = readSku(call, known)
  if (!known) requireRoom(ctx, call, location)
  const account: StorageAccountRecord = {
    ...placeOf(call, TYPE, known),
    location,
    kind: textOf(call.body.kind) ?? known?.kind ?? 'StorageV2',
    sku: skuBody(sku),
    tags: readTags(call).tags ?? {},
    ...(known?.keyTurns ? { keyTurns: known.keyTurns } : {}),
    ...(known?.containers ? { containers: known.containers } : {}),
    properties: {
      ...known?.properties,
      ...objectOf(call.body.properties),
      provisioningState: 'Succeeded',
      creationTime: known?.properties.creationTime ?? isoOf(ctx.now()),
      primaryEndpoints: endpointsOf(name),
      primaryLocation: location,
      statusOfPrimary: 'available',
    },
  }
  ctx.state.storage.accounts[account.id.toLowerCase()] = account
  return { status: 200, body: accountBody(call, account) }
}

/** PATCH of an account: tags, SKU and settings. */
export function patchAccount(ctx: MockContext, call: ArmCall): ArmReply {
  const account = requireAccount(ctx, call)
  const sku = readSku(call, account)
  Object.assign(account, readTags(call), { sku: skuBody(sku) })
  Object.assign(account.properties, objectOf(call.body.properties))
  return { status: 200, body: accountBody(call, account) }
}

/** DELETE of an account: 200, or 204 when there is none. */
export function deleteAccount(ctx: MockContext, call: ArmCall): ArmReply {
  const account = findAccount(ctx, call)
  if (!account) return { status: 204 }
  delete ctx.state.storage.accounts[account.id.toLowerCase()]
  return { status: 200 }
}

/** POST that asks whether a name is free: names are unique in the whole cloud. */
export function checkName(ctx: MockContext, call: ArmCall): ArmReply {
  const name = textOf(call.body.name) ?? ''
  const refusal = nameRefusal(ctx, name)
  if (!refusal) return { status: 200, body: { nameAvailable: true } }
  const reason = refusal.status === 409 ? 'AlreadyExists' : 'AccountNameInvalid'
  return { status: 200, body: { nameAvailable: false, reason, message: refusal.message } }
}

/** GET of what a region holds: all accounts of the subscription there, against the limit. */
export function listUsages(ctx: MockContext, call: ArmCall): ArmReply {
  const { count, limit } = accountsOf(ctx, call, call.params.location ?? '')
  const name = { value: 'StorageAccounts', localizedValue: 'Storage Accounts' }
  return { status: 200, body: { value: [usageBody(name, count, limit)] } }
}

function accountsOf(ctx: MockContext, call: ArmCall, location: string): { count: number; limit: number } {
  const { sub = '' } = call.params
  const isThere = (row: StorageAccountRecord) => sameName(row.subscriptionId, sub) && sameName(row.location, location)
  const limit = limitOf(ctx, { name: 'StorageAccounts', location, subscriptionId: sub }) ?? MAX_ACCOUNTS
  return { count: valuesOf(ctx.state.storage.accounts).filter(isThere).length, limit }
}

/** Source of the sentence: issue threads. */
function requireRoom(ctx: MockContext, call: ArmCall, location: string): void {
  const { count, limit } = accountsOf(ctx, call, location)
  if (count < limit) return
  throw new ArmError(
    409,
    'MaxStorageAccountsCountPerSubscriptionExceeded',
    `Subscription ${call.params.sub} already contains ${count} storage accounts in location ${location} and the maximum allowed is ${limit}.`,
  )
}

function findAccount(ctx: MockContext, call: ArmCall): StorageAccountRecord | undefined {
  return ctx.state.storage.accounts[resourceIdOf(call, TYPE).toLowerCase()]
}

/** The account of a path, or ARM's 404. */
export function requireAccount(ctx: MockContext, call: ArmCall): StorageAccountRecord {
  const account = findAccount(ctx, call)
  if (!account) throw resourceNotFound(TYPE, call.params.name ?? '', call.params.rg ?? '')
  return account
}

function requireName(ctx: MockContext, name: string): void {
  const refusal = nameRefusal(ctx, name)
  if (refusal) throw refusal
}

function nameRefusal(ctx: MockContext, name: string): ArmError | undefined {
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    return new ArmError(
      400,
      'AccountNameInvalid',
      `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
    )
  }
  if (!Object.values(ctx.state.storage.accounts).some((account) => sameName(account.name, name))) return undefined
  return new ArmError(409, 'StorageAccountAlreadyTaken', `The storage account named ${name} is already taken.`)
}

function readSku(call: ArmCall, known: StorageAccountRecord | undefined): string {
  const sent = textOf(objectOf(call.body.sku).name) ?? textOf(known?.sku.name)
  const sku = SKUS.find((name) => sameName(name, sent))
  if (!sku)
    throw new ArmError(
      400,
      'InvalidValue',
      `The value '${sent ?? ''}' of sku.name is not valid. Supported: ${SKUS.join(', ')}.`,
    )
  return sku
}

function skuBody(name: string): JsonObject {
  return { name, tier: name.split('_')[0] }
}

function endpointsOf(name: string): JsonObject {
  const services = ['dfs', 'web', 'blob', 'queue', 'table', 'file']
  return Object.fromEntries(services.map((service) => [service, `https://${name}.${service}.core.windows.net/`]))
}

/** What every account has, whether its PUT said so or not. */
const DEFAULTS = {
  minimumTlsVersion: 'TLS1_2',
  allowBlobPublicAccess: false,
  networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
  supportsHttpsTrafficOnly: true,
  encryption: {
    services: { file: { keyType: 'Account', enabled: true }, blob: { keyType: 'Account', enabled: true } },
    keySource: 'Microsoft.Storage',
  },
  accessTier: 'Hot',
}

/** Older api-versions do not show them. Source: schema history; recordings of 2016-01-01 show none. */
const SHOWN_SINCE: ReadonlyMap<string, string> = new Map([
  ['supportsHttpsTrafficOnly', '2016-12-01'],
  ['networkAcls', '2017-06-01'],
  ['accessTier', '2017-06-01'],
  ['minimumTlsVersion', '2019-06-01'],
  ['allowBlobPublicAccess', '2019-06-01'],
])

function accountBody({ apiVersion }: ArmCall, account: StorageAccountRecord): JsonObject {
  const { sku, kind, id, name, location, tags } = account
  const shown = Object.entries({ ...DEFAULTS, ...account.properties }).filter(
    ([member]) => apiVersion >= (SHOWN_SINCE.get(member) ?? ''),
  )
  return compact({ sku, kind, id, name, type: TYPE, location, tags, properties: Object.fromEntries(shown) })
}
