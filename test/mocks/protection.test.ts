import { describe, expect, test } from 'vitest'
import {
  codeOf,
  createBench,
  enableBody,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  protect,
  vaultPath,
} from './helpers.js'
import { put, stateOf, withVm } from './protection-bench.js'

describe('enabling', () => {
  test('it answers 202 with both addresses, the item comes when the operation ends, and the job is complete', () => {
    const bench = withVm()

    const reply = bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01'))
    const early = bench.send('GET', itemPath('web-01'))
    bench.pass(400)
    const id = reply.headers.location?.split('?')[0]?.split('/').at(-1) ?? ''
    const operation = bench.send('GET', `${vaultPath()}/backupOperations/${id}`).body
    const job = bench.send('GET', `${vaultPath()}/backupJobs/${operation.properties.jobId}`).body

    expect(reply.headers['azure-asyncoperation']).toContain('/vm;iaasvmcontainerv2;rg-app;web-01/operationsStatus/')
    expect(codeOf(early)).toEqual([404, 'BMSUserErrorDataSourceObjectNotFound'])
    expect(operation).toMatchObject({ status: 'Succeeded', endTime: operation.startTime })
    expect(job.properties).toMatchObject({ operation: 'ConfigureBackup', status: 'Completed' })
    expect(stateOf(bench, 'web-01')).toBe('IRPending')
    expect(bench.send('GET', reply.headers.location?.split(bench.sub)[1]?.split('?')[0] ?? '').status).toBe(204)
  })

  test('names are compared without case and kept as they were sent', () => {
    const bench = withVm()
    const path = itemPath('WEB-01', { group: 'RG-App' })

    bench.send('PUT', path, enableBody(bench, 'web-01'))
    bench.pass(400)

    expect(bench.send('GET', itemPath('web-01')).body.name).toBe('VM;iaasvmcontainerv2;RG-App;WEB-01')
  })

  test.each([
    [
      'a container name of another form',
      (path: string) => path.replace('IaasVMContainer;iaasvmcontainerv2', 'container'),
      'BMSUserErrorContainerNameIncorrectFormat',
    ],
    [
      'an item name of another form',
      (path: string) => path.replace('protectedItems/vm;', 'protectedItems/'),
      'BMSUserErrorProtectedItemNameIncorrectFormat',
    ],
    [
      'an item name that is not that of the container',
      (path: string) => path.replace(/web-01$/, 'web-02'),
      'BMSUserErrorProtectedItemNameIncorrectFormat',
    ],
  ])('%s is refused', (_, change, code) => {
    const bench = withVm()

    expect(codeOf(bench.send('PUT', change(itemPath('web-01')), enableBody(bench, 'web-01')))).toEqual([400, code])
  })

  test.each<[string, (body: Json) => void, string]>([
    [
      'no body members',
      (body) => {
        body.properties = {}
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
    [
      'another item type',
      (body) => {
        body.properties.protectedItemType = 'x'
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
    [
      'no policy',
      (body) => {
        delete body.properties.policyId
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
    [
      'a policy that is not there',
      (body) => {
        body.properties.policyId += 'x'
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
    [
      'a policy for SQL',
      (body) => {
        body.properties.policyId = body.properties.policyId.replace('DefaultPolicy', 'HourlyLogBackup')
      },
      'BMSUserErrorInvalidPolicyForGivenProvider',
    ],
    [
      'a source that is no VM',
      (body) => {
        body.properties.sourceResourceId = '/subscriptions/x'
      },
      'BMSUserErrorInvalidSourceResourceId',
    ],
    [
      'a source of another name',
      (body) => {
        body.properties.sourceResourceId += '2'
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
    [
      'a source in another subscription',
      (body) => {
        body.properties.sourceResourceId = body.properties.sourceResourceId.replace(/0001\//, '0009/')
      },
      'BMSUserErrorInvalidSourceResourceId',
    ],
    [
      'a disk choice without a list',
      (body) => {
        body.properties.extendedProperties = { diskExclusionProperties: {} }
      },
      'BMSUserErrorInvalidConfigureProtectionRequest',
    ],
  ])('%s is refused', (_, change, code) => {
    const bench = withVm()
    const body = enableBody(bench, 'web-01')
    change(body)

    expect(codeOf(put(bench, 'web-01', body))).toEqual([400, code])
    expect(stateOf(bench, 'web-01')).toBeUndefined()
  })

  test('a VM that is not there, or in another region, is refused and says why', () => {
    const bench = withVm()
    makeVm(bench, 'far-01', { location: 'eastus' })

    const missing = put(bench, 'web-99', enableBody(bench, 'web-99'))
    const far = put(bench, 'far-01', enableBody(bench, 'far-01'))

    expect(codeOf(missing)).toEqual([400, 'BMSUserErrorInvalidSourceResourceId'])
    expect(codeOf(far)).toEqual([400, 'BMSUserErrorInvalidSourceResourceId'])
    expect(far.body.error.message).toContain('eastus')
  })

  test('a VM that another vault protects is refused with the name of that vault', () => {
    const bench = withVm()
    makeVault(bench, 'vault-b')
    protect(bench, 'web-01', { vault: 'vault-b' })

    const reply = put(bench, 'web-01', enableBody(bench, 'web-01'))

    expect(codeOf(reply)).toEqual([400, 'VirtualMachineAlreadyProtected'])
    expect(reply.body.error.message).toContain('vault-b')
  })

  test.each([
    ['current', 202],
    ['2024', 400],
  ] as const)('a VM soft-deleted in another vault, under the rules of %s, answers %i', (softDeleteProfile, status) => {
    const bench = withVm({ softDeleteProfile })
    makeVault(bench, 'vault-b')
    protect(bench, 'web-01', { vault: 'vault-b' })
    bench.send('DELETE', itemPath('web-01', { vault: 'vault-b' }))
    bench.pass(300)

    expect(put(bench, 'web-01', enableBody(bench, 'web-01')).status).toBe(status)
  })

  test('a second change while one runs is a conflict', () => {
    const bench = withVm()
    bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01'))

    expect(codeOf(bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01')))).toEqual([
      409,
      'BMSUserErrorConflictingProtectionOperation',
    ])
  })

  test('Trusted Launch and a standard policy go together from api-version 2025-01-01 on only', () => {
    const bench = withVm()
    const state = bench.mock.control.snapshot()
    for (const vm of Object.values(state.compute.virtualMachines))
      vm.properties.securityProfile = { securityType: 'TrustedLaunch' }
    const again = createBench({ state })

    expect(codeOf(put(again, 'web-01', enableBody(again, 'web-01'), '2024-04-01'))[1]).toBe(
      'UserErrorMigrationFromTrustedLaunchVMToNonTrustedVMNotAllowed',
    )
    expect(put(again, 'web-01', enableBody(again, 'web-01', { policy: 'EnhancedPolicy' }), '2024-04-01').status).toBe(
      202,
    )
  })

  test.each(['UltraSSD_LRS', 'PremiumV2_LRS'])('a VM with a %s disk needs an enhanced policy', (sku) => {
    const bench = withVm()
    const state = bench.mock.control.snapshot()
    for (const disk of Object.values(state.compute.disks)) disk.sku = { name: sku }
    const again = createBench({ state })

    expect(put(again, 'web-01', enableBody(again, 'web-01')).status).toBe(400)
    expect(put(again, 'web-01', enableBody(again, 'web-01', { policy: 'EnhancedPolicy' })).status).toBe(202)
  })

  test('the 1,001st VM of a vault and the 1,001st change of a day are refused', () => {
    const bench = withVm()
    const state = bench.mock.control.snapshot()
    const [vault] = Object.values(state.backup.vaults)
    if (!vault) throw new Error('no vault')
    vault.changes = { day: '2026-01-05', count: 1000 }
    const busy = createBench({ state })
    protect(bench, 'web-01')
    const full = bench.mock.control.snapshot()
    const [fullVault] = Object.values(full.backup.vaults)
    const [item] = Object.values(fullVault?.items ?? {})
    if (!fullVault || !item) throw new Error('no item')
    fullVault.items = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`k${index}`, { ...item, key: `k${index}` }]),
    )

    expect(put(busy, 'web-01', enableBody(busy, 'web-01')).status).toBe(400)
    expect(codeOf(put(createBench({ state: full }), 'web-01', enableBody(bench, 'web-01')))[1]).toBe(
      'BMSUserErrorMaxProtectedItemsLimitReached',
    )
  })
})
