import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import type { DiskRecord, VmRecord } from './state.js'

const DISK_TYPE = 'Microsoft.Compute/disks'

/** The VM that disks are completed for. */
export type DiskOwner = Pick<VmRecord, 'id' | 'name' | 'group' | 'subscriptionId' | 'location' | 'zones'>

/** Fills in what Azure adds to the disks of a VM, and makes the managed ones that are not there yet. */
export function completeStorage(ctx: MockContext, vm: DiskOwner, sent: JsonObject): JsonObject {
  const osDisk = completeDisk(vm, { caching: 'ReadWrite', osType: 'Linux', ...objectOf(sent.osDisk) }, 'OsDisk_1')
  const dataDisks = listOf(sent.dataDisks).map((disk, index) =>
    completeDisk(vm, { createOption: 'Empty', caching: 'None', ...objectOf(disk) }, `DataDisk_${index}`),
  )
  for (const disk of [osDisk, ...dataDisks]) attachDisk(ctx, vm, disk)
  return { ...sent, osDisk, dataDisks }
}

/** Lets go of the disks of a VM that is being deleted; those with deleteOption Delete go with it. */
export function detachDisks(ctx: MockContext, vm: VmRecord): void {
  const storage = objectOf(vm.properties.storageProfile)
  for (const disk of [objectOf(storage.osDisk), ...listOf(storage.dataDisks).map(objectOf)]) {
    const key = diskKey(disk)
    const record = ctx.state.compute.disks[key]
    if (!record || !sameName(record.managedBy, vm.id)) continue
    if (disk.deleteOption === 'Delete') delete ctx.state.compute.disks[key]
    else releaseDisk(record)
  }
}

/** A disk that no VM holds any more. */
export function releaseDisk(disk: DiskRecord): void {
  delete disk.managedBy
  disk.properties.diskState = 'Unattached'
}

function completeDisk(vm: DiskOwner, disk: JsonObject, suffix: string): JsonObject {
  const name = textOf(disk.name) ?? `${vm.name}_${suffix}`
  const full = {
    ...disk,
    name,
    createOption: disk.createOption ?? 'FromImage',
    deleteOption: disk.deleteOption ?? 'Detach',
    diskSizeGB: disk.diskSizeGB ?? (disk.osType === 'Windows' ? 127 : 30),
  }
  // A VHD in a storage account has no disk resource.
  if (disk.vhd) return full
  const sent = objectOf(disk.managedDisk)
  const id = `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.group}/providers/${DISK_TYPE}/${name}`
  const managedDisk = { ...sent, storageAccountType: sent.storageAccountType ?? 'Premium_LRS', id: sent.id ?? id }
  return { ...full, managedDisk }
}

function attachDisk(ctx: MockContext, vm: DiskOwner, disk: JsonObject): void {
  const managed = objectOf(disk.managedDisk)
  const id = textOf(managed.id)
  // An ephemeral OS disk lives on the host: no disk resource either.
  if (id === undefined || objectOf(disk.diffDiskSettings).option === 'Local') return
  const known = ctx.state.compute.disks[id.toLowerCase()]
  if (known) {
    known.managedBy = vm.id
    known.properties.diskState = 'Attached'
    return
  }
  ctx.state.compute.disks[id.toLowerCase()] = {
    id,
    name: textOf(disk.name) ?? '',
    group: vm.group,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
    ...(vm.zones ? { zones: vm.zones } : {}),
    sku: { name: managed.storageAccountType },
    managedBy: vm.id,
    properties: compact({
      osType: disk.osType,
      creationData: { createOption: disk.createOption },
      diskSizeGB: disk.diskSizeGB,
      diskState: 'Attached',
      networkAccessPolicy: 'AllowAll',
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      timeCreated: isoOf(ctx.now()),
      provisioningState: 'Succeeded',
    }),
  }
}

function diskKey(disk: JsonObject): string {
  return (textOf(objectOf(disk.managedDisk).id) ?? '').toLowerCase()
}
