import type { MockContext } from '../../context.js'
import { type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import type { VmRecord } from '../compute/state.js'
import type { Placed } from '../scope.js'
import { nicInUse, referenceInvalid } from './errors.js'
import { configurationsOf, networkProfileOf, nicIdsOf, referenceOf } from './nics.js'

/** Refuses a network profile with interfaces that are not there, lie elsewhere or belong to another VM. */
export function requireNics(ctx: MockContext, vm: Placed & { known: VmRecord | undefined }, profile: JsonObject): void {
  const own = vm.known ? nicIdsOf(networkProfileOf(vm.known)) : []
  for (const id of nicIdsOf(profile)) {
    const nic = ctx.state.network.networkInterfaces[id.toLowerCase()]
    if (!nic && own.some((known) => sameName(known, id))) continue
    if (nic?.location !== vm.location) throw referenceInvalid(id, vm.id)
    const owner = nic.virtualMachineId
    if (owner !== undefined && !sameName(owner, vm.id)) throw nicInUse(nic.id, owner)
  }
}

/** The interfaces of a VM know it from now on; those that it had before and has no more are free. */
export function holdNics(ctx: MockContext, vm: VmRecord, before?: VmRecord): void {
  if (before) freeNics(ctx, before)
  for (const id of nicIdsOf(networkProfileOf(vm))) {
    const nic = ctx.state.network.networkInterfaces[id.toLowerCase()]
    if (nic) nic.virtualMachineId = vm.id
  }
}

/** The VM is gone: its interfaces are free, and those with deleteOption Delete go with it, and with them their addresses. */
export function dropNics(ctx: MockContext, vm: VmRecord): void {
  freeNics(ctx, vm)
  const { networkInterfaces, publicAddresses } = ctx.state.network
  for (const entry of listOf(networkProfileOf(vm).networkInterfaces).map(objectOf)) {
    const key = (textOf(entry.id) ?? '').toLowerCase()
    const nic = networkInterfaces[key]
    if (!nic || objectOf(entry.properties).deleteOption !== 'Delete') continue
    for (const row of configurationsOf(nic)) {
      const address = objectOf(objectOf(row.properties).publicIPAddress)
      const goesAlong = objectOf(address.properties).deleteOption === 'Delete'
      if (goesAlong) delete publicAddresses[referenceOf(row, 'publicIPAddress').toLowerCase()]
    }
    delete networkInterfaces[key]
  }
}

function freeNics(ctx: MockContext, vm: VmRecord): void {
  for (const id of nicIdsOf(networkProfileOf(vm))) {
    const nic = ctx.state.network.networkInterfaces[id.toLowerCase()]
    if (nic && sameName(nic.virtualMachineId, vm.id)) delete nic.virtualMachineId
  }
}
