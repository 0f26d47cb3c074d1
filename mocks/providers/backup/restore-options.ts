import type { MockContext } from '../../context.js'
import { isObject, type JsonObject, listOf, numberOf, objectOf, sameName, spell, textOf } from '../../json.js'
import { isArchived, rehydrationDays, WITH_REHYDRATION } from '../../service/archive.js'
import type { PointRecord, VaultRecord } from '../../service/model.js'
import { isOtherSubscription, isOtherZone } from '../../service/restore-place.js'
import { invalidInput } from './errors.js'
import type { RestoreSource } from './restore-checks.js'

/** Checks what a restore may ask for beside its kind: part of the disks, a zone, keys, an identity, another subscription. */
export function checkOptions(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  requireTier(ctx, source.point, request)
  requireDisks(source.point, request)
  requireZone(source, request)
  requireIdentity(source, request)
  requireSubscription(source, request)
  requireKeys(source, request)
  requireDiskParts(ctx, source, request)
  requireSecured(ctx, source, request)
  requireDiskAccess(source.point, request)
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
function requireZone(source: RestoreSource, request: JsonObject): void {
  const { vault, point, crossRegion } = source
  if (!isOtherZone({ ...source, request })) return
  if (listOf(request.zones).length > 1) throw invalidInput('zones must name one zone.')
  const isPossible = vault.redundancy === 'ZoneRedundant' || (crossRegion && point.zones !== undefined)
  if (!isPossible) throw invalidInput('Disks can be restored to another zone from zone-redundant vaults only.')
  if (point.hardenedMs === undefined) throw invalidInput('The recovery point has not reached the vault yet.')
}

/** The vault restores as itself only with an identity it has, and not across regions. Source: docs, restore VMs. */
function requireIdentity({ vault, point, crossRegion }: RestoreSource, request: JsonObject): void {
  if (!isObject(request.identityInfo)) return
  if (point.unmanaged) throw invalidInput('A managed identity cannot be used for disks in storage accounts.')
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

/** Into another subscription: managed disks, from the vault tier, where the vault allows it. Source: docs, support matrix. */
function requireSubscription({ vault, point }: RestoreSource, request: JsonObject): void {
  if (!isOtherSubscription({ vault, request })) return
  if (vault.crossSubscriptionRestore !== 'Enabled')
    throw invalidInput('Cross-subscription restore is disabled in this vault.')
  if (point.unmanaged) throw invalidInput('Disks in storage accounts cannot be restored to another subscription.')
  if (point.hardenedMs === undefined) throw invalidInput('The recovery point has not reached the vault yet.')
}

/** Encrypted disks stay in their subscription and zone, and those that the VM encrypts have no other key. Source: docs, support matrix; az client. */
function requireKeys(source: RestoreSource, request: JsonObject): void {
  const { disks } = source.point
  const isAde = disks.some((disk) => disk.isAde)
  const isEncrypted = isAde || disks.some((disk) => disk.diskEncryptionSetId)
  if (isEncrypted && isOtherSubscription({ ...source, request }))
    throw invalidInput('Encrypted disks cannot be restored to another subscription.')
  if (isEncrypted && isOtherZone({ ...source, request }))
    throw invalidInput('Encrypted disks cannot be restored to another zone.')
  if (isAde && request.recoveryType === 'OriginalLocation')
    throw invalidInput('Disks that the virtual machine encrypts cannot be replaced.')
  if (isAde && request.diskEncryptionSetId)
    throw invalidInput('diskEncryptionSetId is not for disks that the virtual machine encrypts.')
}

/**
 * What new disks refer to lies in their region, keys in their subscription too. Source: docs, server-side encryption of managed
 * disks; that such restores are refused at once is not verified: see UNSURE.md.
 */
function requireDiskParts(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  const key = textOf(request.diskEncryptionSetId)
  if (key !== undefined) requireKey(ctx, { ...source, request, id: key, isSecured: false })
  const access = textOf(objectOf(request.targetDiskNetworkAccessSettings).targetDiskAccessId)
  if (access === undefined) return
  const found = ctx.state.compute.diskAccesses[access.toLowerCase()]
  if (!found) throw invalidInput('The disk access does not exist.')
  if (found.location !== source.region)
    throw invalidInput(`The disk access is in ${found.location}; it must be in ${source.region}.`)
}

interface WantedKey extends Pick<RestoreSource, 'vault' | 'region'> {
  request: JsonObject
  id: string
  isSecured: boolean
}

const SECURED_KEY = 'ConfidentialVmEncryptedWithCustomerKey'

function requireKey(ctx: MockContext, { vault, region, request, id, isSecured }: WantedKey): void {
  const found = ctx.state.compute.diskEncryptionSets[id.toLowerCase()]
  if (!found) throw invalidInput('The disk encryption set does not exist.')
  if (found.location !== region)
    throw invalidInput(`The disk encryption set is in ${found.location}; it must be in ${region}.`)
  const target = textOf(request.targetResourceGroupId)?.split('/')[2] ?? vault.subscriptionId
  if (!sameName(found.subscriptionId, target))
    throw invalidInput('The disk encryption set is in another subscription than the disks.')
  if ((found.properties.encryptionType === SECURED_KEY) !== isSecured)
    throw invalidInput('The encryption type of the disk encryption set does not fit.')
}

/** The key of a confidential VM's OS disk: that of the request, else that of the source, which must be there. Source: docs, restore confidential VMs. */
function requireSecured(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  const { confidential } = source.point
  const asked = textOf(objectOf(request.securedVMDetails).securedVMOsDiskEncryptionSetId)
  if (asked !== undefined && !confidential) throw invalidInput('securedVMDetails is for confidential virtual machines.')
  const id = asked ?? confidential?.diskEncryptionSetId
  if (id !== undefined) requireKey(ctx, { ...source, request, id, isSecured: true })
}

const ACCESS_OPTIONS = ['SameAsOnSourceDisks', 'EnablePublicAccessForAllDisks', 'EnablePrivateAccessForAllDisks']

/** Disks that are not open to all networks: the request has to say what becomes of that. Source: az client. */
function requireDiskAccess(point: PointRecord, request: JsonObject): void {
  const settings = objectOf(request.targetDiskNetworkAccessSettings)
  const option = textOf(settings.targetDiskNetworkAccessOption)
  if (option === undefined) {
    if (point.unmanaged || point.disks.every((disk) => disk.privateAccess === undefined)) return
    throw invalidInput('targetDiskNetworkAccessSettings is needed: private access is enabled on a disk.')
  }
  if (!ACCESS_OPTIONS.includes(option)) throw invalidInput('targetDiskNetworkAccessOption is not valid.')
  const isPrivate = option === 'EnablePrivateAccessForAllDisks'
  if (isPrivate !== (textOf(settings.targetDiskAccessId) !== undefined))
    throw invalidInput('targetDiskAccessId goes with EnablePrivateAccessForAllDisks, and with nothing else.')
}
