import { compact, type JsonObject } from '../../json.js'
import { isArchived, moveObstacle } from '../../service/archive.js'
import type { ItemRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { wireTime } from '../../wire-time.js'
import { itemIdOf } from './state.js'

/** Up to this api-version tiers are numbers. Source: recordings of 2019-2024. */
const NUMBERED_TIERS_UNTIL = '2021-01-01'

/** Numbers of the tiers and of their statuses. Source: AZURE-BACKUP-API.md section 1. */
const TIER_TYPES = { InstantRP: 1, HardenedRP: 2, ArchivedRP: 3 }
const TIER_STATUSES = { Valid: 1, Rehydrated: 4 }

/** From this api-version on points tell their expiry. Source: schema history. */
const EXPIRY_SINCE = '2023-01-01'

/** Why a point cannot be moved to the archive. All but the first are not verified: see UNSURE.md. */
export const MOVE_OBSTACLES = {
  young: "We're still determining if this Recovery Point can be moved.. Please check again after some time.",
  archived: 'The recovery point is in the archive tier already.',
  rule: 'Only monthly and yearly recovery points can be moved to the archive tier.',
  retention: 'The recovery point is not kept long enough to be moved to the archive tier.',
  deleted: 'The item is soft-deleted: undelete it first.',
}

/** What an answer depends on beside the record. */
export interface PointView {
  apiVersion: string
  nowMs: number
  /** True for GET of one point: names the disks. */
  detailed: boolean
  /** True for the secondary region: vault copies only, and fewer members. */
  secondary: boolean
}

/** A point as the wire shows it, in Azure's order. Source: recordings of 2024. */
export function pointBody(
  place: { vault: VaultRecord; item: ItemRecord },
  point: PointRecord,
  view: PointView,
): JsonObject {
  return {
    id: `${itemIdOf(place.vault, place.item)}/recoveryPoints/${point.name}`,
    name: point.name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
    properties: compact({
      objectType: 'IaasVMRecoveryPoint',
      recoveryPointType: point.consistency,
      recoveryPointTime: wireTime(point.timeMs),
      recoveryPointAdditionalInfo: view.secondary ? undefined : '',
      sourceVMStorageType: point.unmanaged ? 'NormalStorage' : 'PremiumVMOnPartialPremiumStorage',
      isSourceVMEncrypted: point.disks.some((disk) => disk.isAde === true),
      isInstantIlrSessionActive: (point.filesUntilMs ?? 0) > view.nowMs,
      recoveryPointTierDetails: tiers(point, view),
      crossRegionRestoreState: view.secondary ? 'Supported' : undefined,
      isManagedVirtualMachine: !point.unmanaged,
      virtualMachineSize: point.vmSize,
      // Where VHDs came from they can go back to; managed disks have no account. Not verified: see UNSURE.md.
      originalStorageAccountOption: point.unmanaged === true,
      osType: point.osType,
      recoveryPointDiskConfiguration: diskConfiguration(point, view.detailed),
      zones: point.zones,
      recoveryPointMoveReadinessInfo: { ArchivedRP: readiness(point, view) },
      securityType: view.secondary ? undefined : securityTypeOf(point),
      recoveryPointProperties: view.apiVersion < EXPIRY_SINCE ? undefined : expiry(point),
      isPrivateAccessEnabledOnAnyDisk: point.disks.some((disk) => disk.privateAccess !== undefined),
      createdWithPolicyType: point.policyType,
      threatStatus: 0,
    }),
  }
}

function securityTypeOf({ confidential, trustedLaunch }: PointRecord): string {
  if (confidential) return 'ConfidentialVM'
  return trustedLaunch ? 'TrustedLaunch' : 'None'
}

function readiness(point: PointRecord, view: PointView): JsonObject {
  if (view.secondary) return { isReadyForMove: false }
  const obstacle = moveObstacle(point, view.nowMs)
  return obstacle === undefined
    ? { isReadyForMove: true }
    : { isReadyForMove: false, additionalInfo: MOVE_OBSTACLES[obstacle] }
}

function tiers(point: PointRecord, view: PointView): JsonObject[] {
  const isNumbered = view.apiVersion <= NUMBERED_TIERS_UNTIL
  const tier = (type: keyof typeof TIER_TYPES, status: keyof typeof TIER_STATUSES = 'Valid') =>
    isNumbered ? { type: TIER_TYPES[type], status: TIER_STATUSES[status] } : { type, status }
  const inVault = point.archivedMs === undefined ? tier('HardenedRP') : tier('ArchivedRP', archiveStatus(point, view))
  return [
    ...(point.instantUntilMs === undefined || view.secondary ? [] : [tier('InstantRP')]),
    ...(point.vaultUntilMs === undefined ? [] : [inVault]),
  ]
}

function archiveStatus(point: PointRecord, view: PointView): keyof typeof TIER_STATUSES {
  return isArchived(point, view.nowMs) ? 'Valid' : 'Rehydrated'
}

/** Only points of an item with a disk choice have one. */
function diskConfiguration(point: PointRecord, detailed: boolean): JsonObject | undefined {
  if (point.disks.every((disk) => disk.included)) return undefined
  const list = (included: boolean) =>
    point.disks.filter((disk) => disk.included === included).map(({ lun, name }) => ({ lun, name }))
  return {
    numberOfDisksIncludedInBackup: list(true).length,
    numberOfDisksAttachedToVm: point.disks.length,
    ...(detailed ? { includedDiskList: list(true), excludedDiskList: list(false) } : {}),
  }
}

/** On-demand points of standard policies were recorded without it; the others show it. */
function expiry(point: PointRecord): JsonObject | undefined {
  if (point.policyType === 'V1' && point.rule === 'On-Demand') return undefined
  const untilMs = point.vaultUntilMs ?? point.instantUntilMs
  if (untilMs === undefined) return undefined
  return { expiryTime: wireTime(untilMs), ruleName: point.rule, isSoftDeleted: false }
}
