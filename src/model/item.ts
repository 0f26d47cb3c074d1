import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'

export const PROTECTION_STATES = [
  'Invalid',
  'IRPending',
  'Protected',
  'ProtectionError',
  'ProtectionStopped',
  'ProtectionPaused',
  'BackupsSuspended',
] as const
export type ProtectionState = (typeof PROTECTION_STATES)[number]

/** A protected item: one VM in one vault. Source: AZURE-BACKUP-API.md section 8. */
export interface ProtectedItem {
  readonly id: ArmId
  readonly name: string
  readonly containerName: string
  readonly vaultId: ArmId
  readonly vaultName: string
  readonly machineId: ArmId
  readonly machineName: string
  readonly machineResourceGroup: string
  readonly state: ProtectionState
  readonly health: string | null
  /** Null while protection is stopped. */
  readonly policyId: ArmId | null
  readonly policyName: string | null
  readonly lastBackupStatus: string | null
  readonly lastBackupTime: Instant | null
  readonly lastPointTime: Instant | null
  /** Set while the item is soft-deleted; it vanishes at purgeTime. */
  readonly softDelete: { readonly deletedTime: Instant; readonly purgeTime: Instant } | null
  readonly disks: DiskSelection | null
}

/** Which data disks are backed up; the OS disk always is. */
export type DiskSelection =
  | { readonly mode: 'include'; readonly luns: readonly number[] }
  | { readonly mode: 'exclude'; readonly luns: readonly number[] }
