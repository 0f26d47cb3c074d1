import { parseResourceName } from '../core/arm-id.js'
import { closeNames, regionKey, sameName } from '../core/names.js'
import type { Network, Subnet } from '../model/network.js'
import type { Blocker } from '../model/plan.js'

/** Where a new VM is to be attached; the values are as typed. */
export interface LandingWish {
  /** A name, `group/name` or id. Without it, the only network of the region that has a subnet for VMs. */
  readonly network?: string | undefined
  /** Without it, the only subnet of the network that takes VMs. */
  readonly subnet?: string | undefined
}

/** The subnet of a new VM, or why there is none. */
export type Landing = { readonly network: Network; readonly subnet: Subnet } | Blocker

export function isBlocked(landing: Landing): landing is Blocker {
  return 'code' in landing
}

/** The subnet that is meant. Azure wants a network of the region in which the VM is made. Source: AZURE-BACKUP-API.md section 12. */
export function chooseSubnet(networks: readonly Network[], region: string, wish: LandingWish): Landing {
  const near = networks.filter(({ location }) => regionKey(location) === regionKey(region))
  const network = chooseNetwork({ networks, near, region }, wish.network)
  if ('code' in network) return network
  const { subnet: typed } = wish
  if (typed === undefined) return onlySubnet(network)
  const subnet = network.subnets.find((one) => sameName(one.name, typed) || sameName(one.id, typed))
  if (subnet !== undefined) return refuseDelegated(network, subnet) ?? { network, subnet }
  const names = network.subnets.map(({ name }) => name)
  return {
    code: 'SUBNET_NOT_FOUND',
    message: `Network '${network.name}' has no subnet '${typed}'.`,
    suggestions: closeNames(typed, names).map((name) => `Did you mean --subnet ${name}?`),
  }
}

interface NetworkScope {
  readonly networks: readonly Network[]
  readonly near: readonly Network[]
  readonly region: string
}

function chooseNetwork({ networks, near, region }: NetworkScope, typed: string | undefined): Network | Blocker {
  if (typed === undefined) return onlyNetwork(near, region)
  const named = networks.filter((network) => isNamed(network, typed))
  const [found, ...others] = named.filter((network) => near.includes(network))
  if (found !== undefined && others.length === 0) return found
  if (found !== undefined) {
    const names = [found, ...others].map(fullName).join(', ')
    return {
      code: 'NETWORK_AMBIGUOUS',
      message: `Several networks in ${region} are named '${typed}': ${names}.`,
      suggestions: ['Write --network group/name.'],
    }
  }
  const [far] = named
  if (far !== undefined) {
    return {
      code: 'NETWORK_ELSEWHERE',
      message: `Network '${far.name}' is in ${far.location}; the VM is made in ${region} and needs one there.`,
      suggestions: near.map((one) => `--network ${fullName(one)}`),
    }
  }
  const names = near.map(({ name }) => name)
  return {
    code: 'NETWORK_NOT_FOUND',
    message: `There is no network '${typed}' in the subscription that is restored to.`,
    suggestions: closeNames(typed, names).map((name) => `Did you mean --network ${name}?`),
  }
}

function onlyNetwork(near: readonly Network[], region: string): Network | Blocker {
  const [network, ...others] = near.filter(({ subnets }) => subnets.some(({ delegatedTo }) => delegatedTo === null))
  if (network === undefined) {
    return {
      code: 'NO_NETWORK',
      message: `There is no virtual network with a subnet for VMs in ${region}.`,
      suggestions: [
        `az network vnet create --name <name> --resource-group <group> --location ${region} --subnet-name default`,
      ],
    }
  }
  if (others.length === 0) return network
  return {
    code: 'NETWORK_AMBIGUOUS',
    message: `There are ${others.length + 1} networks in ${region}, and none is named.`,
    suggestions: [network, ...others].map((one) => `--network ${fullName(one)}`),
  }
}

function onlySubnet(network: Network): Landing {
  const [subnet, ...others] = network.subnets.filter(({ delegatedTo }) => delegatedTo === null)
  if (subnet === undefined) {
    const message = `Network '${network.name}' has no subnet that takes VMs.`
    return { code: 'NO_SUBNET', message, suggestions: ['Name another one with --network.'] }
  }
  if (others.length === 0) return { network, subnet }
  return {
    code: 'SUBNET_AMBIGUOUS',
    message: `Network '${network.name}' has ${others.length + 1} subnets for VMs, and none is named.`,
    suggestions: [subnet, ...others].map(({ name }) => `--subnet ${name}`),
  }
}

function refuseDelegated(network: Network, { name, delegatedTo }: Subnet): Blocker | undefined {
  if (delegatedTo === null) return undefined
  return {
    code: 'SUBNET_DELEGATED',
    message: `Subnet '${name}' of network '${network.name}' belongs to ${delegatedTo}: no VM can go there.`,
    suggestions: network.subnets.filter((one) => one.delegatedTo === null).map((one) => `--subnet ${one.name}`),
  }
}

function isNamed(network: Network, typed: string): boolean {
  if (typed.startsWith('/')) return sameName(network.id, typed)
  const named = parseResourceName(typed, 'virtualNetworks')
  if (named === undefined || !sameName(network.name, named.name)) return false
  return named.resourceGroup === undefined || sameName(network.resourceGroup, named.resourceGroup)
}

function fullName({ resourceGroup, name }: Network): string {
  return `${resourceGroup}/${name}`
}
