import type { Subnet as SdkSubnet, SecurityRule, VirtualNetwork } from '@azure/arm-network'
import { armId, parseArmId } from '../core/arm-id.js'
import type { Network, Subnet } from '../model/network.js'
import type { GroupRef } from '../model/resource-group.js'
import { azureList } from './errors.js'
import { runPoller } from './poller.js'
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

const NETWORK_RANGE = '10.255.0.0/16'
/** 4,091 VMs: Azure keeps five addresses of a subnet. */
const SUBNET_RANGE = '10.255.0.0/20'

/** Makes a network with one subnet in which VMs reach each other: nothing else comes in, and out goes only what the agent needs. */
export async function createIsolatedNetwork(session: AzureSession, plan: IsolatedNetwork): Promise<void> {
  const { group, location, tags, name } = plan
  const { networkSecurityGroups, virtualNetworks } = await session.network(group.subscriptionId)
  const rules = await runPoller(session, `making security group '${name}'`, (options) =>
    networkSecurityGroups.beginCreateOrUpdate(
      group.name,
      name,
      { location, tags: { ...tags }, securityRules: ISOLATION },
      options,
    ),
  )
  const subnet = {
    name: plan.subnet,
    addressPrefix: SUBNET_RANGE,
    ...(rules.id && { networkSecurityGroup: { id: rules.id } }),
  }
  await runPoller(session, `making network '${name}'`, (options) =>
    virtualNetworks.beginCreateOrUpdate(
      group.name,
      name,
      { location, tags: { ...tags }, addressSpace: { addressPrefixes: [NETWORK_RANGE] }, subnets: [subnet] },
      options,
    ),
  )
}

export interface IsolatedNetwork {
  readonly group: GroupRef
  /** Of the network and of its security group. */
  readonly name: string
  readonly subnet: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
}

/** Between the VMs of the subnet. */
const SIBLINGS = { sourceAddressPrefix: SUBNET_RANGE, destinationAddressPrefix: SUBNET_RANGE }

/**
 * The VMs of the subnet reach each other and nobody else. 168.63.129.16 is where the agent of every VM reports; names
 * are looked up there too, which no rule stops. Source: Microsoft docs, "What is IP address 168.63.129.16?".
 */
const ISOLATION: SecurityRule[] = [
  rule('AllowSiblingsIn', { direction: 'Inbound', access: 'Allow', priority: 100, ...SIBLINGS }),
  rule('DenyAllIn', { direction: 'Inbound', access: 'Deny', priority: 4096 }),
  rule('AllowAgentOut', {
    direction: 'Outbound',
    access: 'Allow',
    priority: 100,
    protocol: 'Tcp',
    destinationAddressPrefix: '168.63.129.16',
    destinationPortRanges: ['80', '32526'],
  }),
  rule('AllowSiblingsOut', { direction: 'Outbound', access: 'Allow', priority: 110, ...SIBLINGS }),
  rule('DenyAllOut', { direction: 'Outbound', access: 'Deny', priority: 4096 }),
]

/** A rule for everything, but for what it says itself. */
function rule(
  name: string,
  own: Pick<SecurityRule, 'direction' | 'access' | 'priority'> & Partial<SecurityRule>,
): SecurityRule {
  return {
    name,
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    ...(own.destinationPortRanges === undefined ? { destinationPortRange: '*' } : {}),
    ...own,
  }
}
