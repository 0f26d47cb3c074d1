import type { ArmCall } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { type JsonObject, sameName } from '../../json.js'
import { type Placed, resourceIdOf } from '../scope.js'

export const NETWORK_TYPE = 'Microsoft.Network/virtualNetworks'

/** A subnet of a virtual network. */
export interface SubnetRecord {
  name: string
  addressPrefix: string
  securityGroupId?: string
}

/** A virtual network with its subnets. */
export interface NetworkRecord extends Placed {
  tags?: JsonObject
  addressPrefixes: string[]
  /** Absent = Azure's own, and no `dhcpOptions` on the wire. */
  dnsServers?: string[]
  subnets: SubnetRecord[]
}

/** A network interface, security group or public address; `properties` is the wire object without what is found when it is shown. */
export interface NetworkPart extends Placed {
  tags?: JsonObject
  zones?: string[]
  sku?: JsonObject
  properties: JsonObject
  /** Id of the VM that holds an interface. */
  virtualMachineId?: string
}

/** The tables of {@link NetworkPart}. */
export type NetworkTable = 'networkInterfaces' | 'securityGroups' | 'publicAddresses'

/** By lower-case resource id. */
export interface NetworkState extends Record<NetworkTable, Record<string, NetworkPart>> {
  virtualNetworks: Record<string, NetworkRecord>
}

/** A subnet and the network it is part of. */
export interface PlacedSubnet {
  network: NetworkRecord
  subnet: SubnetRecord
}

/** The subnet of an id. */
export function findSubnet(ctx: MockContext, id: string): PlacedSubnet | undefined {
  const [networkId = '', name] = id.split(/\/subnets\//i)
  const network = ctx.state.network.virtualNetworks[networkId.toLowerCase()]
  const subnet = network?.subnets.find((row) => sameName(row.name, name))
  return network && subnet && { network, subnet }
}

/** The network of a path. */
export function findNetwork(ctx: MockContext, call: ArmCall): NetworkRecord | undefined {
  return ctx.state.network.virtualNetworks[resourceIdOf(call, NETWORK_TYPE).toLowerCase()]
}

/** The network of a path, or ARM's 404. */
export function requireNetwork(ctx: MockContext, call: ArmCall): NetworkRecord {
  const network = findNetwork(ctx, call)
  if (!network) throw resourceNotFound(NETWORK_TYPE, call.params.name ?? '', call.params.rg ?? '')
  return network
}
