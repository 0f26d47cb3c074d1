import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import type { Network } from '../../../src/model/network.js'
import { chooseSubnet } from '../../../src/restore/landing.js'

function network(
  name: string,
  options: { group?: string; location?: string; subnets?: Record<string, string | null> } = {},
) {
  const { group = 'rg-net', location = 'westeurope', subnets = { default: null } } = options
  const id = armId(`/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${name}`)
  return {
    id,
    name,
    resourceGroup: group,
    location,
    subnets: Object.entries(subnets).map(([subnet, delegatedTo]) => ({
      id: armId(`${id}/subnets/${subnet}`),
      name: subnet,
      delegatedTo,
    })),
  } satisfies Network
}

describe('the subnet of a new VM', () => {
  it('is the only one that takes VMs in the only network of the region', () => {
    const networks = [
      network('vnet-weu', { location: 'West Europe', subnets: { web: 'Microsoft.Web/serverFarms', vms: null } }),
      network('vnet-eus', { location: 'eastus' }),
    ]

    expect(chooseSubnet(networks, 'westeurope', {})).toMatchObject({
      network: { name: 'vnet-weu' },
      subnet: { name: 'vms' },
    })
  })

  it.each([
    ['by name', 'VNET-B'],
    ['by group and name', 'rg-net/vnet-b'],
    ['by id', network('vnet-b').id.toUpperCase()],
  ])('is found in a network %s, whatever the case', (_, typed) => {
    const found = chooseSubnet([network('vnet-a'), network('vnet-b')], 'westeurope', { network: typed })

    expect(found).toMatchObject({ network: { name: 'vnet-b' }, subnet: { name: 'default' } })
  })

  it.each([
    ['there is no network in the region', [network('a', { location: 'eastus' })], {}, 'NO_NETWORK'],
    ['there are two networks', [network('a'), network('b')], {}, 'NETWORK_AMBIGUOUS'],
    [
      'two networks have the name',
      [network('a'), network('a', { group: 'rg-2' })],
      { network: 'a' },
      'NETWORK_AMBIGUOUS',
    ],
    ['the network lies elsewhere', [network('a', { location: 'eastus' })], { network: 'a' }, 'NETWORK_ELSEWHERE'],
    ['the network is unknown', [network('vnet-weu')], { network: 'vnet-wue' }, 'NETWORK_NOT_FOUND'],
    ['there are two subnets', [network('a', { subnets: { x: null, y: null } })], {}, 'SUBNET_AMBIGUOUS'],
    ['all subnets are delegated', [network('a', { subnets: { x: 'Microsoft.Web' } })], { network: 'a' }, 'NO_SUBNET'],
    [
      'the subnet is delegated',
      [network('a', { subnets: { x: 'Microsoft.Web' } })],
      { network: 'a', subnet: 'x' },
      'SUBNET_DELEGATED',
    ],
    ['the subnet is unknown', [network('a')], { subnet: 'defualt' }, 'SUBNET_NOT_FOUND'],
  ])('is not guessed when %s', (_, networks, wish, code) => {
    expect(chooseSubnet(networks, 'westeurope', wish)).toMatchObject({ code })
  })

  it('is suggested by names that are close', () => {
    expect(chooseSubnet([network('vnet-weu')], 'westeurope', { network: 'vnet-wue' })).toMatchObject({
      suggestions: ['Did you mean --network vnet-weu?'],
    })
    expect(chooseSubnet([network('a')], 'westeurope', { subnet: 'defualt' })).toMatchObject({
      suggestions: ['Did you mean --subnet default?'],
    })
  })
})
