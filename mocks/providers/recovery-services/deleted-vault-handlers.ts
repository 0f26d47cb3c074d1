import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceGroupNotFound, resourceNotFound } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { pageReply } from '../../paging.js'
import { restoreVault } from '../../service/deleted-vaults.js'
import type { DeletedVault } from '../../service/model.js'
import { startOperation } from '../../service/operations.js'
import { regionName } from '../../service/region-pairs.js'
import { wireTime } from '../../wire-time.js'
import { groupKey } from '../resources/state.js'
import { invalidParameter, operationNotFound, VAULT_TYPE, vaultError } from './errors.js'
import { operationReply } from './state.js'

const TYPE = 'Microsoft.RecoveryServices/locations/deletedVaults'

/** GET of the deleted vaults of a region. Source: vault API of 2025-08-01. */
export function listDeletedVaults(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.backup.deletedVaults).filter((row) => isHere(row, call))
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: bodyOf })
}

/** GET of one deleted vault. */
export function getDeletedVault(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: bodyOf(requireDeleted(ctx, call)) }
}

/** POST undelete: the vault comes back in the group of the request, with the soft-deleted items that are left. */
export function postUndeleteVault(ctx: MockContext, call: ArmCall): ArmReply {
  const deleted = requireDeleted(ctx, call)
  const place = readTarget(ctx, call, deleted)
  const id = ctx.random.guid()
  const vault = restoreVault(ctx, deleted, place)
  vault.busy = id
  const durationMs = ctx.timings.duration('vaultCreate', ctx.random.of(`${vault.key}|${ctx.now()}|undelete`))
  startOperation(ctx, { family: 'vault', vault, id, durationMs, effect: { kind: 'vault-created' } })
  const status = `${idOf(deleted)}/operations/${id}`
  return acceptedReply(ctx, call, { status, result: status })
}

/** GET of the status of an undelete; it outlives the deleted vault. */
export function getUndeleteOperation(ctx: MockContext, call: ArmCall): ArmReply {
  const { op = '' } = call.params
  const operation = ctx.state.backup.operations[op]
  if (operation?.family !== 'vault') throw operationNotFound(op)
  return operationReply(ctx, call, { operation, addresses: { status: call.path, result: call.path } })
}

/** The group must be there, in the subscription of the vault, and without a vault of that name. */
function readTarget(ctx: MockContext, call: ArmCall, { vault }: DeletedVault): { id: string; group: string } {
  const groupId = textOf(objectOf(call.body.properties).recoveryResourceGroupId) ?? ''
  const [, , subscriptionId = '', , group = ''] = groupId.split('/')
  if (!sameName(subscriptionId, vault.subscriptionId)) throw invalidParameter('recoveryResourceGroupId')
  if (!ctx.state.resources.groups[groupKey(subscriptionId, group)]) throw resourceGroupNotFound(group)
  const id = `/subscriptions/${vault.subscriptionId}/resourceGroups/${group}/providers/${VAULT_TYPE}/${vault.name}`
  if (ctx.state.backup.vaults[id.toLowerCase()]) throw nameTaken(vault.name, group)
  return { id, group }
}

function requireDeleted(ctx: MockContext, call: ArmCall): DeletedVault {
  const { name = '' } = call.params
  const deleted = ctx.state.backup.deletedVaults[name]
  if (!deleted || !isHere(deleted, call)) throw resourceNotFound(TYPE, name, '<null>')
  return deleted
}

function isHere({ vault }: DeletedVault, { params }: ArmCall): boolean {
  return sameName(vault.subscriptionId, params.sub) && vault.location === regionName(params.region ?? '')
}

function idOf({ vault, name }: DeletedVault): string {
  return `/subscriptions/${vault.subscriptionId}/providers/Microsoft.RecoveryServices/locations/${vault.location}/deletedVaults/${name}`
}

function bodyOf(deleted: DeletedVault): JsonObject {
  return {
    id: idOf(deleted),
    name: deleted.name,
    type: TYPE,
    properties: {
      vaultId: deleted.vault.id,
      vaultDeletionTime: wireTime(deleted.deletedMs),
      purgeAt: wireTime(deleted.purgeMs),
    },
  }
}

/** The code is not verified: see UNSURE.md. */
function nameTaken(name: string, group: string): Error {
  return vaultError('VaultAlreadyExists', `A vault named '${name}' exists already in resource group '${group}'.`, 409)
}
