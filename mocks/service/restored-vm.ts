import { parseArmId } from '../arm-id.js'
import { isoOf } from '../clock.js'
import type { MockContext } from '../context.js'
import { ArmError } from '../errors.js'
import { type JsonObject, listOf, numberOf, objectOf, spell, textOf } from '../json.js'
import { completeStorage, releaseMissing } from '../providers/compute/attachments.js'
import { guestOf } from '../providers/compute/guest.js'
import { openOperation } from '../providers/compute/operations.js'
import { quotaRefusal } from '../providers/compute/quotas.js'
import type { VmRecord } from '../providers/compute/state.js'
import { completeNic } from '../providers/network/nic-put.js'
import { NIC_TYPE } from '../providers/network/nics.js'
import { holdNics } from '../providers/network/vm-nics.js'
import { groupKey } from '../providers/resources/state.js'
import { jobError } from './job-errors.js'
import type { JobError, JobRecord, RestorePlan } from './model.js'
import { regionName } from './region-pairs.js'
import { findStaging } from './restored-blobs.js'
import { makeDisks, type RestoredDisk, type RestoredPlace, type SourcedPlan } from './restored-disks.js'

/** Lets an ended restore have its effect on disks and VMs. Gives the reason when its target has changed meanwhile. */
export function applyRestore(ctx: MockContext, job: JobRecord, started: RestorePlan): JobError | undefined {
  const { source } = started
  // Started by an older mock, whose restores made nothing.
  if (!source) return undefined
  const plan = { ...started, source }
  switch (job.internalBag?.restoreLocationType) {
    case 'AlternateLocation':
      return makeVm(ctx, job, plan)
    case 'OriginalLocation':
      return replaceDisks(ctx, job, plan)
    default:
      return restoreDisks(ctx, job, plan)
  }
}

/** Without a target group the disks stay blobs in the staging account: see restored-blobs.ts. */
function restoreDisks(ctx: MockContext, job: JobRecord, plan: SourcedPlan): JobError | undefined {
  if (!findStaging(ctx, plan.request)) return targetGone('the storage account')
  const [, , subscriptionId, , group] = (textOf(plan.request.targetResourceGroupId) ?? '').split('/')
  if (subscriptionId === undefined || group === undefined) return undefined
  const place = placeIn(plan, subscriptionId, group)
  if (!hasGroup(ctx, place)) return targetGone(`the resource group ${group}`)
  makeDisks(ctx, job, { place, prefix: job.entity, plan })
  return undefined
}

function makeVm(ctx: MockContext, job: JobRecord, plan: SourcedPlan): JobError | undefined {
  const id = textOf(plan.request.targetVirtualMachineId) ?? ''
  const { subscriptionId = '', group = '', names: [name = ''] = [] } = parseArmId(id) ?? {}
  const place = placeIn(plan, subscriptionId, group)
  if (!hasGroup(ctx, place)) return targetGone(`the resource group ${group}`)
  if (ctx.state.compute.virtualMachines[id.toLowerCase()]) return targetTaken(name)
  // The disks are made also when the VM cannot be. Source: docs, restore VMs.
  const disks = makeDisks(ctx, job, { place, prefix: name, plan })
  const refusal = quotaRefusal(ctx, { ...place, id, size: plan.source.vmSize })
  if (refusal) return vmRefused(refusal)
  const nic = makeNic(ctx, place, { name, subnetId: textOf(plan.request.subnetId) ?? '' })
  if (typeof nic !== 'string') return nic
  const vm = vmRecord(ctx, plan, { owner: { ...place, id, name }, disks, nic })
  ctx.state.compute.virtualMachines[id.toLowerCase()] = vm
  holdNics(ctx, vm)
  boot(ctx, vm)
  return undefined
}

/** A restored VM starts, and its agent reports some time after. That the job does not wait for it is not verified: see UNSURE.md. */
function boot(ctx: MockContext, vm: VmRecord): void {
  if (guestOf(ctx, vm).boots === false) {
    vm.agentReady = false
    return
  }
  const { subscriptionId, location } = vm
  const effect = { kind: 'power', vmKey: vm.id.toLowerCase(), power: 'running' } as const
  const { dueMs } = openOperation(ctx, { subscriptionId, location, timing: 'vmBoot', effect })
  vm.agentSinceMs = dueMs + ctx.timings.duration('agentReport', ctx.random.of(`${vm.id.toLowerCase()}|agent`))
}

/** Id of a new interface in a subnet, or why there is none: the subnet may be gone or full by now. */
function makeNic(
  ctx: MockContext,
  { subscriptionId, group, location }: RestoredPlace,
  { name: vmName, subnetId }: { name: string; subnetId: string },
): string | JobError {
  const name = `${vmName}-nic-${ctx.random.hex(32)}`
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${NIC_TYPE}/${name}`
  const place = { id, name, group, subscriptionId, location }
  const ipConfigurations = [{ name: 'ipconfig1', properties: { subnet: { id: subnetId } } }]
  try {
    const properties = completeNic(ctx, place, { ipConfigurations })
    ctx.state.network.networkInterfaces[id.toLowerCase()] = { ...place, properties }
    return id
  } catch (error) {
    if (error instanceof ArmError) return networkRefused(error)
    throw error
  }
}

/** The disks of the point take the places of those with the same LUN; the old ones stay, attached to nothing. Source: docs, restore VMs. */
function replaceDisks(ctx: MockContext, job: JobRecord, plan: SourcedPlan): JobError | undefined {
  const vm = ctx.state.compute.virtualMachines[(textOf(plan.request.sourceResourceId) ?? '').toLowerCase()]
  if (!vm) return targetGone('the virtual machine')
  const before = { ...vm, properties: { ...vm.properties } }
  const disks = makeDisks(ctx, job, { place: vm, prefix: vm.name, plan })
  const storage = objectOf(vm.properties.storageProfile)
  const luns = disks.map((disk) => disk.lun)
  const staying = listOf(storage.dataDisks).filter((disk) => !luns.includes(numberOf(objectOf(disk).lun) ?? 0))
  const made = profileOf(disks)
  const dataDisks = [...staying, ...made.dataDisks]
  vm.properties.storageProfile = completeStorage(ctx, vm, { ...storage, osDisk: made.osDisk, dataDisks })
  releaseMissing(ctx, before, vm)
  return undefined
}

function vmRecord(
  ctx: MockContext,
  plan: SourcedPlan,
  made: { owner: RestoredPlace & { id: string; name: string }; disks: RestoredDisk[]; nic: string },
): VmRecord {
  const { owner, disks, nic } = made
  const sourceId = textOf(plan.request.sourceResourceId) ?? ''
  const securityType = plan.source.confidential ? 'ConfidentialVM' : plan.source.trustedLaunch ? 'TrustedLaunch' : null
  const uefiSettings = { secureBootEnabled: true, vTpmEnabled: true }
  return {
    ...owner,
    properties: {
      hardwareProfile: { vmSize: plan.source.vmSize },
      provisioningState: 'Succeeded',
      vmId: ctx.random.guid(),
      storageProfile: completeStorage(ctx, owner, profileOf(disks)),
      ...(securityType === null ? {} : { securityProfile: { securityType, uefiSettings } }),
      networkProfile: { networkInterfaces: [{ id: nic, properties: { primary: true } }] },
      timeCreated: isoOf(ctx.now()),
    },
    power: 'starting',
    agentReady: guestOf(ctx, { id: owner.id, sourceId }).agent !== 'none',
    sourceId,
    createdMs: ctx.now(),
  }
}

/** Storage profile of a VM that gets existing disks. */
function profileOf(disks: readonly RestoredDisk[]): { osDisk: JsonObject | undefined; dataDisks: JsonObject[] } {
  const entries = disks.map(({ lun, record }) => ({
    ...(lun === -1 ? { osType: record.properties.osType } : { lun }),
    name: record.name,
    createOption: 'Attach',
    diskSizeGB: record.properties.diskSizeGB,
    managedDisk: { storageAccountType: record.sku.name, id: record.id },
  }))
  return { osDisk: entries.find((disk) => !('lun' in disk)), dataDisks: entries.filter((disk) => 'lun' in disk) }
}

/** A zone that was asked for, else that of the source. */
function placeIn(plan: SourcedPlan, subscriptionId: string, group: string): RestoredPlace {
  const asked = listOf(plan.request.zones).map(spell)
  const zones = asked.length > 0 ? asked : plan.source.zones
  return {
    subscriptionId,
    group,
    location: regionName(textOf(plan.request.region) ?? ''),
    ...(zones ? { zones } : {}),
  }
}

function hasGroup(ctx: MockContext, { subscriptionId, group }: RestoredPlace): boolean {
  return ctx.state.resources.groups[groupKey(subscriptionId, group)] !== undefined
}

/** The number is that of a resource that is gone; for this case it is not verified: see UNSURE.md. */
function targetGone(what: string): JobError {
  return {
    ...jobError('ResourceNotFound'),
    errorString: `The restore could not be completed: ${what} no longer exists.`,
    recommendations: ['Restore again to a target that exists.'],
  }
}

/** That a lack of cores has a title of its own is not verified: see UNSURE.md. */
function vmRefused({ code, message }: ArmError): JobError {
  const error = jobError(code === 'SkuNotAvailable' ? 'UserErrorSkuNotAvailable' : 'UserErrorCoresQuotaExceeded')
  return { ...error, errorString: `${error.errorString} ${message}` }
}

/** Number and title are not verified: see UNSURE.md. */
function networkRefused({ message }: ArmError): JobError {
  return {
    errorCode: 400410,
    errorTitle: 'UserErrorNetworkInterfaceNotCreated',
    errorString: `The restore could not be completed: ${message}`,
    recommendations: ['Restore again into a subnet that has room.'],
  }
}

/** Number and title are not verified: see UNSURE.md. */
function targetTaken(name: string): JobError {
  return {
    errorCode: 400409,
    errorTitle: 'UserErrorTargetVirtualMachineExists',
    errorString: `The restore could not be completed: a virtual machine named ${name} exists already.`,
    recommendations: ['Restore again under a name that is free.'],
  }
}
