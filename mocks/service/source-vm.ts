import type { MockContext } from '../context.js'
import { isObject, type JsonObject, listOf, numberOf, objectOf, textOf, valuesOf } from '../json.js'
import type { VmRecord } from '../providers/compute/state.js'
import type { PointDisk } from './point-model.js'

/** A disk of a VM as the backup service sees it. */
export interface SourceDisk {
  /** -1 = OS disk. */
  lun: number
  name: string
  /** Lower-case id of a managed disk, address of a VHD. */
  key: string
  /** The storage account of a VHD. */
  account?: string
  sizeGb: number
  sku: string
  /** Of a managed disk: what a point has to know of it beside. */
  traits: Pick<PointDisk, 'isAde' | 'diskEncryptionSetId' | 'privateAccess'>
}

/** The VM behind an item. */
export interface SourceVm {
  id: string
  name: string
  group: string
  subscriptionId: string
  location: string
  osType: 'Windows' | 'Linux'
  size: string
  zones: string[]
  trustedLaunch: boolean
  /** A confidential VM, and the set with the customer's key of its OS disk. */
  confidential?: { diskEncryptionSetId?: string }
  /** Its disks are VHDs in a storage account. */
  unmanaged: boolean
  running: boolean
  agentReady: boolean
  provisioningState: string
  disks: SourceDisk[]
  createdMs: number
}

/** Finds the VM of a resource id, whatever its case. */
export function findSourceVm(ctx: MockContext, vmId: string): SourceVm | undefined {
  const vm = ctx.state.compute.virtualMachines[vmId.toLowerCase()]
  return vm && describeVm(ctx, vm)
}

/** All VMs of a subscription and region, in the order of their resource groups. */
export function sourceVmsOf(ctx: MockContext, subscriptionId: string, location: string): SourceVm[] {
  return valuesOf(ctx.state.compute.virtualMachines)
    .filter((vm) => vm.location === location && vm.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())
    .map((vm) => describeVm(ctx, vm))
    .sort((left, right) => (left.group.toLowerCase() < right.group.toLowerCase() ? -1 : 1))
}

function describeVm(ctx: MockContext, vm: VmRecord): SourceVm {
  const storage = objectOf(vm.properties.storageProfile)
  const osDisk = objectOf(storage.osDisk)
  const { securityType } = objectOf(vm.properties.securityProfile)
  let disks: SourceDisk[] | undefined
  return {
    id: vm.id,
    name: vm.name,
    group: vm.group,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
    osType: osDisk.osType === 'Linux' ? 'Linux' : 'Windows',
    size: textOf(objectOf(vm.properties.hardwareProfile).vmSize) ?? 'Standard_DS1_v2',
    zones: vm.zones ?? [],
    trustedLaunch: securityType === 'TrustedLaunch',
    ...(securityType === 'ConfidentialVM' ? { confidential: confidentialOf(osDisk) } : {}),
    unmanaged: isObject(osDisk.vhd),
    running: vm.power === 'running',
    agentReady: vm.agentReady,
    provisioningState: textOf(vm.properties.provisioningState) ?? 'Succeeded',
    // Read when asked for: a disk is looked up among all others, and half of those who ask for a VM never look at it.
    get disks() {
      disks ??= [osDisk, ...listOf(storage.dataDisks)].map((disk, index) =>
        describeDisk(ctx, objectOf(disk), { vm, lun: index === 0 ? -1 : (numberOf(objectOf(disk).lun) ?? 0) }),
      )
      return disks
    },
    createdMs: vm.createdMs,
  }
}

function confidentialOf(osDisk: JsonObject): NonNullable<SourceVm['confidential']> {
  const { diskEncryptionSet } = objectOf(objectOf(osDisk.managedDisk).securityProfile)
  const diskEncryptionSetId = textOf(objectOf(diskEncryptionSet).id)
  return diskEncryptionSetId === undefined ? {} : { diskEncryptionSetId }
}

function describeDisk(ctx: MockContext, disk: JsonObject, { vm, lun }: { vm: VmRecord; lun: number }): SourceDisk {
  const managed = objectOf(disk.managedDisk)
  const address = textOf(objectOf(disk.vhd).uri)?.toLowerCase()
  const account = address && /^https?:\/\/([^./]+)/.exec(address)?.[1]
  const record = () => ctx.state.compute.disks[(textOf(managed.id) ?? '').toLowerCase()]
  return {
    lun,
    name: textOf(disk.name) ?? `disk-${lun}`,
    key: address ?? (textOf(managed.id) ?? '').toLowerCase(),
    ...(account ? { account } : {}),
    sizeGb: numberOf(disk.diskSizeGB) ?? numberOf(record()?.properties.diskSizeGB) ?? 127,
    // Looked up when asked for: backups look at sizes only.
    get sku() {
      return textOf(record()?.sku.name) ?? textOf(managed.storageAccountType) ?? 'Premium_LRS'
    },
    get traits() {
      return traitsOf(vm, objectOf(record()?.properties))
    },
  }
}

/** Whether the VM encrypts its disks itself is told by its extension, or by the settings of the disk. Source: docs, Azure Disk Encryption. */
function traitsOf(vm: VmRecord, disk: JsonObject): SourceDisk['traits'] {
  const isAde =
    objectOf(disk.encryptionSettingsCollection).enabled === true ||
    vm.extensions?.some(({ properties }) => /^AzureDiskEncryption/i.test(textOf(properties.type) ?? '')) === true
  const diskEncryptionSetId = textOf(objectOf(disk.encryption).diskEncryptionSetId)
  const policy = textOf(disk.networkAccessPolicy) ?? 'AllowAll'
  const diskAccessId = textOf(disk.diskAccessId)
  return {
    ...(isAde ? { isAde } : {}),
    ...(diskEncryptionSetId ? { diskEncryptionSetId } : {}),
    ...(policy === 'AllowAll' ? {} : { privateAccess: { policy, ...(diskAccessId ? { diskAccessId } : {}) } }),
  }
}
