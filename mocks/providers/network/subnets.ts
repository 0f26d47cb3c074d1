import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { compact, type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { type AddressRange, isInside, overlaps, parsePrefix } from './cidr.js'
import { prefixInvalid, subnetInUse, subnetOutside, subnetsOverlap, valueMissing } from './errors.js'
import { configurationsOf, nicsWhere, referenceOf } from './nics.js'
import { requireSecurityGroup } from './references.js'
import { type NetworkRecord, type PlacedSubnet, requireNetwork, type SubnetRecord } from './state.js'

/** GET of one subnet. */
export function getSubnet(ctx: MockContext, call: ArmCall): ArmReply {
  const { network, subnet } = requireSubnet(ctx, call)
  return { status: 200, body: subnetBody(network, subnet, subnetUsers(ctx)) }
}

/** GET of the subnets of a network. */
export function listSubnets(ctx: MockContext, call: ArmCall): ArmReply {
  const network = requireNetwork(ctx, call)
  const users = subnetUsers(ctx)
  const toBody = (subnet: SubnetRecord) => subnetBody(network, subnet, users)
  return pageReply(call, network.subnets, { pageSize: ctx.settings.pageSize, toBody })
}

/** PUT of one subnet: 201 when new. */
export function putSubnet(ctx: MockContext, call: ArmCall): ArmReply {
  const network = requireNetwork(ctx, call)
  const known = network.subnets.find((row) => sameName(row.name, call.params.subnet))
  const sent = { name: known?.name ?? call.params.subnet, properties: call.body.properties }
  const subnet = readSubnet(ctx, network, sent)
  const subnets = known ? network.subnets.map((row) => (row === known ? subnet : row)) : [...network.subnets, subnet]
  requireRoom({ ...network, subnets })
  network.subnets = subnets
  return { status: known ? 200 : 201, body: subnetBody(network, subnet, subnetUsers(ctx)) }
}

/** DELETE of one subnet: 204 when there is none. */
export function deleteSubnet(ctx: MockContext, call: ArmCall): ArmReply {
  const network = requireNetwork(ctx, call)
  const subnet = network.subnets.find((row) => sameName(row.name, call.params.subnet))
  if (!subnet) return { status: 204 }
  requireUnused(ctx, network, [subnet])
  network.subnets = network.subnets.filter((row) => row !== subnet)
  return { status: 200 }
}

/** Subnets of the PUT of a network. */
export function readSubnets(ctx: MockContext, network: NetworkRecord, sent: unknown): SubnetRecord[] {
  return listOf(sent).map((row) => readSubnet(ctx, network, objectOf(row)))
}

/** Refuses subnets that lie outside their network or over each other. */
export function requireRoom(network: NetworkRecord): void {
  const rangeOf = (prefix: string) => parsePrefix(prefix) as AddressRange
  const spaces = network.addressPrefixes.map(rangeOf)
  const before: AddressRange[] = []
  for (const { name, addressPrefix } of network.subnets) {
    const range = rangeOf(addressPrefix)
    if (!spaces.some((space) => isInside(range, space))) throw subnetOutside(name, network.name)
    if (before.some((other) => overlaps(range, other))) throw subnetsOverlap(name, network.name)
    before.push(range)
  }
}

/** Refuses the loss of subnets in which an interface lies. */
export function requireUnused(ctx: MockContext, network: NetworkRecord, subnets: readonly SubnetRecord[]): void {
  const users = subnetUsers(ctx)
  for (const { name } of subnets) {
    const [user] = users(subnetIdOf(network, name))
    if (user) throw subnetInUse(name, user)
  }
}

/** A subnet as the wire shows it. */
export function subnetBody(network: NetworkRecord, subnet: SubnetRecord, usersOf: SubnetUsers): JsonObject {
  const id = subnetIdOf(network, subnet.name)
  const users = usersOf(id)
  return {
    name: subnet.name,
    id,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: compact({
      provisioningState: 'Succeeded',
      addressPrefix: subnet.addressPrefix,
      networkSecurityGroup: subnet.securityGroupId === undefined ? undefined : { id: subnet.securityGroupId },
      ipConfigurations: users.length > 0 ? users.map((user) => ({ id: user })) : undefined,
      delegations: [],
      privateEndpointNetworkPolicies: 'Enabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
    }),
  }
}

/** Ids of the IP configurations in the subnet of an id. */
export type SubnetUsers = (subnetId: string) => readonly string[]

/** Looks at every interface once: a network has up to 3,000 subnets, and a world 10,000 VMs. */
export function subnetUsers(ctx: MockContext): SubnetUsers {
  const users = new Map<string, string[]>()
  for (const nic of nicsWhere(ctx, () => true)) {
    for (const row of configurationsOf(nic)) {
      const key = referenceOf(row, 'subnet').toLowerCase()
      const known = users.get(key) ?? []
      users.set(key, known)
      known.push(`${nic.id}/ipConfigurations/${row.name}`)
    }
  }
  return (subnetId) => users.get(subnetId.toLowerCase()) ?? []
}

function subnetIdOf(network: NetworkRecord, name: string): string {
  return `${network.id}/subnets/${name}`
}

function readSubnet(ctx: MockContext, network: NetworkRecord, sent: JsonObject): SubnetRecord {
  const properties = objectOf(sent.properties)
  const name = textOf(sent.name)
  const addressPrefix = textOf(properties.addressPrefix) ?? textOf(listOf(properties.addressPrefixes)[0])
  if (name === undefined) throw valueMissing('properties.subnets.name', network.id)
  if (addressPrefix === undefined) throw valueMissing('properties.addressPrefix', `${network.id}/subnets/${name}`)
  if (!parsePrefix(addressPrefix)) throw prefixInvalid(addressPrefix, `${network.id}/subnets/${name}`)
  requireSecurityGroup(ctx, network, properties)
  const securityGroupId = textOf(objectOf(properties.networkSecurityGroup).id)
  return { name, addressPrefix, ...(securityGroupId === undefined ? {} : { securityGroupId }) }
}

function requireSubnet(ctx: MockContext, call: ArmCall): PlacedSubnet {
  const network = requireNetwork(ctx, call)
  const subnet = network.subnets.find((row) => sameName(row.name, call.params.subnet))
  if (!subnet) throw new ArmError(404, 'NotFound', `Resource ${network.id}/subnets/${call.params.subnet} not found.`)
  return { network, subnet }
}
