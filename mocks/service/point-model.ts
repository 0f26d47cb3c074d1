/** Times in the model are calendar milliseconds since 1970, UTC; keys are lower-case names or ids. */
export type Milliseconds = number

/** Consistency of a recovery point. */
export type Consistency = 'AppConsistent' | 'FileSystemConsistent' | 'CrashConsistent'

/** A recovery point. A tier that is over is absent; a point without tiers is removed. */
export interface PointRecord {
  name: string
  timeMs: Milliseconds
  consistency: Consistency
  /** When the snapshot goes away; absent when it is gone. */
  instantUntilMs?: Milliseconds
  /** When the vault copy goes away; `null` = kept until deleted by hand; absent = there is no vault copy. */
  vaultUntilMs?: Milliseconds | null
  /** When the vault copy was complete. */
  hardenedMs?: Milliseconds
  rule: 'Daily' | 'Weekly' | 'Monthly' | 'Yearly' | 'On-Demand'
  /** Start of the schedule that made the point; absent for on-demand points. */
  scheduledMs?: Milliseconds
  vmSize: string
  osType: string
  trustedLaunch: boolean
  /** Of a confidential VM: the set with the customer's key of its OS disk, if there was one. */
  confidential?: { diskEncryptionSetId?: string }
  /** Its disks were VHDs in a storage account. */
  unmanaged?: true
  zones?: string[]
  policyType: 'V1' | 'V2'
  /** When its vault copy was moved to the archive, and until when it is back in the vault. */
  archivedMs?: Milliseconds
  rehydratedUntilMs?: Milliseconds
  /** Until when its files can be browsed; absent = they were never mounted, or were let go. */
  filesUntilMs?: Milliseconds
  disks: PointDisk[]
  sizeGb: number
}

/** A disk as a point knows it; -1 is the LUN of the OS disk. Size and SKU are absent in states of older mocks. */
export interface PointDisk {
  lun: number
  name: string
  included: boolean
  sizeGb?: number
  sku?: string
  /** Encrypted inside the VM (Azure Disk Encryption). */
  isAde?: true
  /** Encrypted with a key of the customer: the set that holds it. */
  diskEncryptionSetId?: string
  /** How its data can be reached, where not from all networks. */
  privateAccess?: { policy: string; diskAccessId?: string }
}
