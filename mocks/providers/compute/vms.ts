import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { isObject, type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import { completeStorage } from './attachments.js'
import { conflict, parameterMissing, sizeInvalid, tooManyDisks } from './errors.js'
import { startCompute } from './operations.js'
import { findSize } from './sizes.js'
import type { VmRecord } from './state.js'
import { instanceViewOf, VM_TYPE, vmBody } from './vm-body.js'

/** GET of one VM; `$expand=instanceView` adds power state and agent. */
export function getVm(ctx: MockContext, call: ArmCall): ArmReply {
  const isExpanded = sameName(call.query.$expand, 'instanceView')
  return { status: 200, body: vmBody(requireVm(ctx, call), isExpanded ? 'expanded' : 'model', ctx.now()) }
}

/** GET of the instance view alone. */
export function getInstanceView(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: instanceViewOf(requireVm(ctx, call), ctx.now()) }
}

/** GET of the VMs of a subscription or a group; `statusOnly=true` gives their run-time state instead of their model. */
export function listVms(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.compute.virtualMachines).filter((vm) => inScope(call, vm))
  const view = sameName(call.query.statusonly, 'true') ? 'status' : 'model'
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (vm) => vmBody(vm, view, ctx.now()) })
}

/** PUT of a VM: its disks are made with it. 201 when new, 200 when it was there; an operation runs in both cases. */
export function putVm(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Compute')
  const known = findVm(ctx, call)
  const location = requireLocation(call, VM_TYPE, known)
  const sent = requireProperties(call, known)
  if (known && isBusy(known)) throw conflict()
  const place = { ...placeOf(call, VM_TYPE, known), location }
  const zones = Array.isArray(call.body.zones) ? { zones: call.body.zones.map(String) } : {}
  const vm: VmRecord = {
    ...place,
    ...readTags(call),
    ...zones,
    ...(isObject(call.body.identity) ? { identity: call.body.identity } : {}),
    properties: {
      ...sent,
      provisioningState: known ? 'Updating' : 'Creating',
      vmId: textOf(known?.properties.vmId) ?? ctx.random.guid(),
      storageProfile: completeStorage(ctx, { ...place, ...zones }, objectOf(sent.storageProfile)),
      timeCreated: textOf(known?.properties.timeCreated) ?? isoOf(ctx.now()),
    },
    power: known?.power ?? 'running',
    agentReady: known?.agentReady ?? true,
    ...(known?.agentSinceMs === undefined ? {} : { agentSinceMs: known.agentSinceMs }),
    createdMs: known?.createdMs ?? ctx.now(),
  }
  const vmKey = place.id.toLowerCase()
  ctx.state.compute.virtualMachines[vmKey] = vm
  const effect = { kind: 'vm-written', vmKey } as const
  const { location: _, ...headers } = startCompute(ctx, call, { location, timing: 'vmWrite', effect })
  return { status: known ? 200 : 201, headers, body: vmBody(vm, 'model', ctx.now()) }
}

/** PATCH of a VM: tags at once, the rest as a PUT would set it. */
export function patchVm(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  Object.assign(vm, readTags(call))
  const { hardwareProfile } = objectOf(call.body.properties)
  if (isObject(hardwareProfile)) {
    requireSize(hardwareProfile)
    vm.properties.hardwareProfile = hardwareProfile
  }
  return { status: 200, body: vmBody(vm, 'model', ctx.now()) }
}

/** DELETE of a VM: 204 when there is none. Its disks stay unless their deleteOption is Delete. */
export function deleteVm(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = findVm(ctx, call)
  if (!vm) return { status: 204 }
  vm.properties.provisioningState = 'Deleting'
  const effect = { kind: 'vm-deleted', vmKey: vm.id.toLowerCase() } as const
  return { status: 202, headers: startCompute(ctx, call, { location: vm.location, timing: 'vmDelete', effect }) }
}

/** The VM of a path, or ARM's 404. */
export function requireVm(ctx: MockContext, call: ArmCall): VmRecord {
  const vm = findVm(ctx, call)
  if (!vm) throw resourceNotFound(VM_TYPE, call.params.name ?? '', call.params.rg ?? '')
  return vm
}

/** True while an operation changes the VM. */
export function isBusy(vm: VmRecord): boolean {
  const isMoving = ['starting', 'stopping', 'deallocating'].includes(vm.power)
  return isMoving || ['Creating', 'Updating', 'Deleting'].includes(textOf(vm.properties.provisioningState) ?? '')
}

function findVm(ctx: MockContext, call: ArmCall): VmRecord | undefined {
  return ctx.state.compute.virtualMachines[resourceIdOf(call, VM_TYPE).toLowerCase()]
}

/** Read-only members of a PUT body are ignored, and parts that are not sent keep their value. */
function requireProperties(call: ArmCall, known: VmRecord | undefined): JsonObject {
  const { instanceView: _, ...sent } = { ...known?.properties, ...objectOf(call.body.properties) }
  for (const name of ['hardwareProfile', 'storageProfile']) {
    if (!isObject(sent[name])) throw parameterMissing(name)
  }
  requireSize(objectOf(sent.hardwareProfile))
  requireRoomForDisks(sent)
  return sent
}

function requireSize(hardwareProfile: JsonObject): void {
  const size = textOf(hardwareProfile.vmSize)
  if (size === undefined) throw parameterMissing('vmSize')
  if (!findSize(size)) throw sizeInvalid(size)
}

function requireRoomForDisks(sent: JsonObject): void {
  const limit = findSize(textOf(objectOf(sent.hardwareProfile).vmSize) ?? '')?.maxDataDisks ?? 0
  if (listOf(objectOf(sent.storageProfile).dataDisks).length > limit) throw tooManyDisks(limit)
}
