import type { MockContext } from '../../context.js'
import { type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import type { Placed } from '../scope.js'
import { addressText, usableRange } from './cidr.js'
import { addressInUse, referenceInvalid, subnetFull, valueMissing } from './errors.js'
import { configurationsOf, findNic, nicsWhere, referenceOf } from './nics.js'
import { requireSecurityGroup } from './references.js'
import { findSubnet, type NetworkPart, type PlacedSubnet } from './state.js'

/** Wire properties of an interface from a PUT: everything it refers to must be there, and it gets an address. */
export function completeNic(ctx: MockContext, nic: Placed, sent: JsonObject): JsonObject {
  const others = nicsWhere(ctx, (row) => row.location === nic.location).filter((row) => !sameName(row.id, nic.id))
  const known = findNic(ctx, nic.id)
  const configurations = listOf(sent.ipConfigurations).map(objectOf)
  if (configurations.length === 0) throw valueMissing('properties.ipConfigurations', nic.id)
  requireSecurityGroup(ctx, nic, sent)
  const ipConfigurations: JsonObject[] = []
  for (const configuration of configurations) {
    ipConfigurations.push(completeConfiguration(ctx, { nic, others, known, siblings: ipConfigurations }, configuration))
  }
  const { enableAcceleratedNetworking, enableIPForwarding, networkSecurityGroup, dnsSettings } = sent
  return {
    ipConfigurations,
    dnsSettings: { dnsServers: listOf(objectOf(dnsSettings).dnsServers) },
    enableAcceleratedNetworking: enableAcceleratedNetworking === true,
    enableIPForwarding: enableIPForwarding === true,
    ...(networkSecurityGroup ? { networkSecurityGroup } : {}),
  }
}

interface NicPlace {
  nic: Placed
  others: readonly NetworkPart[]
  known: NetworkPart | undefined
  /** Configurations of the same PUT that come before. */
  siblings: readonly JsonObject[]
}

function completeConfiguration(ctx: MockContext, place: NicPlace, configuration: JsonObject): JsonObject {
  const { nic } = place
  const name = textOf(configuration.name)
  if (name === undefined) throw valueMissing('properties.ipConfigurations.name', nic.id)
  const { privateIPAddress, ...sent } = objectOf(configuration.properties)
  const subnetId = referenceOf(configuration, 'subnet')
  const subnet = findSubnet(ctx, subnetId)
  if (subnet?.network.location !== nic.location) throw referenceInvalid(subnetId, nic.id)
  requirePublicAddress(ctx, place, configuration)
  const isStatic = sameName(textOf(sent.privateIPAllocationMethod), 'Static')
  const address = (isStatic ? textOf(privateIPAddress) : undefined) ?? addressIn(subnet, place, { name, subnetId })
  return {
    name,
    properties: {
      privateIPAddress: address,
      ...sent,
      privateIPAllocationMethod: isStatic ? 'Static' : 'Dynamic',
      primary: sent.primary ?? place.siblings.length === 0,
      privateIPAddressVersion: sent.privateIPAddressVersion ?? 'IPv4',
    },
  }
}

function requirePublicAddress(ctx: MockContext, { nic, others }: NicPlace, configuration: JsonObject): void {
  const id = referenceOf(configuration, 'publicIPAddress')
  if (id === '') return
  if (ctx.state.network.publicAddresses[id.toLowerCase()]?.location !== nic.location) throw referenceInvalid(id, nic.id)
  const user = others.find((row) =>
    configurationsOf(row).some((one) => sameName(referenceOf(one, 'publicIPAddress'), id)),
  )
  if (user) throw addressInUse(id, `${user.id}/ipConfigurations/${configurationsOf(user)[0]?.name}`)
}

/** The address that the configuration has in the subnet, or the first free one. */
function addressIn(
  { subnet }: PlacedSubnet,
  { others, known, siblings }: NicPlace,
  { name, subnetId }: { name: string; subnetId: string },
): string {
  const isInSubnet = (row: JsonObject) => sameName(referenceOf(row, 'subnet'), subnetId)
  const before = (known ? configurationsOf(known) : []).filter(isInSubnet)
  const own = before.find((row) => sameName(textOf(row.name), name))
  if (own) return addressOf(own)
  const rows = [...others.flatMap(configurationsOf).filter(isInSubnet), ...before, ...siblings.filter(isInSubnet)]
  const taken = new Set(rows.map(addressOf))
  const range = usableRange(subnet.addressPrefix) ?? { first: 1, last: 0 }
  for (let address = range.first; address <= range.last; address++) {
    const text = addressText(address)
    if (!taken.has(text)) return text
  }
  throw subnetFull(subnet.name, subnet.addressPrefix)
}

function addressOf(configuration: JsonObject): string {
  return textOf(objectOf(configuration.properties).privateIPAddress) ?? ''
}
