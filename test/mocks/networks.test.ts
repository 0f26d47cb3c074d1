import { describe, expect, test } from 'vitest'
import { completeState, type MockState } from '../../mocks/store.js'
import { type Bench, codeOf, createBench, makeVm, vmBodyOf, vmPath } from './helpers.js'

const NETWORK = '/resourceGroups/rg-app/providers/Microsoft.Network'
const NET = `${NETWORK}/virtualNetworks/net`
const NIC = `${NETWORK}/networkInterfaces/nic-1`
const NSG = `${NETWORK}/networkSecurityGroups/nsg`
const ADDRESS = `${NETWORK}/publicIPAddresses/ip`

const idOf = (bench: Bench, path: string) => `/subscriptions/${bench.sub}${path}`

function networkBody(...prefixes: string[]) {
  const subnets = prefixes.map((addressPrefix, index) => ({ name: `s${index}`, properties: { addressPrefix } }))
  return { location: 'westeurope', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets } }
}

function nicBody(bench: Bench, more: object = {}, properties: object = {}) {
  const subnet = { id: idOf(bench, `${NET}/subnets/s0`) }
  const configuration = { name: 'ip', properties: { subnet, privateIPAllocationMethod: 'Dynamic', ...more } }
  return { location: 'westeurope', properties: { ipConfigurations: [configuration], ...properties } }
}

/** A network with one subnet, a security group, an address, and an interface that uses all of them. */
function createNetworkBench(): Bench {
  const bench = createBench()
  bench.send('PUT', NET, networkBody('10.0.0.0/24'))
  bench.send('PUT', NSG, { location: 'westeurope' })
  bench.send('PUT', ADDRESS, { location: 'westeurope', properties: { publicIPAllocationMethod: null } })
  const references = { networkSecurityGroup: { id: idOf(bench, NSG) } }
  const publicIPAddress = { id: idOf(bench, ADDRESS) }
  const made = bench.send('PUT', NIC, nicBody(bench, { publicIPAddress }, references))
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return bench
}

function makeVmOn(bench: Bench, nics: object[], name = 'web-01') {
  const body = vmBodyOf({ location: 'westeurope' })
  const properties = { ...body.properties, networkProfile: { networkInterfaces: nics } }
  const reply = bench.send('PUT', vmPath(name), { ...body, properties })
  bench.pass(120)
  return reply
}

describe('virtual networks', () => {
  test('and their subnets are made, changed, listed and deleted', () => {
    const bench = createBench()

    expect(bench.send('PUT', NET, networkBody('10.0.0.0/24')).status).toBe(201)
    expect(bench.send('PUT', `${NET}/subnets/two`, { properties: { addressPrefix: '10.0.1.0/24' } }).status).toBe(201)
    expect(bench.send('PUT', `${NET}/subnets/TWO`, { properties: { addressPrefix: '10.0.2.0/24' } }).body.name).toBe(
      'two',
    )
    const prefixes = bench.send('GET', `${NET}/subnets`).body.value
    expect(prefixes.map((row: { properties: { addressPrefix: string } }) => row.properties.addressPrefix)).toEqual([
      '10.0.0.0/24',
      '10.0.2.0/24',
    ])
    expect(bench.send('DELETE', `${NET}/subnets/two`).status).toBe(200)
    expect(bench.send('DELETE', `${NET}/subnets/two`).status).toBe(204)
    expect(bench.send('PATCH', NET, { tags: { a: 'b' } }).body.tags).toEqual({ a: 'b' })
    expect(bench.send('DELETE', NET).status).toBe(200)
    expect(bench.send('DELETE', NET).status).toBe(204)
  })

  test.each([
    ['without a prefix', { location: 'westeurope', properties: {} }, 'InvalidRequestFormat'],
    ['with a subnet outside', networkBody('10.1.0.0/24'), 'NetcfgInvalidSubnet'],
    ['with subnets over each other', networkBody('10.0.0.0/24', '10.0.0.128/25'), 'NetcfgSubnetRangesOverlap'],
    ['with a prefix that is none', networkBody('10.0.0.300/24'), 'InvalidAddressPrefixFormat'],
  ])('%s are refused', (_, body, code) => {
    const bench = createBench()

    expect(codeOf(bench.send('PUT', NET, body))).toEqual([400, code])
    expect(bench.send('GET', NET).status).toBe(404)
  })

  test('keep a subnet in which an interface lies', () => {
    const bench = createNetworkBench()

    expect(codeOf(bench.send('DELETE', NET))).toEqual([400, 'InUseSubnetCannotBeDeleted'])
    expect(codeOf(bench.send('DELETE', `${NET}/subnets/s0`))).toEqual([400, 'InUseSubnetCannotBeDeleted'])
    expect(codeOf(bench.send('PUT', NET, networkBody()))).toEqual([400, 'InUseSubnetCannotBeDeleted'])
    bench.send('DELETE', NIC)
    expect(bench.send('DELETE', NET).status).toBe(200)
  })

  test('keep their name servers', () => {
    const bench = createBench()
    const { location, properties } = networkBody('10.0.0.0/24')
    const put = (more: object) =>
      bench.send('PUT', NET, { location, properties: { ...properties, ...more } }).body.properties.dhcpOptions

    expect(put({ dhcpOptions: { dnsServers: ['10.0.0.4'] } })).toEqual({ dnsServers: ['10.0.0.4'] })
    expect(put({ dhcpOptions: {} })).toEqual({ dnsServers: [] })
    expect(put({})).toBeUndefined()
  })
})

describe('network interfaces', () => {
  test('get the first free address of their subnet, and keep it', () => {
    const bench = createNetworkBench()
    const addressOf = (reply: ReturnType<Bench['send']>) =>
      reply.body.properties.ipConfigurations[0].properties.privateIPAddress

    const second = bench.send('PUT', `${NETWORK}/networkInterfaces/nic-2`, nicBody(bench))
    const fixed = { privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.0.6' }
    bench.send('PUT', `${NETWORK}/networkInterfaces/nic-3`, nicBody(bench, fixed))
    const fourth = bench.send('PUT', `${NETWORK}/networkInterfaces/nic-4`, nicBody(bench))

    expect([addressOf(bench.send('GET', NIC)), addressOf(second), addressOf(fourth)]).toEqual([
      '10.0.0.4',
      '10.0.0.5',
      '10.0.0.7',
    ])
    expect(addressOf(bench.send('PUT', NIC, nicBody(bench)))).toBe('10.0.0.4')
  })

  test('give each of their configurations an address of its own, and keep it by name', () => {
    const bench = createNetworkBench()
    const { properties } = nicBody(bench)
    const [first] = properties.ipConfigurations
    const put = (...ipConfigurations: object[]) =>
      bench
        .send('PUT', NIC, { location: 'westeurope', properties: { ipConfigurations } })
        .body.properties.ipConfigurations.map((row: { name: string; properties: { privateIPAddress: string } }) => [
          row.name,
          row.properties.privateIPAddress,
        ])

    const grown = [
      ['new', '10.0.0.5'],
      ['ip', '10.0.0.4'],
    ]
    expect(put({ ...first, name: 'new' }, first ?? {})).toEqual(grown)
    expect(put({ ...first, name: 'new' }, first ?? {}, { ...first, name: 'third' })).toEqual([
      ...grown,
      ['third', '10.0.0.6'],
    ])
  })

  test('are refused when the subnet is full', () => {
    const bench = createBench()
    bench.send('PUT', NET, networkBody('10.0.0.0/29'))
    const make = (number: number) => bench.send('PUT', `${NETWORK}/networkInterfaces/nic-${number}`, nicBody(bench))

    expect([1, 2, 3].map((number) => make(number).status)).toEqual([201, 201, 201])
    expect(codeOf(make(4))).toEqual([400, 'SubnetIsFull'])
  })

  test.each([
    ['a subnet', (bench: Bench) => nicBody(bench, { subnet: { id: idOf(bench, `${NET}/subnets/none`) } })],
    [
      'an address',
      (bench: Bench) => nicBody(bench, { publicIPAddress: { id: idOf(bench, `${NETWORK}/publicIPAddresses/none`) } }),
    ],
    [
      'a security group',
      (bench: Bench) => nicBody(bench, {}, { networkSecurityGroup: { id: idOf(bench, `${NSG}x`) } }),
    ],
    ['a subnet in another region', (bench: Bench) => ({ ...nicBody(bench), location: 'eastus' })],
  ])('are refused when they refer to %s that is not there', (_, bodyOf) => {
    const bench = createNetworkBench()

    const reply = bench.send('PUT', `${NETWORK}/networkInterfaces/nic-2`, bodyOf(bench))

    expect(codeOf(reply)).toEqual([400, 'InvalidResourceReference'])
  })

  test('do not share a public address', () => {
    const bench = createNetworkBench()
    const body = nicBody(bench, { publicIPAddress: { id: idOf(bench, ADDRESS) } })

    expect(codeOf(bench.send('PUT', `${NETWORK}/networkInterfaces/nic-2`, body))).toEqual([400, 'PublicIPAddressInUse'])
  })

  test.each([
    ['without a configuration', { location: 'westeurope', properties: {} }],
    ['with one that has no name', { location: 'westeurope', properties: { ipConfigurations: [{}] } }],
  ])('%s are refused', (_, body) => {
    expect(codeOf(createNetworkBench().send('PUT', NIC, body))).toEqual([400, 'InvalidRequestFormat'])
  })

  test('belong to their VM until it is gone', () => {
    const bench = createNetworkBench()
    const nic = { id: idOf(bench, NIC) }

    makeVmOn(bench, [nic])

    const { properties } = bench.send('GET', NIC).body
    expect(properties.virtualMachine.id).toBe(idOf(bench, vmPath('web-01')))
    expect(properties.macAddress).toMatch(/^00-0D-3A(-[0-9A-F]{2}){3}$/)
    expect(codeOf(bench.send('DELETE', NIC))).toEqual([400, 'NicInUse'])
    expect(codeOf(makeVmOn(bench, [nic], 'web-02'))).toEqual([400, 'NicInUse'])
    bench.send('DELETE', vmPath('web-01'))
    bench.pass(300)
    expect(bench.send('GET', NIC).body.properties.virtualMachine).toBeUndefined()
    expect(bench.send('DELETE', NIC).status).toBe(200)
  })

  test('of a VM that is not there are refused, and so is the VM', () => {
    const bench = createNetworkBench()

    expect(codeOf(makeVmOn(bench, [{ id: idOf(bench, `${NIC}x`) }]))).toEqual([400, 'InvalidResourceReference'])
    expect(bench.send('GET', vmPath('web-01')).status).toBe(404)
  })

  test('go with their VM when their deleteOption says so', () => {
    const bench = createNetworkBench()
    makeVmOn(bench, [{ id: idOf(bench, NIC), properties: { deleteOption: 'Delete' } }])

    bench.send('DELETE', vmPath('web-01'))
    bench.pass(300)

    expect(bench.send('GET', NIC).status).toBe(404)
    expect(bench.send('GET', ADDRESS).status).toBe(200)
  })

  test('of VMs that name none are there all the same, and stay through a PUT of the VM', () => {
    const bench = createNetworkBench()
    makeVm(bench, 'plain-01')

    const { networkProfile } = bench.send('GET', vmPath('plain-01')).body.properties
    const path = networkProfile.networkInterfaces[0].id.replace(`/subscriptions/${bench.sub}`, '')
    const nic = bench.send('GET', path).body
    expect(nic.properties.virtualMachine.id).toBe(idOf(bench, vmPath('plain-01')))
    expect(nic.properties.ipConfigurations[0].properties).toMatchObject({
      privateIPAddress: expect.stringMatching(/^10\.0\.0\.\d+$/),
      subnet: { id: idOf(bench, `${NET}/subnets/s0`) },
    })
    expect(makeVmOn(bench, networkProfile.networkInterfaces, 'plain-01').status).toBe(200)
    expect(bench.send('PATCH', path, { tags: { a: 'b' } }).body.properties).toEqual(nic.properties)
    expect(bench.send('GET', `${NETWORK}/networkInterfaces`).body.value).toHaveLength(2)
  })

  test('of a world are those of its VMs, and take no room in its state', () => {
    const { mock, send } = createBench({ world: { fleet: { vms: 50, seed: 1 } } })

    const nics = send('GET', '/providers/Microsoft.Network/networkInterfaces').body.value
    const vms = send('GET', '/providers/Microsoft.Compute/virtualMachines').body.value

    const named = vms.map((vm: { properties: { networkProfile: { networkInterfaces: { id: string }[] } } }) =>
      vm.properties.networkProfile.networkInterfaces.map(({ id }) => id),
    )
    expect(nics.map((nic: { id: string }) => nic.id)).toEqual(named.flat())
    expect(mock.control.peek().network.networkInterfaces).toEqual({})
  })
})

describe('public addresses', () => {
  test('are there from the start when static, and with a VM that has a host when dynamic', () => {
    const bench = createNetworkBench()
    const fixed = { publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel: 'contoso' } }
    const made = bench.send('PUT', `${ADDRESS}-2`, {
      location: 'westeurope',
      sku: { name: 'Standard' },
      properties: fixed,
    })
    const dynamic = () => bench.send('GET', ADDRESS).body.properties.ipAddress

    expect(made.body).toMatchObject({
      sku: { name: 'Standard', tier: 'Regional' },
      properties: {
        ipAddress: expect.stringMatching(/^198\.1[89]\./),
        dnsSettings: { fqdn: 'contoso.westeurope.cloudapp.azure.com' },
      },
    })
    expect(dynamic()).toBeUndefined()
    makeVmOn(bench, [{ id: idOf(bench, NIC) }])
    expect(dynamic()).toMatch(/^198\.1[89]\./)
    bench.send('POST', `${vmPath('web-01')}/deallocate`)
    bench.pass(300)
    expect(dynamic()).toBeUndefined()
  })

  test('stay while an interface has them', () => {
    const bench = createNetworkBench()

    expect(codeOf(bench.send('DELETE', ADDRESS))).toEqual([400, 'PublicIPAddressCannotBeDeleted'])
    bench.send('DELETE', NIC)
    expect(bench.send('DELETE', ADDRESS).status).toBe(200)
  })
})

describe('network security groups', () => {
  const rule = (priority: number, direction = 'Inbound') => ({
    properties: { access: 'Allow', direction, priority, protocol: 'Tcp', destinationPortRange: '22' },
  })

  test('have six rules of their own, and those that are made', () => {
    const bench = createNetworkBench()

    expect(bench.send('PUT', `${NSG}/securityRules/ssh`, rule(100)).status).toBe(201)
    expect(bench.send('PUT', `${NSG}/securityRules/SSH`, rule(110)).status).toBe(200)
    const { properties } = bench.send('GET', NSG).body
    expect(properties.defaultSecurityRules).toHaveLength(6)
    expect(properties.securityRules.map((row: { name: string }) => row.name)).toEqual(['ssh'])
    expect(properties.networkInterfaces).toEqual([{ id: idOf(bench, NIC) }])
    expect(bench.send('GET', `${NSG}/securityRules/ssh`).body.properties.priority).toBe(110)
    expect(bench.send('GET', `${NSG}/securityRules`).body.value).toHaveLength(1)
    expect(bench.send('DELETE', `${NSG}/securityRules/ssh`).status).toBe(200)
    expect(bench.send('DELETE', `${NSG}/securityRules/ssh`).status).toBe(204)
    expect(bench.send('GET', `${NSG}/securityRules/ssh`).status).toBe(404)
  })

  test('refuse two rules of one priority in one direction, and a rule without one', () => {
    const bench = createNetworkBench()
    bench.send('PUT', `${NSG}/securityRules/ssh`, rule(100))

    expect(codeOf(bench.send('PUT', `${NSG}/securityRules/web`, rule(100)))).toEqual([400, 'SecurityRuleConflict'])
    expect(bench.send('PUT', `${NSG}/securityRules/out`, rule(100, 'Outbound')).status).toBe(201)
    const securityRules = ['ssh', 'web'].map((name) => ({ name, ...rule(100, name === 'web' ? 'inbound' : 'Inbound') }))
    const both = { location: 'westeurope', properties: { securityRules } }
    expect(codeOf(bench.send('PUT', NSG, both))).toEqual([400, 'SecurityRuleConflict'])
    const bare = { properties: { access: 'Allow', direction: 'Inbound', protocol: 'Tcp' } }
    expect(codeOf(bench.send('PUT', `${NSG}/securityRules/bare`, bare))).toEqual([400, 'InvalidRequestFormat'])
  })

  test('stay while an interface or a subnet refers to them', () => {
    const bench = createNetworkBench()
    const subnet = { addressPrefix: '10.0.5.0/24', networkSecurityGroup: { id: idOf(bench, NSG) } }

    expect(codeOf(bench.send('DELETE', NSG))).toEqual([400, 'InUseNetworkSecurityGroupCannotBeDeleted'])
    bench.send('DELETE', NIC)
    bench.send('PUT', `${NET}/subnets/guarded`, { properties: subnet })
    expect(bench.send('GET', NSG).body.properties.subnets).toEqual([{ id: idOf(bench, `${NET}/subnets/guarded`) }])
    expect(codeOf(bench.send('DELETE', NSG))).toEqual([400, 'InUseNetworkSecurityGroupCannotBeDeleted'])
    bench.send('DELETE', `${NET}/subnets/guarded`)
    expect(bench.send('DELETE', NSG).status).toBe(200)
  })
})

test('a state from before networks had interfaces is completed', () => {
  const { deployments: _, ...saved } = createBench().mock.control.snapshot()
  const old = { ...saved, network: { virtualNetworks: {} } } as unknown as MockState

  const bench = createBench({ state: completeState(old) })

  expect(bench.send('GET', '/providers/Microsoft.Network/networkInterfaces').body.value).toEqual([])
  expect(bench.send('GET', '/resourceGroups/rg-app/providers/Microsoft.Resources/deployments').body.value).toEqual([])
})
