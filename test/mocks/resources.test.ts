import { describe, expect, test } from 'vitest'
import { createBench, itemPath, makeVault, makeVm, protect, vaultPath, vmBodyOf, vmPath } from './helpers.js'

describe('tenants, subscriptions, regions', () => {
  test('the tenant, its subscriptions and their regions are listed', () => {
    const { mock, send, sub } = createBench({ world: 'contoso' })
    const get = (path: string) =>
      mock.control.send({ method: 'GET', url: `https://management.azure.com${path}?api-version=2022-12-01` })
        .body as never as {
        value: Record<string, never>[]
      }

    expect(get('/tenants').value.map((row) => row.tenantId)).toEqual([mock.tenantId])
    expect(get('/subscriptions').value.map((row) => [row.displayName, row.state, row.tenantId])).toEqual([
      ['Contoso Production', 'Enabled', mock.tenantId],
      ['Contoso Development', 'Enabled', mock.tenantId],
    ])
    expect(send('GET', '').body.subscriptionId).toBe(sub)
    const europe = send('GET', '/locations').body.value.find((row: { name: string }) => row.name === 'westeurope')
    expect(europe).toMatchObject({ displayName: 'West Europe', metadata: { regionType: 'Physical' } })
    expect(europe.metadata.pairedRegion[0].name).toBe('northeurope')
  })
})

describe('resource groups', () => {
  test('a group is made, read, tagged, found by tag, and keeps its case', () => {
    const { send } = createBench()

    expect(send('HEAD', '/resourcegroups/RG-New').status).toBe(404)
    expect(send('PUT', '/resourceGroups/RG-New', { location: 'East US', tags: { App: 'shop' } }).status).toBe(201)
    expect(send('PUT', '/resourceGroups/rg-new', { location: 'eastus', tags: { App: 'shop' } }).status).toBe(200)
    expect(send('HEAD', '/resourcegroups/rg-new').status).toBe(204)
    const found = send('GET', "/resourceGroups?$filter=tagName eq 'app' and tagValue eq 'shop'").body.value
    expect(found.map((row: { name: string; location: string }) => [row.name, row.location])).toEqual([
      ['RG-New', 'eastus'],
    ])
    expect(send('PATCH', '/resourceGroups/rg-new', { tags: { App: 'erp' } }).body.tags).toEqual({ App: 'erp' })
  })

  test.each([
    ['no region', 'rg-x', {}, 400, 'LocationRequired'],
    ['a name that ends in a period', 'rg-x.', { location: 'eastus' }, 400, 'InvalidResourceGroup'],
    ['another region than it has', 'rg-app', { location: 'eastus' }, 409, 'InvalidResourceGroupLocation'],
  ])('a PUT with %s is refused', (_, name, body, status, code) => {
    const reply = createBench().send('PUT', `/resourceGroups/${name}`, body)

    expect([reply.status, reply.body.error.code]).toEqual([status, code])
  })

  test('a delete is polled at its Location and takes all resources', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    const accepted = bench.send('DELETE', '/resourcegroups/rg-app')
    const poll = () => bench.mock.control.send({ method: 'GET', url: accepted.headers.location ?? '' }).status

    expect(accepted.status).toBe(202)
    expect(bench.send('GET', '/resourceGroups/rg-app').body.properties.provisioningState).toBe('Deleting')
    expect(poll()).toBe(202)
    bench.pass(600)
    expect(poll()).toBe(200)
    expect(bench.send('GET', vmPath('web-01')).body.error.code).toBe('ResourceGroupNotFound')
    expect(bench.send('GET', '/providers/Microsoft.Compute/disks').body.value).toEqual([])
  })

  test('a delete frees the disks of its VMs that lie in other groups', () => {
    const bench = createBench()
    const disk = '/resourceGroups/rg-data/providers/Microsoft.Compute/disks/data'
    const body = vmBodyOf({ location: 'westeurope' })
    const attached = { lun: 0, createOption: 'Attach', managedDisk: { id: `/subscriptions/${bench.sub}${disk}` } }
    const storageProfile = { ...body.properties.storageProfile, dataDisks: [attached] }
    bench.send('PUT', '/resourceGroups/rg-data', { location: 'westeurope' })
    const empty = { location: 'westeurope', properties: { diskSizeGB: 32, creationData: { createOption: 'Empty' } } }
    bench.send('PUT', disk, empty)
    bench.pass(60)
    bench.send('PUT', vmPath('web-01'), { ...body, properties: { ...body.properties, storageProfile } })
    bench.pass(120)
    expect(bench.send('DELETE', disk).status).toBe(409)

    bench.send('DELETE', '/resourceGroups/rg-app')
    bench.pass(600)

    expect(bench.send('GET', disk).body).toMatchObject({ properties: { diskState: 'Unattached' } })
    expect(bench.send('DELETE', disk).status).toBe(202)
  })

  test('a group with a vault that protects something stays, and the last poll says why', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')

    const accepted = bench.send('DELETE', '/resourceGroups/rg-backup')
    bench.pass(600)

    const last = bench.mock.control.send({ method: 'GET', url: accepted.headers.location ?? '' })
    expect(last).toMatchObject({ status: 409, body: { error: { code: 'ResourceGroupDeletionBlocked' } } })
    expect(bench.send('GET', itemPath('web-01')).status).toBe(200)
    expect(bench.send('GET', '/resourceGroups/rg-backup').body.properties.provisioningState).toBe('Succeeded')
  })
})

describe('resources', () => {
  test('all kinds are listed, by type, by group, by name and by tag', () => {
    const bench = createBench()
    makeVm(bench, 'web-01', { body: { tags: { env: 'prod' } } })
    makeVm(bench, 'web-02')
    makeVault(bench)
    const names = (query: string) => bench.send('GET', query).body.value.map((row: { name: string }) => row.name)

    expect(names("/resources?$filter=resourceType eq 'Microsoft.RecoveryServices/vaults'")).toEqual(['vault-a'])
    expect(names("/resources?$filter=resourceType eq 'microsoft.compute/virtualmachines'")).toEqual([
      'web-01',
      'web-02',
    ])
    expect(names("/resources?$filter=tagName eq 'env' and tagValue eq 'prod'")).toEqual(['web-01'])
    expect(names('/resourceGroups/rg-backup/resources')).toEqual(['vault-a'])
    expect(names("/resources?$filter=name eq 'web-02'")).toEqual(['web-02'])
    const [plain] = bench.send('GET', "/resources?$filter=name eq 'web-02'").body.value
    const [full] = bench.send('GET', "/resources?$filter=name eq 'web-02'&$expand=createdTime,provisioningState").body
      .value
    expect(full).toEqual({ ...plain, createdTime: expect.any(String), provisioningState: 'Succeeded' })
  })
})

describe('providers', () => {
  test('a provider goes from NotRegistered over Registering to Registered', () => {
    const bench = createBench()
    const state = bench.mock.control.snapshot()
    for (const row of Object.values(state.resources.subscriptions)) row.providers = {}
    const fresh = createBench({ state })
    const path = '/providers/microsoft.recoveryservices'
    const read = () => fresh.send('GET', path).body.registrationState

    expect(read()).toBe('NotRegistered')
    expect(fresh.send('PUT', vaultPath(), { location: 'westeurope', sku: {}, properties: {} }).body.error.code).toBe(
      'MissingSubscriptionRegistration',
    )
    expect(fresh.send('POST', `${path}/register`).body.registrationState).toBe('Registering')
    fresh.pass(120)
    expect(read()).toBe('Registered')
  })

  test('all providers are listed, and an unknown one is refused', () => {
    const { send } = createBench()

    expect(send('GET', '/providers').body.value.map((row: { namespace: string }) => row.namespace)).toContain(
      'Microsoft.Compute',
    )
    expect(send('GET', '/providers/Contoso.Nothing').body.error.code).toBe('InvalidResourceNamespace')
    expect(send('POST', '/providers/Contoso.Nothing/register').status).toBe(404)
  })
})

describe('a provider that is unregistered', () => {
  test('refuses writes, and stays registered while its resources are there', () => {
    const bench = createBench()
    const path = '/providers/Microsoft.Compute'
    makeVm(bench, 'web-01')

    expect(bench.send('POST', `${path}/unregister`).body.error.code).toBe('CannotUnregisterRPInUse')
    expect(bench.send('POST', '/providers/Microsoft.Storage/unregister').body.registrationState).toBe('NotRegistered')
    const account = '/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/contosoa'
    const body = { location: 'westeurope', sku: { name: 'Standard_LRS' } }
    expect(bench.send('PUT', account, body).body.error.code).toBe('MissingSubscriptionRegistration')
  })
})

describe('networks', () => {
  test('a network and its subnets are read', () => {
    const { send } = createBench({ world: 'contoso' })
    const path = '/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks'

    expect(send('GET', path).body.value).toHaveLength(3)
    const { subnets } = send('GET', `${path}/vnet-eastus`).body.properties
    expect(
      subnets.map((row: { name: string; id: string }) => [row.name, row.id.endsWith(`/subnets/${row.name}`)]),
    ).toEqual([
      ['default', true],
      ['restore', true],
    ])
    expect(send('GET', `${path}/vnet-eastus/subnets/restore`).body.name).toBe('restore')
    expect(send('GET', `${path}/vnet-eastus/subnets/none`).status).toBe(404)
    expect(send('GET', `${path}/vnet-none`).body.error.code).toBe('ResourceNotFound')
  })
})
