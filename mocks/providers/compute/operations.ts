import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { compact, type JsonObject } from '../../json.js'
import { absoluteAddress } from '../../lro.js'
import type { TimingKind } from '../../timings.js'
import { dropNics } from '../network/vm-nics.js'
import { detachDisks } from './attachments.js'
import type { ComputeEffect, ComputeOperation, VmRecord } from './state.js'

/** Ended operations are forgotten after this time. */
const MEMORY_MS = 86_400_000

/** Starts an operation; its effect happens when it is due. Gives the headers of the answer that accepted it. */
export function startCompute(ctx: MockContext, call: ArmCall, start: OperationStart): Record<string, string> {
  return addressesOf(ctx, call, openOperation(ctx, { ...start, subscriptionId: call.params.sub ?? '' }))
}

/** What an operation is about. */
interface OperationStart {
  location: string
  timing: TimingKind
  effect: ComputeEffect
  output?: JsonObject
  /** How it ends when it is not to succeed. */
  error?: { code: string; message: string }
  /** Calendar milliseconds that it takes longer. */
  extraMs?: number
}

/** Starts an operation that nobody need follow. */
export function openOperation(ctx: MockContext, start: OperationStart & { subscriptionId: string }): ComputeOperation {
  const id = ctx.random.guid()
  const { subscriptionId, location, timing, effect, extraMs = 0 } = start
  const operation: ComputeOperation = {
    id,
    subscriptionId,
    location,
    startMs: ctx.now(),
    dueMs: ctx.now() + ctx.timings.duration(timing, ctx.random.of(id)) + extraMs,
    status: 'InProgress',
    effect,
    ...(start.output ? { output: start.output } : {}),
    ...(start.error ? { error: start.error } : {}),
  }
  ctx.state.compute.operations[id] = operation
  ctx.schedule({ kind: 'compute-due', operationId: id }, operation.dueMs)
  return operation
}

/** An operation is due: its effect happens the first time, and the second time it is forgotten. */
export function finishCompute(ctx: MockContext, operationId: string): void {
  const operation = ctx.state.compute.operations[operationId]
  if (!operation) return
  if (!operation.effect) {
    delete ctx.state.compute.operations[operationId]
    return
  }
  if (operation.error) markFailed(ctx, operation.effect)
  else applyEffect(ctx, operation.effect)
  operation.status = operation.error ? 'Failed' : 'Succeeded'
  delete operation.effect
  ctx.schedule({ kind: 'compute-due', operationId }, ctx.now() + MEMORY_MS)
}

/** GET of an operation: its status, or with `monitor=true` (the Location header) 202 until it is over. */
export function getOperation(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = ctx.state.compute.operations[call.params.operation ?? '']
  if (!operation) throw new ArmError(404, 'NotFound', `Operation ${call.params.operation} could not be found.`)
  const running = operation.status === 'InProgress'
  const headers = running ? addressesOf(ctx, call, operation) : {}
  const output = operation.status === 'Succeeded' ? operation.output : undefined
  if (call.query.monitor === 'true') return { status: running ? 202 : 200, headers, body: output }
  const { id: name, status, startMs, dueMs, error } = operation
  const body = compact({
    startTime: isoOf(startMs),
    endTime: running ? undefined : isoOf(dueMs),
    status,
    properties: output && { output },
    name,
    error: running ? undefined : error,
  })
  return { status: 200, headers, body }
}

function addressesOf(ctx: MockContext, call: ArmCall, operation: ComputeOperation): Record<string, string> {
  const { id, subscriptionId, location } = operation
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${location}/operations/${id}`
  const address = absoluteAddress(call, path)
  return {
    'azure-asyncoperation': address,
    location: `${address}&monitor=true`,
    'retry-after': String(ctx.settings.retryAfterSeconds),
  }
}

/** The agent of a new VM first reports some seconds after the VM is there. Source: recordings of 2024. */
function provision(ctx: MockContext, vm: VmRecord): void {
  if (vm.properties.provisioningState === 'Creating') {
    vm.agentSinceMs = ctx.now() + ctx.timings.duration('agentStart', ctx.random.of(`${vm.id.toLowerCase()}|agent`))
  }
  vm.properties.provisioningState = 'Succeeded'
}

/** The VM is gone; its disks and interfaces are free, or go with it. */
export function removeVm(ctx: MockContext, vmKey: string): void {
  const vm = ctx.state.compute.virtualMachines[vmKey]
  if (!vm) return
  detachDisks(ctx, vm)
  dropNics(ctx, vm)
  delete ctx.state.compute.virtualMachines[vmKey]
}

/** What was being written stays, as a resource that failed. */
function markFailed(ctx: MockContext, effect: ComputeEffect): void {
  const { compute } = ctx.state
  if (effect.kind === 'script-run') applyEffect(ctx, effect)
  const record =
    effect.kind === 'vm-written'
      ? compute.virtualMachines[effect.vmKey]
      : effect.kind === 'disk-written'
        ? compute[effect.table][effect.key]
        : undefined
  if (record) record.properties.provisioningState = 'Failed'
}

function applyEffect(ctx: MockContext, effect: ComputeEffect): void {
  const { virtualMachines } = ctx.state.compute
  switch (effect.kind) {
    case 'power': {
      const vm = virtualMachines[effect.vmKey]
      if (!vm) return
      vm.power = effect.power
      if (vm.properties.provisioningState === 'Updating') vm.properties.provisioningState = 'Succeeded'
      return
    }
    case 'vm-written': {
      const vm = virtualMachines[effect.vmKey]
      if (vm) provision(ctx, vm)
      return
    }
    case 'vm-deleted':
      removeVm(ctx, effect.vmKey)
      return
    case 'script-run':
      delete virtualMachines[effect.vmKey]?.scriptUntilMs
      return
    case 'disk-written': {
      const disk = ctx.state.compute[effect.table][effect.key]
      if (disk) disk.properties.provisioningState = 'Succeeded'
      return
    }
    case 'disk-deleted':
      delete ctx.state.compute[effect.table][effect.key]
  }
}
