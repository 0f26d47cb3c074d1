import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { providerNotRegistered } from '../../errors.js'
import { isObject, objectOf, sameName, textOf } from '../../json.js'
import { acceptedReply, pollingHeaders } from '../../lro.js'
import { pageReply } from '../../paging.js'
import type { VaultChanges, VaultRecord } from '../../service/model.js'
import { findOperation, startOperation } from '../../service/operations.js'
import { removeVault } from '../../service/removal.js'
import { createVault } from '../../service/vault.js'
import { requireApproval } from '../backup/approval.js'
import { otherItemNames } from '../backup/other-items.js'
import { readTags, requireLocation } from '../resource-checks.js'
import {
  operationNotFound,
  VAULT_TYPE,
  vaultBusy,
  vaultError,
  vaultHoldsDeletedItems,
  vaultNotEmpty,
} from './errors.js'
import { mergeIdentity } from './identity.js'
import { findVault, operationReply, requireVault, vaultBody, vaultIdOf, vaultNotFound } from './state.js'
import { readSettings } from './vault-settings.js'

/** Kind of a vault operation as its id carries it. Source: recordings of 2024. */
const OPERATION_PREFIX = { create: '2047', update: '4095', delete: '1023' }

/** How long the status of a delete outlives the vault, in real milliseconds; later polls get 404, which means success. */
const DELETE_MEMORY_MS = 20_000

/** Up to this api-version a delete is over when it is answered. Source: AZURE-CLIENTS.md section 3, recordings before 2024. */
const SYNCHRONOUS_DELETE_UNTIL = '2022-10-01'

/** From this api-version on a vault can be deleted together with its soft-deleted items. The version is not verified: see UNSURE.md. */
const VAULT_SOFT_DELETE_SINCE = '2024-09-30-preview'

/** PUT of a vault: 201 and an operation when it is new, 200 when it was there. */
export function putVault(ctx: MockContext, call: ArmCall): ArmReply {
  const known = findVault(ctx, call)
  if (known) return replaceVault(ctx, call, known)
  requireRegistration(ctx, call)
  const vault = newVault(ctx, call)
  ctx.state.backup.vaults[vault.key] = vault
  const id = vaultOperationId(ctx, 'create')
  vault.busy = id
  const durationMs = ctx.timings.duration('vaultCreate', ctx.random.of(`${vault.key}|${ctx.now()}|create`))
  startOperation(ctx, { family: 'vault', vault, id, durationMs, effect: { kind: 'vault-created' } })
  const headers = pollingHeaders(ctx, call, { status: `${vault.id}/operationStatus/${id}` })
  return { status: 201, headers, body: vaultBody(vault, 'created') }
}

/** GET of a vault. */
export function getVault(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: vaultBody(requireVault(ctx, call)) }
}

/** GET of what Site Recovery uses of a vault: the mock has no Site Recovery, so nothing. Shape: arm-recoveryservices 6.0.0. */
export function listReplicationUsages(ctx: MockContext, call: ArmCall): ArmReply {
  requireVault(ctx, call)
  return { status: 200, body: { value: [] } }
}

/** PATCH of a vault: 202 and an operation, or 200 when nothing has to be awaited. */
export function patchVault(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  if (vault.busy) throw vaultBusy()
  const changes = readChanges(ctx, vault, call)
  if (sameName(textOf(objectOf(call.body.identity).type), 'none')) {
    Object.assign(vault, changes, { changedMs: ctx.now() })
    return { status: 200, body: vaultBody(vault) }
  }
  const id = vaultOperationId(ctx, 'update')
  vault.busy = id
  const durationMs = ctx.timings.duration('vaultUpdate', ctx.random.of(`${vault.key}|${ctx.now()}|update`))
  startOperation(ctx, { family: 'vault', vault, id, durationMs, effect: { kind: 'vault-updated', changes } })
  return acceptedReply(ctx, call, addressesOf(vault.id, id))
}

/** DELETE of a vault: refused while it holds something; 204 when it is not there. */
export function deleteVault(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = findVault(ctx, call)
  if (!vault) return { status: 204 }
  requireEmpty(ctx, vault, call.apiVersion)
  if (vault.busy) throw vaultBusy()
  if (call.apiVersion <= SYNCHRONOUS_DELETE_UNTIL) {
    removeVault(ctx, vault)
    return { status: 200 }
  }
  vault.provisioningState = 'Deleting'
  const id = vaultOperationId(ctx, 'delete')
  vault.busy = id
  const durationMs = ctx.timings.duration('vaultDelete', ctx.random.of(`${vault.key}|${ctx.now()}|delete`))
  startOperation(ctx, { family: 'vault', vault, id, durationMs, effect: { kind: 'vault-deleted' } })
  return acceptedReply(ctx, call, addressesOf(vault.id, id))
}

/** GET of the vaults of a subscription (paged) or a group (one page). */
export function listVaults(ctx: MockContext, call: ArmCall): ArmReply {
  const { sub, rg } = call.params
  const rows = Object.values(ctx.state.backup.vaults).filter(
    (vault) => sameName(vault.subscriptionId, sub) && (rg === undefined || sameName(vault.group, rg)),
  )
  const pageSize = rg === undefined ? ctx.settings.pageSize : Number.MAX_SAFE_INTEGER
  return pageReply(call, rows, { pageSize, toBody: (vault) => vaultBody(vault, 'row') })
}

/** GET of the status of a vault operation. */
export function getVaultOperation(ctx: MockContext, call: ArmCall): ArmReply {
  const id = call.params.op ?? ''
  const operation = findOperation(ctx, vaultIdOf(call).toLowerCase(), id)
  const memoryMs = DELETE_MEMORY_MS / ctx.settings.jobSpeed
  const isGone = !findVault(ctx, call) && (!operation || ctx.now() - operation.dueMs > memoryMs)
  if (isGone) throw vaultNotFound(call)
  if (!operation) throw operationNotFound(id)
  return operationReply(ctx, call, { operation, addresses: addressesOf(vaultIdOf(call), id) })
}

/** GET of the result of a vault operation: 202 while it runs, then the vault, or 204 when the vault is gone. */
export function getVaultOperationResult(ctx: MockContext, call: ArmCall): ArmReply {
  const id = call.params.op ?? ''
  const operation = findOperation(ctx, vaultIdOf(call).toLowerCase(), id)
  if (!operation) throw operationNotFound(id)
  if (operation.status === 'InProgress') return acceptedReply(ctx, call, addressesOf(vaultIdOf(call), id))
  const vault = findVault(ctx, call)
  return vault ? { status: 200, body: vaultBody(vault) } : { status: 204 }
}

function replaceVault(ctx: MockContext, call: ArmCall, vault: VaultRecord): ArmReply {
  if (vault.busy) throw vaultBusy()
  requireLocation(call, VAULT_TYPE, vault)
  Object.assign(vault, readChanges(ctx, vault, call), { changedMs: ctx.now() })
  return { status: 200, body: vaultBody(vault) }
}

function newVault(ctx: MockContext, call: ArmCall): VaultRecord {
  const { sub = '', rg = '', vault: name = '' } = call.params
  const location = requireLocation(call, VAULT_TYPE, undefined)
  if (!/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(name)) {
    throw vaultError(
      'InvalidResourceName',
      `Resource name ${name} is invalid. The name can have 2 to 50 letters, digits and hyphens and must start with a letter.`,
    )
  }
  if (!isObject(call.body.sku))
    throw vaultError('InvalidRestApiParameter', 'sku parameter is invalid. Please provide a valid sku.')
  const vault = createVault(ctx, { id: vaultIdOf(call), name, group: rg, subscriptionId: sub, location })
  return Object.assign(vault, readChanges(ctx, vault, call))
}

function readChanges(ctx: MockContext, vault: VaultRecord, call: ArmCall): VaultChanges {
  const properties = objectOf(call.body.properties)
  const changes = readSettings(ctx, vault, properties)
  const isWeaker = changes.immutability === 'Disabled' && vault.immutability === 'Unlocked'
  if (isWeaker) requireApproval(ctx, call, { vault, kinds: ['reduceImmutabilityStateRequests'] })
  return {
    ...changes,
    ...readTags(call),
    ...(isObject(call.body.sku) ? { sku: call.body.sku } : {}),
    ...(isObject(call.body.identity) ? { identity: mergeIdentity(ctx, vault.identity, call.body.identity) } : {}),
  }
}

/** Active items block a delete always; soft-deleted ones only where the vault itself is not soft-deleted with them. */
function requireEmpty(ctx: MockContext, vault: VaultRecord, apiVersion: string): void {
  const items = Object.values(vault.items)
  const active = items.filter((item) => item.state !== 'SoftDeleted').map((item) => item.nameVm)
  const blockers = [...active, ...otherItemNames(vault)]
  if (blockers.length > 0) throw vaultNotEmpty(blockers)
  const takesDeleted = ctx.state.softDeleteProfile === 'current' && apiVersion >= VAULT_SOFT_DELETE_SINCE
  if (items.length > 0 && !takesDeleted) {
    throw vaultHoldsDeletedItems(
      items.map((item) => item.nameVm),
      vault.softDelete.days,
    )
  }
}

function requireRegistration(ctx: MockContext, call: ArmCall): void {
  const subscription = ctx.state.resources.subscriptions[(call.params.sub ?? '').toLowerCase()]
  if (subscription?.providers['microsoft.recoveryservices'] !== 'Registered') {
    throw providerNotRegistered('Microsoft.RecoveryServices')
  }
}

function vaultOperationId(ctx: MockContext, kind: keyof typeof OPERATION_PREFIX): string {
  return Buffer.from(`${OPERATION_PREFIX[kind]};${ctx.random.guid()}`).toString('base64')
}

function addressesOf(vaultId: string, id: string) {
  return { status: `${vaultId}/operationStatus/${id}`, result: `${vaultId}/operationResults/${id}` }
}
