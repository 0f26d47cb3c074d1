import type { ArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'

export type OsType = 'Windows' | 'Linux'
export const SECURITY_TYPES = ['None', 'TrustedLaunch', 'ConfidentialVM'] as const
export type SecurityType = (typeof SECURITY_TYPES)[number]
export type DiskCaching = 'None' | 'ReadOnly' | 'ReadWrite'

/** Azure Backup's number for the OS disk; data disks go by their LUN. */
export const OS_DISK_LUN = -1

/** A disk attached to a VM. */
export interface Disk {
  /** {@link OS_DISK_LUN}, or the LUN of a data disk. */
  readonly lun: number
  readonly name: string
  /** Null for unmanaged disks. */
  readonly id: ArmId | null
  readonly sizeGb: number | null
  /** e.g. `Premium_LRS`, `UltraSSD_LRS`, `PremiumV2_LRS`; null when Azure did not say (VM models of stopped VMs leave it out). */
  readonly sku: string | null
  readonly caching: DiskCaching
  readonly writeAccelerator: boolean
  /** True when the disk may be attached to several VMs (maxShares > 1). Null when the disk was not read. */
  readonly shared: boolean | null
  /** True for an ephemeral (local) OS disk. */
  readonly ephemeral: boolean
  /** The disk encryption set with the customer's key that encrypts it; null: the platform's key. */
  readonly keyId: ArmId | null
  /** The same for what is encrypted of the OS disk of a confidential VM. */
  readonly securedKeyId: ArmId | null
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
  /** Absent where only its run state matters. */
  readonly setup?: MachineSetup
}

/** What belongs to a VM beside its disks and its network, and does not come back with them. */
export interface MachineSetup {
  /** Null when it has none. */
  readonly identity: { readonly system: boolean; readonly user: readonly string[] } | null
  readonly extensions: readonly { readonly type: string; readonly publisher: string }[]
  readonly bootDiagnostics: boolean
}

export const POWER_STATES = [
  'running',
  'deallocated',
  'stopped',
  'starting',
  'stopping',
  'deallocating',
  'unknown',
] as const
export type PowerState = (typeof POWER_STATES)[number]
export type AgentState = 'ready' | 'notReady' | 'unknown'

/** What is needed to address a VM. */
export interface MachineRef {
  readonly subscriptionId: string
  readonly resourceGroup: string
  readonly name: string
}

/** A VM as `--vm` takes it: a bare name may be that of several. */
export function vmArgument({ resourceGroup, name }: Pick<MachineRef, 'resourceGroup' | 'name'>): string {
  return `--vm ${resourceGroup}/${name}`
}

/** What only the disk resource knows, not the VM that uses it. */
export interface DiskFacts {
  readonly sku: string | null
  readonly sizeGb: number | null
  readonly shared: boolean
}

/** The VM with its managed disks completed from the disk resources, which go by {@link nameKey} of their id. */
export function withDiskFacts(machine: Machine, facts: ReadonlyMap<string, DiskFacts>): Machine {
  const disks = machine.disks.map((disk) => {
    const known = disk.id === null ? undefined : facts.get(nameKey(disk.id))
    if (known === undefined) return disk
    return { ...disk, sku: known.sku ?? disk.sku, sizeGb: known.sizeGb ?? disk.sizeGb, shared: known.shared }
  })
  return { ...machine, disks }
}
