import type { Subnet as SdkSubnet, VirtualNetwork } from '@azure/arm-network'
import { armId, parseArmId } from '../core/arm-id.js'
import type { Network, Subnet } from '../model/network.js'
import { azureList } from './errors.js'
import type { AzureSession } from './session.js'

/** All virtual networks of a subscription with their subnets. */
export async function listNetworks(session: AzureSession, subscriptionId: string): Promise<Network[]> {
  const { virtualNetworks } = await session.network(subscriptionId)
  const pages = virtualNetworks.listAll({ abortSignal: session.signal })
  return azureList(`listing the virtual networks of subscription ${subscriptionId}`, pages, toNetwork)
}

function toNetwork(row: VirtualNetwork): Network {
  const id = armId(row.id ?? '')
  return {
    id,
    name: row.name ?? '',
    resourceGroup: parseArmId(id).resourceGroup ?? '',
    location: row.location ?? '',
    subnets: (row.subnets ?? []).map(toSubnet),
  }
}

function toSubnet(row: SdkSubnet): Subnet {
  return { id: armId(row.id ?? ''), name: row.name ?? '', delegatedTo: row.delegations?.[0]?.serviceName ?? null }
}
