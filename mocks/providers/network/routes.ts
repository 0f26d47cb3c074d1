import type { Route } from '../../arm-types.js'
import { getNetwork, getSubnet, listNetworks, listSubnets, putNetwork } from './handlers.js'

const NETWORKS = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Network/virtualNetworks'

/** Virtual networks and subnets: what a restore asks for. */
export const networkRoutes: Route[] = [
  { method: 'GET', pattern: '/subscriptions/:sub/providers/Microsoft.Network/virtualNetworks', handler: listNetworks },
  { method: 'GET', pattern: NETWORKS, handler: listNetworks },
  { method: 'GET', pattern: `${NETWORKS}/:name`, handler: getNetwork },
  { method: 'PUT', pattern: `${NETWORKS}/:name`, handler: putNetwork },
  { method: 'GET', pattern: `${NETWORKS}/:name/subnets`, handler: listSubnets },
  { method: 'GET', pattern: `${NETWORKS}/:name/subnets/:subnet`, handler: getSubnet },
]
