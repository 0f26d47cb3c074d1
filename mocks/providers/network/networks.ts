import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { compact, isObject, type JsonObject, listOf, objectOf, sameName, spell } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf } from '../scope.js'
import { parsePrefix } from './cidr.js'
import { prefixInvalid, valueMissing } from './errors.js'
import { findNetwork, type NetworkRecord, requireNetwork, NETWORK_TYPE as TYPE } from './state.js'
import { readSubnets, requireRoom, requireUnused, type SubnetUsers, subnetBody, subnetUsers } from './subnets.js'

/** GET of one network. */
export function getNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: networkBody(requireNetwork(ctx, call), subnetUsers(ctx)) }
}

/** GET of the networks of a subscription or a group. */
export function listNetworks(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.network.virtualNetworks).filter((row) => inScope(call, row))
  const users = subnetUsers(ctx)
  const toBody = (network: NetworkRecord) => networkBody(network, users)
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody })
}

/** PUT of a network, done at once. A subnet that it leaves out goes, unless something lies in it. */
export function putNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Network')
  const known = findNetwork(ctx, call)
  const location = requireLocation(call, TYPE, known)
  const sent = objectOf(call.body.properties)
  const place = { ...placeOf(call, TYPE, known), location }
  const addressPrefixes = listOf(objectOf(sent.addressSpace).addressPrefixes).map(spell)
  if (addressPrefixes.length === 0) throw valueMissing('properties.addressSpace.addressPrefixes', place.id)
  const bad = addressPrefixes.find((prefix) => !parsePrefix(prefix))
  if (bad !== undefined) throw prefixInvalid(bad, place.id)
  const network: NetworkRecord = { ...place, ...readTags(call), ...readDnsServers(sent), addressPrefixes, subnets: [] }
  network.subnets = readSubnets(ctx, network, sent.subnets)
  requireRoom(network)
  if (known) {
    const isKept = (name: string) => network.subnets.some((row) => sameName(row.name, name))
    const gone = known.subnets.filter((row) => !isKept(row.name))
    requireUnused(ctx, known, gone)
  }
  ctx.state.network.virtualNetworks[network.id.toLowerCase()] = network
  return { status: known ? 200 : 201, body: networkBody(network, subnetUsers(ctx)) }
}

/** PATCH of a network: its tags. */
export function patchNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  const network = Object.assign(requireNetwork(ctx, call), readTags(call))
  return { status: 200, body: networkBody(network, subnetUsers(ctx)) }
}

/** DELETE of a network: 204 when there is none, refused while an interface lies in it. */
export function deleteNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  const network = findNetwork(ctx, call)
  if (!network) return { status: 204 }
  requireUnused(ctx, network, network.subnets)
  delete ctx.state.network.virtualNetworks[network.id.toLowerCase()]
  return { status: 200 }
}

function readDnsServers({ dhcpOptions }: JsonObject): Pick<NetworkRecord, 'dnsServers'> {
  return isObject(dhcpOptions) ? { dnsServers: listOf(dhcpOptions.dnsServers).map(spell) } : {}
}

function networkBody(network: NetworkRecord, users: SubnetUsers): JsonObject {
  const { name, id, location, tags, addressPrefixes, dnsServers, subnets } = network
  const properties = {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes },
    ...(dnsServers ? { dhcpOptions: { dnsServers } } : {}),
    subnets: subnets.map((subnet) => subnetBody(network, subnet, users)),
    virtualNetworkPeerings: [],
    enableDdosProtection: false,
    // No enableVmProtection: Azure shows it no more, though the tables of az 2.45 need it. Source: azure-cli issue 27066.
  }
  return compact({ name, id, type: TYPE, location, tags, properties })
}
