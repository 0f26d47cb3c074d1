import type { ArmId } from '../core/arm-id.js'

export type OsType = 'Windows' | 'Linux'
export type SecurityType = 'None' | 'TrustedLaunch' | 'ConfidentialVM'
export type DiskCaching = 'None' | 'ReadOnly' | 'ReadWrite'

/** A disk attached to a VM. */
export interface Disk {
  /** Azure Backup's number for it: -1 for the OS disk, the LUN for data disks. */
  readonly lun: number
  readonly name: string
  /** Null for unmanaged disks. */
  readonly id: ArmId | null
  readonly sizeGb: number | null
  /** e.g. `Premium_LRS`, `UltraSSD_LRS`, `PremiumV2_LRS`; null when Azure did not say. */
  readonly sku: string | null
  readonly caching: DiskCaching
  readonly writeAccelerator: boolean
  /** True when the disk may be attached to several VMs (maxShares > 1). Null when the disk was not read. */
  readonly shared: boolean | null
  /** True for an ephemeral (local) OS disk. */
  readonly ephemeral: boolean
  /** The storage account of an unmanaged disk, from its blob address. */
  readonly storageAccount: string | null
}

/** An Azure virtual machine as far as backup cares. */
export interface Machine {
  readonly id: ArmId
  readonly name: string
  readonly resourceGroup: string
  readonly subscriptionId: string
  readonly location: string
  readonly zones: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly size: string
  readonly osType: OsType
  readonly securityType: SecurityType
  readonly provisioningState: string
  /** The scale set it belongs to, if any. */
  readonly scaleSetId: ArmId | null
  readonly disks: readonly Disk[]
  /** From the instance view; null when it was not read. */
  readonly power: PowerState | null
  readonly agent: AgentState | null
}

export type PowerState = 'running' | 'deallocated' | 'stopped' | 'starting' | 'stopping' | 'deallocating' | 'unknown'
export type AgentState = 'ready' | 'notReady' | 'unknown'
