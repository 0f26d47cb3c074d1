import type { Route } from '../../arm-types.js'
import { deleteNetwork, getNetwork, listNetworks, patchNetwork, putNetwork } from './networks.js'
import { nicKind } from './nic-kind.js'
import { type PartKind, partHandlers } from './part-handlers.js'
import { publicAddressKind } from './public-address-kind.js'
import { securityGroupKind } from './security-group-kind.js'
import { deleteRule, getRule, listRules, putRule } from './security-rules.js'
import { deleteSubnet, getSubnet, listSubnets, putSubnet } from './subnets.js'
import { listUsages } from './usages.js'

const SUBSCRIPTION = '/subscriptions/:sub'
const GROUP = `${SUBSCRIPTION}/resourceGroups/:rg`
const NETWORK = 'Microsoft.Network/virtualNetworks'
const NETWORKS = `${GROUP}/providers/${NETWORK}`
const SUBNETS = `${NETWORKS}/:name/subnets`
const RULES = `${GROUP}/providers/${securityGroupKind.type}/:name/securityRules`

/** Virtual networks, subnets, interfaces, security groups, public addresses: what VMs and restores need. */
export const networkRoutes: Route[] = [
  { method: 'GET', pattern: `${SUBSCRIPTION}/providers/${NETWORK}`, handler: listNetworks },
  { method: 'GET', pattern: NETWORKS, handler: listNetworks },
  { method: 'GET', pattern: `${NETWORKS}/:name`, handler: getNetwork },
  { method: 'PUT', pattern: `${NETWORKS}/:name`, handler: putNetwork },
  { method: 'PATCH', pattern: `${NETWORKS}/:name`, handler: patchNetwork },
  { method: 'DELETE', pattern: `${NETWORKS}/:name`, handler: deleteNetwork },
  {
    method: 'GET',
    pattern: `${SUBSCRIPTION}/providers/Microsoft.Network/locations/:location/usages`,
    handler: listUsages,
  },
  { method: 'GET', pattern: SUBNETS, handler: listSubnets },
  { method: 'GET', pattern: `${SUBNETS}/:subnet`, handler: getSubnet },
  { method: 'PUT', pattern: `${SUBNETS}/:subnet`, handler: putSubnet },
  { method: 'DELETE', pattern: `${SUBNETS}/:subnet`, handler: deleteSubnet },
  ...[nicKind, securityGroupKind, publicAddressKind].flatMap(partRoutes),
  { method: 'GET', pattern: RULES, handler: listRules },
  { method: 'GET', pattern: `${RULES}/:rule`, handler: getRule },
  { method: 'PUT', pattern: `${RULES}/:rule`, handler: putRule },
  { method: 'DELETE', pattern: `${RULES}/:rule`, handler: deleteRule },
]

function partRoutes(kind: PartKind): Route[] {
  const handlers = partHandlers(kind)
  const parts = `${GROUP}/providers/${kind.type}`
  return [
    { method: 'GET', pattern: `${SUBSCRIPTION}/providers/${kind.type}`, handler: handlers.list },
    { method: 'GET', pattern: parts, handler: handlers.list },
    { method: 'GET', pattern: `${parts}/:name`, handler: handlers.get },
    { method: 'PUT', pattern: `${parts}/:name`, handler: handlers.put },
    { method: 'PATCH', pattern: `${parts}/:name`, handler: handlers.patch },
    { method: 'DELETE', pattern: `${parts}/:name`, handler: handlers.remove },
  ]
}
