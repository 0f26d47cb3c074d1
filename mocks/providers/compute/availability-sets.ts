import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, type JsonObject, objectOf, sameName, textOf, valuesOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import { availabilitySetInUse, availabilitySetMissing, propertyFixed, zoneAndAvailabilitySet } from './errors.js'
import type { AvailabilitySetRecord, VmRecord } from './state.js'

const TYPE = 'Microsoft.Compute/availabilitySets'

/** GET of an availability set, with the VMs in it. */
export function getAvailabilitySet(ctx: MockContext, call: ArmCall): ArmReply {
  const set = findSet(ctx, call)
  if (!set) throw resourceNotFound(TYPE, call.params.name ?? '', call.params.rg ?? '')
  return { status: 200, body: setBody(ctx, set) }
}

/** GET of the availability sets of a subscription or a group. */
export function listAvailabilitySets(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = valuesOf(ctx.state.compute.availabilitySets).filter((set) => inScope(call, set))
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (set) => setBody(ctx, set) })
}

/** PUT of an availability set: 200 at once, new or not. */
export function putAvailabilitySet(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Compute')
  const known = findSet(ctx, call)
  const sent = objectOf(call.body.properties)
  const set: AvailabilitySetRecord = {
    ...placeOf(call, TYPE, known),
    location: requireLocation(call, TYPE, known),
    ...readTags(call),
    sku: { name: textOf(objectOf(call.body.sku).name) ?? textOf(known?.sku.name) ?? 'Classic' },
    properties: {
      platformUpdateDomainCount: sent.platformUpdateDomainCount ?? known?.properties.platformUpdateDomainCount ?? 5,
      platformFaultDomainCount: sent.platformFaultDomainCount ?? known?.properties.platformFaultDomainCount ?? 3,
    },
  }
  ctx.state.compute.availabilitySets[set.id.toLowerCase()] = set
  return { status: 200, body: setBody(ctx, set) }
}

/** DELETE of an availability set, which must be empty. */
export function deleteAvailabilitySet(ctx: MockContext, call: ArmCall): ArmReply {
  const set = findSet(ctx, call)
  if (!set) return { status: 204 }
  if (membersOf(ctx, set).length > 0) throw availabilitySetInUse(set.name)
  delete ctx.state.compute.availabilitySets[set.id.toLowerCase()]
  return { status: 200 }
}

/** Refuses a VM with a set that is not there or lies elsewhere, one in a zone, and one that is to change its set. */
export function requireAvailabilitySet(
  ctx: MockContext,
  vm: Pick<VmRecord, 'location' | 'zones'> & { known: VmRecord | undefined },
  sent: JsonObject,
): void {
  const wanted = textOf(objectOf(sent.availabilitySet).id)
  if (vm.known && !sameName(wanted ?? '', setOf(vm.known) ?? '')) throw propertyFixed('availabilitySet.id')
  if (wanted === undefined) return
  if (vm.zones && vm.zones.length > 0) throw zoneAndAvailabilitySet()
  const set = ctx.state.compute.availabilitySets[wanted.toLowerCase()]
  if (!set || !sameName(set.location, vm.location)) throw availabilitySetMissing(wanted)
}

function findSet(ctx: MockContext, call: ArmCall): AvailabilitySetRecord | undefined {
  return ctx.state.compute.availabilitySets[resourceIdOf(call, TYPE).toLowerCase()]
}

function membersOf(ctx: MockContext, set: AvailabilitySetRecord): VmRecord[] {
  return valuesOf(ctx.state.compute.virtualMachines).filter((vm) => sameName(setOf(vm) ?? '', set.id))
}

function setOf(vm: VmRecord): string | undefined {
  return textOf(objectOf(vm.properties.availabilitySet).id)
}

function setBody(ctx: MockContext, set: AvailabilitySetRecord): JsonObject {
  const { id, name, location, tags, sku, properties } = set
  const virtualMachines = membersOf(ctx, set).map((vm) => ({ id: vm.id }))
  return compact({ id, name, type: TYPE, location, tags, sku, properties: { ...properties, virtualMachines } })
}
