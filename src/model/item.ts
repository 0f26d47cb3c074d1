import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import { type Disk, OS_DISK_LUN, vmArgument } from './machine.js'
import type { VaultRef } from './vault.js'

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

/** Whether an item backs a disk up: the OS disk always is. */
export function isBackedUp({ lun }: Pick<Disk, 'lun'>, choice: DiskSelection | null): boolean {
  if (lun === OS_DISK_LUN || choice === null) return true
  return choice.luns.includes(lun) === (choice.mode === 'include')
}

/** What is needed to address an item: its names as Azure gave them, or lower-case when we build them. */
export interface ItemRef {
  readonly vault: VaultRef
  /** With its prefix: `IaasVMContainer;iaasvmcontainerv2;<group>;<vm>`. */
  readonly container: string
  /** `VM;iaasvmcontainerv2;<group>;<vm>`. */
  readonly item: string
}

/** The VM of an item, as the item's name has it. */
export function machineNameOf({ item }: ItemRef): string {
  return item.split(';').at(-1) ?? item
}

/** The VM of an item as `--vm` takes it. */
export function itemVmArgument({ machineResourceGroup, machineName }: ProtectedItem): string {
  return vmArgument({ resourceGroup: machineResourceGroup, name: machineName })
}

/** What an item is, in the user's words; `deleted` means soft-deleted. */
export type ItemCondition = 'protected' | 'stopped' | 'suspended' | 'deleted' | 'broken'

/** Azure shows a soft-deleted item as stopped; only its dates tell the two apart. */
export function itemCondition(item: ProtectedItem): ItemCondition {
  if (item.softDelete !== null) return 'deleted'
  if (item.state === 'ProtectionStopped') return 'stopped'
  if (item.state === 'BackupsSuspended') return 'suspended'
  return item.state === 'Invalid' ? 'broken' : 'protected'
}

/** The item that is meant by a VM: one may live in a vault while deleted data of it lie in another. */
export function livingItem(items: readonly ProtectedItem[]): ProtectedItem | undefined {
  return items.find((item) => item.softDelete === null) ?? items[0]
}
