import { ComputeManagementClient } from '@azure/arm-compute'
import { NetworkManagementClient } from '@azure/arm-network'
import { StorageManagementClient } from '@azure/arm-storage'
import { describe, expect, test } from 'vitest'
import { type Bench, codeOf, createBench, GROUP, type Json, makeVm, vmBodyOf, vmPath } from './helpers.js'
import { accountPath, makeNetwork, newVm, restoreToEnd, withPoint } from './restore-bench.js'

const SIZE = { location: 'westeurope', size: 'Standard_D4as_v5' }
const putVm = (bench: Bench, name: string, body: object = {}) =>
  bench.send('PUT', vmPath(name), { ...vmBodyOf(SIZE), ...body })

function clientsOf({ mock, sub }: Bench) {
  const options = { httpClient: mock.httpClient, retryOptions: { maxRetries: 0 } }
  return {
    compute: new ComputeManagementClient(mock.credential, sub, options),
    network: new NetworkManagementClient(mock.credential, sub, options),
    storage: new StorageManagementClient(mock.credential, sub, options),
  }
}

async function rowsOf(
  rows: AsyncIterable<{ name?: unknown; currentValue?: number | bigint; limit?: number | bigint }>,
) {
  const found: Record<string, [number, number]> = {}
  for await (const { name, currentValue, limit } of rows)
    found[(name as { value: string }).value] = [Number(currentValue), Number(limit)]
  return found
}

describe('usages of a region', () => {
  test('count cores in all and by family, VMs, networks and accounts, against limits that can be set', async () => {
    const bench = createBench()
    makeVm(bench, 'web-01', { body: vmBodyOf(SIZE) })
    makeVm(bench, 'web-02', { body: vmBodyOf({ ...SIZE, size: 'Standard_E2s_v5' }) })
    makeVm(bench, 'web-03', { location: 'eastus' })
    makeNetwork(bench)
    bench.send('PUT', accountPath('stagewest'), {
      location: 'westeurope',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
    })
    bench.mock.control.setQuotas({
      limits: [
        { name: 'cores', location: 'westeurope', limit: 10 },
        { name: 'standardFSv2Family', location: 'westeurope', limit: 4 },
      ],
    })
    const { compute, network, storage } = clientsOf(bench)

    expect(await rowsOf(compute.usage.list('westeurope'))).toEqual({
      cores: [6, 10],
      virtualMachines: [2, 25_000],
      standardDASv5Family: [4, 1_000_000],
      standardESv5Family: [2, 1_000_000],
      standardFSv2Family: [0, 4],
    })
    expect(await rowsOf(network.usages.list('westeurope'))).toMatchObject({
      VirtualNetworks: [1, 1_000],
      NetworkInterfaces: [0, 65_536],
    })
    expect(await rowsOf(storage.usages.listByLocation('westeurope'))).toEqual({ StorageAccounts: [1, 250] })
  })
})

describe('cores that a subscription may have', () => {
  test.each([
    ['in all', 'cores', 'Total Regional Cores'],
    ['of the family', 'standardDASv5Family', 'standardDASv5Family Cores'],
  ])('%s keep a VM from being made', (_, name, label) => {
    const bench = createBench()
    bench.mock.control.setQuotas({ limits: [{ name, location: 'westeurope', limit: 6 }] })

    const first = putVm(bench, 'web-01').status
    bench.pass(120)
    const refused = putVm(bench, 'web-02')

    expect(first).toBe(201)
    expect(codeOf(refused)).toEqual([409, 'OperationNotAllowed'])
    expect(refused.body.error.message).toContain(
      `${label} quota. Additional details - Deployment Model: Resource Manager, Location: westeurope, Current Limit: 6, Current Usage: 4, Additional Required: 4, (Minimum) New Limit Required: 8`,
    )
    expect(bench.send('PUT', vmPath('web-03'), vmBodyOf({ ...SIZE, location: 'eastus' })).status).toBe(201)
  })

  test('let a VM change its size as far as they reach', () => {
    const bench = createBench()
    makeVm(bench, 'web-01', { body: vmBodyOf(SIZE) })
    bench.mock.control.setQuotas({ limits: [{ name: 'cores', location: 'westeurope', limit: 8 }] })
    const resize = (vmSize: string) =>
      bench.send('PATCH', vmPath('web-01'), { properties: { hardwareProfile: { vmSize } } }).status

    expect([resize('Standard_D8as_v5'), resize('Standard_D16as_v5')]).toEqual([200, 409])
  })

  test('that are used up let the job of a restored VM fail, which leaves the disks', async () => {
    const { bench, point } = withPoint()
    bench.mock.control.setQuotas({ limits: [{ name: 'cores', location: 'westeurope', limit: 3 }] })

    const job = await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))

    expect(job).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'UserErrorCoresQuotaExceeded' }] })
    const disks = bench.send('GET', `/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks`).body.value as Json[]
    expect(disks.map(({ managedBy, properties }) => [managedBy, properties.diskState])).toEqual([
      [undefined, 'Unattached'],
    ])
  })
})

describe('sizes that a subscription does not get', () => {
  const restrictions = [
    { size: 'Standard_D4as_v5', location: 'westeurope', zones: ['1', '3'] },
    { size: 'Standard_D2s_v5', location: 'westeurope' },
  ]

  test('are listed with their restrictions, in their region only', async () => {
    const bench = createBench()
    bench.mock.control.setQuotas({ restrictions })
    const { compute } = clientsOf(bench)
    const listed = async (location: string) => {
      const found: Record<string, unknown> = {}
      for await (const sku of compute.resourceSkus.list({ filter: `location eq '${location}'` })) {
        if (sku.restrictions?.length) found[sku.name ?? ''] = sku.restrictions
      }
      return found
    }

    expect(await listed('westeurope')).toEqual({
      Standard_D2s_v5: [
        expect.objectContaining({
          type: 'Location',
          values: ['westeurope'],
          reasonCode: 'NotAvailableForSubscription',
        }),
      ],
      Standard_D4as_v5: [
        expect.objectContaining({ type: 'Zone', restrictionInfo: { locations: ['westeurope'], zones: ['1', '3'] } }),
      ],
    })
    expect(await listed('eastus')).toEqual({})
  })

  test('are refused for VMs there', () => {
    const bench = createBench()
    bench.mock.control.setQuotas({ restrictions })

    expect(codeOf(putVm(bench, 'web-01', { zones: ['1'] }))).toEqual([409, 'SkuNotAvailable'])
    expect(codeOf(putVm(bench, 'web-01', vmBodyOf({ location: 'westeurope' })))).toEqual([409, 'SkuNotAvailable'])
    expect(putVm(bench, 'web-01', { zones: ['2'] }).status).toBe(201)
  })

  test('let the job of a restored VM fail', async () => {
    const { bench, point } = withPoint()
    bench.mock.control.setQuotas({ restrictions })

    const job = await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))

    expect(job).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'UserErrorSkuNotAvailable' }] })
  })
})

describe('storage accounts of a region', () => {
  const put = (bench: Bench, name: string) =>
    bench.send('PUT', accountPath(name), { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } })

  test('are 250 at most, or as many as was said', () => {
    const bench = createBench()
    const made = Array.from({ length: 250 }, (_, index) => put(bench, `account${index}`).status)

    expect(new Set(made)).toEqual(new Set([200]))
    expect(codeOf(put(bench, 'onemore'))).toEqual([409, 'MaxStorageAccountsCountPerSubscriptionExceeded'])
    expect(put(bench, 'account0').status).toBe(200)
    bench.mock.control.setQuotas({ limits: [{ name: 'StorageAccounts', location: 'westeurope', limit: 251 }] })
    expect([put(bench, 'onemore').status, put(bench, 'another').status]).toEqual([200, 409])
  })
})

test('quotas that are described wrongly are refused with all that is wrong', () => {
  const { mock } = createBench()

  expect(() => mock.control.setQuotas({ limits: [{ name: '' }], restrictions: 'x', more: 1 } as never)).toThrow(
    /no member more\..*limits must be.*restrictions must be/,
  )
})
