import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { sameName, textOf, valuesOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { inScope, resourceIdOf } from '../scope.js'
import { conflict } from './errors.js'
import { startCompute } from './operations.js'
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
  const rows = valuesOf(ctx.state.compute.virtualMachines).filter((vm) => inScope(call, vm))
  const view = sameName(call.query.statusonly, 'true') ? 'status' : 'model'
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (vm) => vmBody(vm, view, ctx.now()) })
}

/** DELETE of a VM: 204 when there is none. Its disks stay unless their deleteOption is Delete. */
export function deleteVm(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = findVm(ctx, call)
  if (!vm) return { status: 204 }
  if (vm.properties.provisioningState === 'Deleting') throw conflict()
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

/** The VM of a path. */
export function findVm(ctx: MockContext, call: ArmCall): VmRecord | undefined {
  return ctx.state.compute.virtualMachines[resourceIdOf(call, VM_TYPE).toLowerCase()]
}
