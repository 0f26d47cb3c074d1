import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject, listOf, numberOf, objectOf, sameName, textOf } from '../../json.js'
import { accessOngoing, diskMissing, diskOwned } from './errors.js'
import type { DiskRecord, VmRecord } from './state.js'

const DISK_TYPE = 'Microsoft.Compute/disks'
const CREATE_OPTIONS = ['FromImage', 'Attach', 'Empty', 'Copy', 'Restore']

/** The VM that disks are completed for. */
export type DiskOwner = Pick<VmRecord, 'id' | 'name' | 'group' | 'subscriptionId' | 'location' | 'zones'>

/** Fills in what Azure adds to the disks of a VM, and makes the managed ones that are not there yet. */
export function completeStorage(ctx: MockContext, vm: DiskOwner, sent: JsonObject): JsonObject {
  const complete = (disk: JsonObject, suffix: string) => completeDisk(vm, describeDisk(ctx, disk), suffix)
  const osDisk = complete({ caching: 'ReadWrite', osType: 'Linux', ...objectOf(sent.osDisk) }, 'OsDisk_1')
  const dataDisks = listOf(sent.dataDisks)
    .map(objectOf)
    .filter((disk) => disk.toBeDetached !== true)
    .map((disk, index) => complete({ createOption: 'Empty', caching: 'None', ...disk }, `DataDisk_${index}`))
  for (const disk of [osDisk, ...dataDisks]) attachDisk(ctx, vm, disk)
  return { ...sent, osDisk, dataDisks }
}

/** Refuses disks to attach that are not there, or that somebody else uses. */
export function requireDisks(ctx: MockContext, vm: Pick<VmRecord, 'id'>, storage: JsonObject): void {
  for (const disk of disksOf(storage)) {
    const id = textOf(objectOf(disk.managedDisk).id)
    if (id === undefined) continue
    const known = ctx.state.compute.disks[id.toLowerCase()]
    if (!known && sameName(textOf(disk.createOption), 'Attach')) throw diskMissing(id)
    if (!known || sameName(known.managedBy, vm.id)) continue
    if (known.properties.diskState === 'ActiveSAS') throw accessOngoing(known.name)
    const isShared = (numberOf(known.properties.maxShares) ?? 1) > 1
    if (known.managedBy !== undefined && !isShared) throw diskOwned(known.name, known.managedBy)
  }
}

/** Lets go of the disks that a VM had before a PUT and has no more. */
export function releaseMissing(ctx: MockContext, before: VmRecord, after: VmRecord): void {
  const kept = new Set(disksOf(objectOf(after.properties.storageProfile)).map(diskKey))
  for (const disk of disksOf(objectOf(before.properties.storageProfile))) {
    const record = ctx.state.compute.disks[diskKey(disk)]
    if (record && !kept.has(diskKey(disk)) && sameName(record.managedBy, before.id)) releaseDisk(record)
  }
}

/** Lets go of the disks of a VM that is being deleted; those with deleteOption Delete go with it. */
export function detachDisks(ctx: MockContext, vm: VmRecord): void {
  for (const disk of disksOf(objectOf(vm.properties.storageProfile))) {
    const key = diskKey(disk)
    const record = ctx.state.compute.disks[key]
    if (!record || !sameName(record.managedBy, vm.id)) continue
    if (disk.deleteOption === 'Delete') delete ctx.state.compute.disks[key]
    else releaseDisk(record)
  }
}

/** A disk that no VM holds any more. */
function releaseDisk(disk: DiskRecord): void {
  delete disk.managedBy
  disk.properties.diskState = 'Unattached'
}

/** OS disk and data disks of a storage profile. */
function disksOf(storage: JsonObject): JsonObject[] {
  return [objectOf(storage.osDisk), ...listOf(storage.dataDisks).map(objectOf)]
}

/** A disk in Azure's spelling, with what is known of it when it is there already. */
function describeDisk(ctx: MockContext, { diskSizeGb, ...disk }: JsonObject): JsonObject {
  const managedDisk = objectOf(disk.managedDisk)
  const known = ctx.state.compute.disks[(textOf(managedDisk.id) ?? '').toLowerCase()]
  const createOption = CREATE_OPTIONS.find((name) => sameName(name, textOf(disk.createOption)))
  return compact({
    ...disk,
    name: textOf(disk.name) ?? known?.name,
    createOption: createOption ?? disk.createOption,
    diskSizeGB: disk.diskSizeGB ?? diskSizeGb ?? known?.properties.diskSizeGB,
    managedDisk: known ? { storageAccountType: known.sku.name, ...managedDisk } : disk.managedDisk,
  })
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
      encryption: encryptionOf(objectOf(managed.diskEncryptionSet)),
      timeCreated: isoOf(ctx.now()),
      provisioningState: 'Succeeded',
    }),
  }
}

function encryptionOf({ id }: JsonObject): JsonObject {
  return id === undefined
    ? { type: 'EncryptionAtRestWithPlatformKey' }
    : { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: id }
}

function diskKey(disk: JsonObject): string {
  return (textOf(objectOf(disk.managedDisk).id) ?? '').toLowerCase()
}
