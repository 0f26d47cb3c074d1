import type { ArmId } from '../core/arm-id.js'

export const RESTORE_MODES = ['disks', 'vm', 'replace'] as const
/** New disks, a new VM, or new disks in place of those of the VM that exists. */
export type RestoreMode = (typeof RESTORE_MODES)[number]

/** A restore as Azure is asked for it. Source: AZURE-BACKUP-API.md section 12. */
export interface RestoreOrder {
  readonly mode: RestoreMode
  /** Azure's decimal name of the recovery point. */
  readonly point: string
  /** The VM that was backed up, which may be gone. */
  readonly sourceId: ArmId
  /** Where things are made: the vault's region, or its pair. */
  readonly region: string
  /** Takes the copy on its way out of the vault. */
  readonly stagingAccountId: ArmId
  /** Where managed disks, and the VM, are made. Null: disks stay blobs in the staging account, or belong to the VM that exists. */
  readonly targetGroupId: ArmId | null
  /** Set for the mode `vm`. */
  readonly newMachine: NewMachine | null
  /** Null: as the point has it. */
  readonly zone: string | null
  /** Data disks to restore beside the OS disk; null for all. */
  readonly luns: readonly number[] | null
  /** The key that the new managed disks are encrypted with; null: the platform's, or that of the source. */
  readonly diskEncryptionSetId: ArmId | null
  /** The key for the OS disk of a confidential VM; null: that of the source. Absent in runs of older versions, as the next one. */
  readonly securedKeyId?: ArmId | null
  /** The identity by which the vault reaches the staging account; null: Azure's own way. */
  readonly vaultIdentity?: VaultLogin | null
  /** From where the new disks can be reached; null: as Azure has it. */
  readonly diskAccess: DiskAccess | null
  /** Set for a point that must be brought back from the archive first. */
  readonly rehydration: Rehydration | null
}

/** The system-assigned identity of a vault, or the id of a user-assigned one. */
export type VaultLogin = 'system' | ArmId

export const DISK_ACCESS_KINDS = ['same', 'public', 'private'] as const

/** As the source's disks, open to all networks, or by way of a disk access (private endpoint) only. */
export type DiskAccess =
  | { readonly kind: 'same' | 'public' }
  | { readonly kind: 'private'; readonly diskAccessId: ArmId }

export const REHYDRATION_PRIORITIES = ['standard', 'high'] as const
export type RehydrationPriority = (typeof REHYDRATION_PRIORITIES)[number]

/** How a point is brought back from the archive, and for how many days it then stays. */
export interface Rehydration {
  readonly days: number
  readonly priority: RehydrationPriority
}

/** What Azure takes as {@link Rehydration.days}. Source: Microsoft docs, "Use archive tier support". */
export const REHYDRATION_DAYS = { min: 10, max: 30 }

export interface NewMachine {
  readonly id: ArmId
  readonly networkId: ArmId
  readonly subnetId: ArmId
}
