import type { MockContext } from '../../context.js'
import { type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import type { VmRecord } from '../compute/state.js'
import type { Placed } from '../scope.js'
import { addressText, usableRange } from './cidr.js'
import type { NetworkPart, SubnetRecord } from './state.js'

export const NIC_TYPE = 'Microsoft.Network/networkInterfaces'

/** Where interfaces lie whose region has no network. */
const NOWHERE = '10.0.0.0/8'

/**
 * Network profile of a VM. One that was made without gets an interface of its own name: it is worked out when somebody
 * looks, so that a world of 10,000 VMs does not store as many interfaces.
 */
export function networkProfileOf(vm: VmRecord): JsonObject {
  const { networkProfile } = vm.properties
  if (networkProfile) return objectOf(networkProfile)
  const id = `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.group}/providers/${NIC_TYPE}/${vm.name}-nic`
  return { networkInterfaces: [{ id, properties: { primary: true } }] }
}

/** Ids of the interfaces of a network profile. */
export function nicIdsOf(profile: JsonObject): string[] {
  return listOf(profile.networkInterfaces).map((row) => textOf(objectOf(row).id) ?? '')
}

/** The interface of an id: a stored one, or that of a VM which names one that was never made. */
export function findNic(ctx: MockContext, id: string): NetworkPart | undefined {
  const key = id.toLowerCase()
  const stored = ctx.state.network.networkInterfaces[key]
  if (stored) return stored
  const vms = ctx.state.compute.virtualMachines
  const names = (vm: VmRecord) => nicIdsOf(networkProfileOf(vm)).some((nicId) => sameName(nicId, id))
  // Most are found by their name, without a look at each of 10,000 VMs.
  const namesake =
    vms[key.replace(`/${NIC_TYPE}/`.toLowerCase(), '/microsoft.compute/virtualmachines/').replace(/-nic$/, '')]
  const owner =
    namesake && names(namesake)
      ? namesake
      : Object.values(vms).find((vm) => vm.properties.networkProfile !== undefined && names(vm))
  return owner && impliedNic(ctx, owner, id)
}

/** All interfaces that lie where the test says: the stored ones, then those that VMs imply. */
export function nicsWhere(ctx: MockContext, isThere: (row: Placed) => boolean): NetworkPart[] {
  const stored = ctx.state.network.networkInterfaces
  const implied = Object.values(ctx.state.compute.virtualMachines)
    .filter(isThere)
    .flatMap((vm) =>
      nicIdsOf(networkProfileOf(vm))
        .filter((id) => !stored[id.toLowerCase()])
        .map((id) => impliedNic(ctx, vm, id)),
    )
  return [...Object.values(stored).filter(isThere), ...implied]
}

/** IP configurations of an interface. */
export function configurationsOf(nic: NetworkPart): JsonObject[] {
  return listOf(nic.properties.ipConfigurations).map(objectOf)
}

/** Id that an IP configuration refers to, of a subnet or a public address; empty when it has none. */
export function referenceOf(configuration: JsonObject, member: 'subnet' | 'publicIPAddress'): string {
  return textOf(objectOf(objectOf(configuration.properties)[member]).id) ?? ''
}

/** Its properties are worked out when they are read: lists look at the place of thousands, and show a page of them. */
function impliedNic(ctx: MockContext, vm: VmRecord, id: string): NetworkPart {
  const { group, subscriptionId, location } = vm
  return {
    id,
    name: id.split('/').at(-1) ?? '',
    group,
    subscriptionId,
    location,
    get properties() {
      return impliedProperties(ctx, vm, id)
    },
    virtualMachineId: vm.id,
  }
}

function impliedProperties(ctx: MockContext, vm: VmRecord, id: string): JsonObject {
  const place = subnetOfRegion(ctx, vm)
  const range = usableRange(place?.subnet.addressPrefix ?? NOWHERE) ?? { first: 0, last: 0 }
  const chance = ctx.random.of(id.toLowerCase())
  const properties = {
    privateIPAddress: addressText(range.first + Math.floor(chance * (range.last - range.first + 1))),
    privateIPAllocationMethod: 'Dynamic',
    ...(place ? { subnet: { id: place.id } } : {}),
    primary: true,
    privateIPAddressVersion: 'IPv4',
  }
  return { ipConfigurations: [{ name: 'ipconfig1', properties }] }
}

/** The first subnet of the first network in the region of a VM. */
function subnetOfRegion(ctx: MockContext, vm: VmRecord): { id: string; subnet: SubnetRecord } | undefined {
  const network = Object.values(ctx.state.network.virtualNetworks).find(
    (row) => row.location === vm.location && sameName(row.subscriptionId, vm.subscriptionId) && row.subnets.length > 0,
  )
  const subnet = network?.subnets[0]
  return network && subnet && { id: `${network.id}/subnets/${subnet.name}`, subnet }
}
