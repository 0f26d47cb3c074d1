import { describe, expect, test } from 'vitest'
import {
  backUp,
  codeOf,
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
import { immutable, put, stateOf, withVm } from './protection-bench.js'

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
