import { describe, expect, test } from 'vitest'
import {
  backUp,
  createBench,
  enableBody,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  policyIdOf,
  protect,
  stopBody,
  vaultPath,
  vmPath,
} from './helpers.js'

type Target = ReturnType<typeof createBench>
const codeOf = (reply: { status: number; body: Json }) => [reply.status, reply.body?.error?.code]
const stateOf = (bench: Target, vm: string) => bench.send('GET', itemPath(vm)).body?.properties?.protectionState
const immutable = { properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } } }

function withVm(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options)
  makeVm(bench, 'web-01')
  makeVault(bench)
  return bench
}

const put = (bench: Target, vm: string, body: object, apiVersion?: string) => {
  const reply = bench.send('PUT', itemPath(vm), body, apiVersion)
  bench.pass(600)
  return reply
}

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

describe('changing and stopping', () => {
  test('another policy is a short job that keeps the state', () => {
    const bench = withVm()
    protect(bench, 'web-01')

    put(bench, 'web-01', enableBody(bench, 'web-01', { policy: 'EnhancedPolicy' }))

    const { properties } = bench.send('GET', itemPath('web-01')).body
    expect([properties.policyName, properties.protectionState]).toEqual(['EnhancedPolicy', 'IRPending'])
  })

  test('an item cannot go back from an enhanced to a standard policy', () => {
    const bench = withVm()
    protect(bench, 'web-01', { policy: 'EnhancedPolicy' })

    expect(codeOf(put(bench, 'web-01', enableBody(bench, 'web-01')))).toEqual([
      400,
      'BMSUserErrorInvalidPolicyForGivenProvider',
    ])
  })

  test('disks can be chosen, kept by a later change, and reset', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    const choose = (extendedProperties: object) => {
      const body: Json = enableBody(bench, 'web-01')
      put(bench, 'web-01', { properties: { ...body.properties, extendedProperties } })
      return bench.send('GET', itemPath('web-01')).body.properties.extendedProperties
    }

    const chosen = choose({ diskExclusionProperties: { diskLunList: [0], isInclusionList: true } })
    put(bench, 'web-01', enableBody(bench, 'web-01'))
    const keptOn = bench.send('GET', itemPath('web-01')).body.properties.extendedProperties

    expect(chosen).toEqual({ diskExclusionProperties: { diskLunList: [0], isInclusionList: true } })
    expect(keptOn).toEqual(chosen)
    expect(choose({})).toBeUndefined()
  })

  test('stopping keeps the points and empties the policy; resuming leads back', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    backUp(bench, 'web-01')

    put(bench, 'web-01', stopBody(bench, 'web-01'))
    const stopped = bench.send('GET', itemPath('web-01')).body.properties
    const points = bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value
    put(bench, 'web-01', enableBody(bench, 'web-01'))

    expect(stopped).toMatchObject({ protectionState: 'ProtectionStopped', policyId: '', policyName: '' })
    expect(points).toHaveLength(1)
    expect(stateOf(bench, 'web-01')).toBe('Protected')
  })

  test('stopping an item that is not there is refused', () => {
    const bench = withVm()

    expect(codeOf(put(bench, 'web-01', stopBody(bench, 'web-01')))).toEqual([
      404,
      'BMSUserErrorDataSourceObjectNotFound',
    ])
  })

  test('BackupsSuspended needs an immutable vault and keeps the policy', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    const suspend = { protectionState: 'BackupsSuspended' }

    const refused = put(bench, 'web-01', stopBody(bench, 'web-01', suspend))
    bench.send('PATCH', vaultPath(), immutable)
    bench.pass(600)
    const early = bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', suspend), '2022-10-01')
    const accepted = put(bench, 'web-01', stopBody(bench, 'web-01', suspend))

    expect(codeOf(refused)).toEqual([400, 'UserErrorOperationDeniedOnImmutableItem'])
    expect(refused.body.error.message).toContain('Bakcup')
    expect(codeOf(early)).toEqual([400, 'BMSUserErrorInvalidConfigureProtectionRequest'])
    expect(accepted.status).toBe(202)
    expect(bench.send('GET', itemPath('web-01')).body.properties).toMatchObject({
      protectionState: 'BackupsSuspended',
      policyName: 'DefaultPolicy',
    })
  })
})

describe('deleting and undeleting', () => {
  function softDeleted() {
    const bench = withVm()
    protect(bench, 'web-01')
    backUp(bench, 'web-01')
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(60)
    return bench
  }

  test('a soft-deleted item is listed with the moment of its delete and the time left', () => {
    const bench = softDeleted()
    const { properties } = bench.send('GET', itemPath('web-01')).body

    expect(properties).toMatchObject({
      protectionState: 'ProtectionStopped',
      isScheduledForDeferredDelete: true,
      softDeleteRetentionPeriod: 14,
      policyId: '',
    })
    expect(Date.parse(properties.deferredDeleteTimeInUTC)).toBeLessThan(bench.mock.now().getTime())
    expect(properties.deferredDeleteTimeRemaining).toMatch(/^13\.23:59:\d\d\.\d{7}$/)
    expect(bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value).toHaveLength(1)
    expect(bench.send('GET', `${vaultPath()}/backupDeletedProtectionContainers`).body.value).toHaveLength(1)
    expect(bench.send('GET', `${vaultPath()}/backupProtectionContainers`).body.value).toEqual([])
  })

  test('it is gone after its retention and not before', () => {
    const bench = softDeleted()

    bench.pass(14 * 86_400 - 120)
    const before = bench.send('GET', itemPath('web-01')).status
    bench.pass(120)

    expect([before, bench.send('GET', itemPath('web-01')).status]).toEqual([200, 404])
    expect(put(bench, 'web-01', enableBody(bench, 'web-01')).status).toBe(202)
  })

  test('it can be enabled again only after an undelete, which leaves it stopped and stops the purge', () => {
    const bench = softDeleted()

    const plain = put(bench, 'web-01', enableBody(bench, 'web-01'))
    const withoutFlag = put(bench, 'web-01', stopBody(bench, 'web-01'))
    const undelete = put(bench, 'web-01', stopBody(bench, 'web-01', { isRehydrate: true }))
    const jobs = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Undelete'`).body.value
    bench.pass(20 * 86_400)

    expect([plain.status, withoutFlag.status, undelete.status]).toEqual([400, 400, 202])
    expect(jobs).toHaveLength(1)
    expect(stateOf(bench, 'web-01')).toBe('ProtectionStopped')
    expect(bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value).toHaveLength(1)
    expect(put(bench, 'web-01', enableBody(bench, 'web-01')).status).toBe(202)
  })

  test('deleted again after an undelete, it is kept for the whole time once more', () => {
    const bench = softDeleted()
    bench.pass(10 * 86_400)
    put(bench, 'web-01', stopBody(bench, 'web-01', { isRehydrate: true }))
    bench.send('DELETE', itemPath('web-01'))

    bench.pass(13 * 86_400)

    expect(bench.send('GET', itemPath('web-01')).body.properties.isScheduledForDeferredDelete).toBe(true)
  })

  test('a second delete is refused, a delete of nothing answers 204', () => {
    const bench = softDeleted()

    expect(bench.send('DELETE', itemPath('web-01')).status).toBe(400)
    expect(bench.send('DELETE', itemPath('web-99')).status).toBe(204)
  })

  test('with soft delete off, item, container and points go', () => {
    const bench = withVm({ softDeleteProfile: '2024' })
    bench.send('PATCH', `${vaultPath()}/backupconfig/vaultconfig`, {
      properties: { softDeleteFeatureState: 'Disabled' },
    })
    protect(bench, 'web-01')
    backUp(bench, 'web-01')

    bench.send('DELETE', itemPath('web-01'))
    bench.pass(200)

    expect(bench.send('GET', itemPath('web-01')).status).toBe(404)
    expect(bench.send('GET', `${vaultPath()}/backupProtectionContainers`).body.value).toEqual([])
    expect(bench.send('GET', `${vaultPath()}/backupProtectableItems`).body.value).toHaveLength(1)
  })

  test('what immutability holds is refused late: the operation ends as failed and the item stays', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    backUp(bench, 'web-01')
    bench.send('PATCH', vaultPath(), immutable)
    bench.pass(600)

    const reply = bench.send('DELETE', itemPath('web-01'))
    bench.pass(60)
    const id = reply.headers.location?.split('?')[0]?.split('/').at(-1)
    const operation = bench.send('GET', `${vaultPath()}/backupOperations/${id}`)

    expect(reply.status).toBe(202)
    expect([operation.status, operation.body.status, operation.body.error.code]).toEqual([
      200,
      'Failed',
      'UserErrorDeleteBackupItemOnImmutableItem',
    ])
    expect(stateOf(bench, 'web-01')).toBe('Protected')
  })
})

describe('an immutable vault', () => {
  test('takes no policy that keeps less, by change or by move, and takes one that keeps more', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    bench.send('PATCH', vaultPath(), immutable)
    bench.pass(600)
    const policy = (name: string, count: number) => {
      const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
      properties.retentionPolicy.dailySchedule.retentionDuration.count = count
      return bench.send('PUT', `${vaultPath()}/backupPolicies/${name}`, { properties })
    }

    const refused = [400, 'UserErrorOperationDeniedOnImmutableItem']
    expect(codeOf(policy('DefaultPolicy', 7))).toEqual(refused)
    expect(policy('shorter', 7).status).toBe(200)
    expect(codeOf(put(bench, 'web-01', enableBody(bench, 'web-01', { policy: 'shorter' })))).toEqual(refused)
    expect(policy('DefaultPolicy', 60).status).toBe(200)
  })
})

describe('discovery and status', () => {
  test('a VM made after the last discovery is listed after a refresh: 202, 202, 204', () => {
    const bench = createBench()
    makeVault(bench)
    makeVm(bench, 'Web-New')
    const names = () =>
      bench.send('GET', `${vaultPath()}/backupProtectableItems`).body.value.map((row: Json) => row.name)

    const before = names()
    const refresh = bench.send('POST', `${vaultPath()}/backupFabrics/Azure/refreshContainers`)
    const result = refresh.headers.location?.split(bench.sub)[1]?.split('?')[0] ?? ''
    const running = bench.send('GET', result)
    bench.pass(20)

    expect(refresh.headers['azure-asyncoperation']).toContain('api-version=2019-05-13-preview')
    expect([refresh.status, running.status, bench.send('GET', result).status]).toEqual([202, 202, 204])
    expect(before).toEqual([])
    expect(names()).toEqual(['iaasvmcontainerv2;rg-app;web-new'])
  })

  test('VMs of other regions and protected VMs are not listed', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVm(bench, 'far-01', { location: 'eastus' })
    makeVault(bench)
    protect(bench, 'web-01')

    expect(bench.send('GET', `${vaultPath()}/backupProtectableItems`).body.value).toEqual([])
  })

  test('backupStatus names the vault of a VM, in any case of the path', () => {
    const bench = withVm()
    const ask = (vm: string) =>
      bench.send('POST', '/providers/microsoft.recoveryservices/Locations/westeurope/BackupStatus', {
        resourceType: 'VM',
        resourceId: `/subscriptions/${bench.sub}${vmPath(vm)}`,
      }).body

    const before = ask('web-01')
    protect(bench, 'web-01')

    expect([before.protectionStatus, before.vaultId]).toEqual(['NotProtected', undefined])
    expect(ask('WEB-01')).toMatchObject({
      protectionStatus: 'Protected',
      vaultId: policyIdOf(bench).split('/backupPolicies')[0],
      containerName: 'iaasvmcontainer;iaasvmcontainerv2;rg-app;web-01',
      policyName: 'DefaultPolicy',
    })
  })

  test('pre-validation says that a protected VM is protected', () => {
    const bench = withVm()
    const ask = () =>
      bench.send('POST', '/providers/Microsoft.RecoveryServices/locations/westeurope/backupPreValidateProtection', {
        resourceType: 'VM',
        resourceId: `/subscriptions/${bench.sub}${vmPath('web-01')}`,
        vaultId: policyIdOf(bench).split('/backupPolicies')[0],
      }).body

    const before = ask()
    protect(bench, 'web-01')

    expect([before.status, ask().errorCode]).toEqual(['Succeeded', 'VirtualMachineAlreadyProtected'])
  })
})
