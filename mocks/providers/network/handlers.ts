import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceNotFound } from '../../errors.js'
import { compact, type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import type { NetworkRecord } from './state.js'

const TYPE = 'Microsoft.Network/virtualNetworks'

/** GET of one network. */
export function getNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: networkBody(requireNetwork(ctx, call)) }
}

/** GET of the networks of a subscription or a group. */
export function listNetworks(ctx: MockContext, call: ArmCall): ArmReply {
  const rows = Object.values(ctx.state.network.virtualNetworks).filter((row) => inScope(call, row))
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: networkBody })
}

/** PUT of a network, done at once. */
export function putNetwork(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Network')
  const known = ctx.state.network.virtualNetworks[resourceIdOf(call, TYPE).toLowerCase()]
  const location = requireLocation(call, TYPE, known)
  const sent = objectOf(call.body.properties)
  const network: NetworkRecord = {
    ...placeOf(call, TYPE, known),
    location,
    ...readTags(call),
    addressPrefixes: listOf(objectOf(sent.addressSpace).addressPrefixes).map(String),
    subnets: listOf(sent.subnets).map((subnet) => {
      const { name, properties } = objectOf(subnet)
      return { name: textOf(name) ?? '', addressPrefix: textOf(objectOf(properties).addressPrefix) ?? '' }
    }),
  }
  ctx.state.network.virtualNetworks[network.id.toLowerCase()] = network
  return { status: known ? 200 : 201, body: networkBody(network) }
}

/** GET of one subnet. */
export function getSubnet(ctx: MockContext, call: ArmCall): ArmReply {
  const network = requireNetwork(ctx, call)
  const subnet = network.subnets.find((row) => sameName(row.name, call.params.subnet))
  if (!subnet) throw new ArmError(404, 'NotFound', `Resource ${network.id}/subnets/${call.params.subnet} not found.`)
  return { status: 200, body: subnetBody(network, subnet) }
}

/** GET of the subnets of a network. */
export function listSubnets(ctx: MockContext, call: ArmCall): ArmReply {
  const network = requireNetwork(ctx, call)
  const toBody = (subnet: NetworkRecord['subnets'][number]) => subnetBody(network, subnet)
  return pageReply(call, network.subnets, { pageSize: ctx.settings.pageSize, toBody })
}

function requireNetwork(ctx: MockContext, call: ArmCall): NetworkRecord {
  const network = ctx.state.network.virtualNetworks[resourceIdOf(call, TYPE).toLowerCase()]
  if (!network) throw resourceNotFound(TYPE, call.params.name ?? '', call.params.rg ?? '')
  return network
}

function networkBody(network: NetworkRecord): JsonObject {
  const { name, id, location, tags, addressPrefixes, subnets } = network
  const properties = {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes },
    subnets: subnets.map((subnet) => subnetBody(network, subnet)),
  }
  return compact({ name, id, type: TYPE, location, tags, properties })
}

function subnetBody(network: NetworkRecord, subnet: NetworkRecord['subnets'][number]): JsonObject {
  return {
    name: subnet.name,
    id: `${network.id}/subnets/${subnet.name}`,
    type: `${TYPE}/subnets`,
    properties: { provisioningState: 'Succeeded', addressPrefix: subnet.addressPrefix },
  }
}
