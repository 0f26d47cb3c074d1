import type { MockContext } from '../../context.js'
import { isObject, type JsonObject, listOf, numberOf, objectOf, sameName, spell, textOf } from '../../json.js'
import { isArchived, rehydrationDays, WITH_REHYDRATION } from '../../service/archive.js'
import type { PointRecord, VaultRecord } from '../../service/model.js'
import { invalidInput } from './errors.js'
import type { RestoreSource } from './restore-checks.js'

/** Checks what a restore may ask for beside its kind: part of the disks, a zone, keys, an identity, another subscription. */
export function checkOptions(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  requireTier(ctx, source.point, request)
  requireDisks(source.point, request)
  requireZone(source, request)
  requireIdentity(source, request)
  requireSubscription(source, request)
  if (request.originalStorageAccountOption === true && !source.point.unmanaged)
    throw invalidInput('The recovery point cannot be restored to the original storage accounts.')
  if (request.diskEncryptionSetId && !request.targetResourceGroupId)
    throw invalidInput('diskEncryptionSetId is for managed disks: targetResourceGroupId is needed.')
}

/** A point of the archive has to be brought back for some days; any other must not be. Source: SDK, az client. */
function requireTier(ctx: MockContext, point: PointRecord, request: JsonObject): void {
  const isRequested = request.objectType === WITH_REHYDRATION
  if (!isArchived(point, ctx.now())) {
    if (isRequested) throw invalidInput('The recovery point is not in the archive tier.')
    return
  }
  if (!isRequested) {
    if (point.instantUntilMs !== undefined) return
    throw invalidInput('The recovery point is in the archive tier: recoveryPointRehydrationInfo is needed.')
  }
  const { rehydrationPriority } = objectOf(request.recoveryPointRehydrationInfo)
  const days = rehydrationDays(request) ?? 0
  if (days < 10 || days > 30) throw invalidInput('rehydrationRetentionDuration must be 10 to 30 days.')
  if (rehydrationPriority !== 'Standard' && rehydrationPriority !== 'High')
    throw invalidInput('rehydrationPriority must be Standard or High.')
}

/** LUNs of disks that were backed up; the OS disk is always restored. */
function requireDisks(point: PointRecord, request: JsonObject): void {
  const backedUp = point.disks.filter((disk) => disk.included).map((disk) => disk.lun)
  for (const lun of listOf(request.restoreDiskLunList)) {
    if (!backedUp.includes(numberOf(lun) ?? -2))
      throw invalidInput(`The recovery point holds no disk with LUN ${spell(lun)}.`)
  }
}

/** Into another zone: from the vault tier of a zone-redundant vault, or of a zonal VM in the secondary region. Source: docs, support matrix. */
function requireZone({ vault, point, crossRegion }: RestoreSource, request: JsonObject): void {
  const zones = listOf(request.zones).map(spell)
  if (zones.length === 0 || (!crossRegion && zones.join() === point.zones?.join())) return
  if (zones.length > 1) throw invalidInput('zones must name one zone.')
  const isPossible = vault.redundancy === 'ZoneRedundant' || (crossRegion && point.zones !== undefined)
  if (!isPossible) throw invalidInput('Disks can be restored to another zone from zone-redundant vaults only.')
  if (point.hardenedMs === undefined) throw invalidInput('The recovery point has not reached the vault yet.')
}

/** The vault restores as itself only with an identity it has, and not across regions. Source: docs, restore VMs. */
function requireIdentity({ vault, crossRegion }: RestoreSource, request: JsonObject): void {
  if (!isObject(request.identityInfo)) return
  if (crossRegion) throw invalidInput('A managed identity cannot be used across regions.')
  const { isSystemAssignedIdentity, managedIdentityResourceId } = request.identityInfo
  const has =
    isSystemAssignedIdentity === true ? hasSystemIdentity(vault) : hasUserIdentity(vault, managedIdentityResourceId)
  if (!has) throw invalidInput('The vault does not have the managed identity.')
}

function hasSystemIdentity(vault: VaultRecord): boolean {
  return (textOf(vault.identity?.type) ?? '').toLowerCase().includes('systemassigned')
}

function hasUserIdentity(vault: VaultRecord, id: unknown): boolean {
  return Object.keys(objectOf(vault.identity?.userAssignedIdentities)).some((known) => sameName(known, textOf(id)))
}

/** Into another subscription: from the vault tier, where the vault allows it. Source: docs, support matrix. */
function requireSubscription({ vault, point }: RestoreSource, request: JsonObject): void {
  const target = textOf(request.targetResourceGroupId)?.split('/')[2] ?? vault.subscriptionId
  if (sameName(target, vault.subscriptionId)) return
  if (vault.crossSubscriptionRestore !== 'Enabled')
    throw invalidInput('Cross-subscription restore is disabled in this vault.')
  if (point.hardenedMs === undefined) throw invalidInput('The recovery point has not reached the vault yet.')
}
