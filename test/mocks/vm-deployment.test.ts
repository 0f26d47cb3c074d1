import { describe, expect, test } from 'vitest'
import { accountOf, DEPLOYMENT, deploymentOf, vmTemplate } from './deployment-bench.js'
import { createBench, type Json, vmPath } from './helpers.js'

describe('the template of az vm create', () => {
  test('makes the VM and all it needs, and is over when the VM is there', () => {
    const bench = createBench()
    const password = { adminPassword: { value: 'Contoso-12345' } }

    const put = bench.send('PUT', DEPLOYMENT, deploymentOf(vmTemplate(bench), password))

    const poll = () =>
      bench.mock.control.send({ method: 'GET', url: put.headers['azure-asyncoperation'] ?? '' }).body as Json
    expect([put.status, put.body.properties.provisioningState]).toEqual([201, 'Accepted'])
    expect(put.body.properties.parameters).toEqual({ adminPassword: { type: 'SecureString' } })
    expect(poll()).toEqual({ status: 'Running' })
    expect(bench.send('GET', vmPath('vm1')).body.properties.provisioningState).toBe('Creating')
    bench.pass(300)
    expect(poll()).toEqual({ status: 'Succeeded' })
    const { properties } = bench.send('GET', vmPath('vm1')).body
    expect(properties).toMatchObject({
      provisioningState: 'Succeeded',
      osProfile: { adminUsername: 'azureadmin' },
      storageProfile: {
        imageReference: { version: 'latest', exactVersion: expect.stringMatching(/^20348\./) },
        osDisk: { osType: 'Windows', createOption: 'FromImage', diskSizeGB: 127 },
        dataDisks: [{ createOption: 'Empty', diskSizeGB: 32 }],
      },
    })
    expect(JSON.stringify(bench.mock.control.snapshot())).not.toContain('Contoso-12345')
  })

  test('is described by what it made and what depends on what', () => {
    const bench = createBench()
    bench.send('PUT', DEPLOYMENT, deploymentOf(vmTemplate(bench), { adminPassword: { value: 'x' } }))
    bench.pass(300)

    const { properties } = bench.send('GET', DEPLOYMENT).body

    expect(properties).toMatchObject({ mode: 'Incremental', provisioningState: 'Succeeded', outputs: {} })
    expect(properties.outputResources.map((row: { id: string }) => row.id.split('/').at(-1))).toEqual([
      'vm1',
      'vm1VMNic',
      'vm1PublicIP',
      'vm1VNET',
    ])
    expect(properties.dependencies[0]).toMatchObject({
      resourceName: 'vm1VMNic',
      dependsOn: [{ resourceName: 'vm1VNET' }, { resourceName: 'vm1PublicIP' }],
    })
    const steps = bench.send('GET', `${DEPLOYMENT}/operations`).body.value
    expect(steps.map((row: Json) => [row.properties.targetResource.resourceName, row.properties.statusCode])).toEqual([
      ['vm1VNET', 'OK'],
      ['vm1PublicIP', 'OK'],
      ['vm1VMNic', 'OK'],
      ['vm1', 'OK'],
    ])
  })

  test('is taken in the form of az deployment: a name without quotes before the file', () => {
    const bench = createBench()
    const body = `{"properties": {"parameters": {}, "mode": "Incremental", template:{\n"resources":[${JSON.stringify(accountOf('contosob'))}]}}}`
    const url = `https://management.azure.com/subscriptions/${bench.sub}${DEPLOYMENT}?api-version=2021-04-01`

    expect(bench.mock.control.send({ method: 'PUT', url, body }).status).toBe(201)
  })
})
