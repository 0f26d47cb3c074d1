import { beforeAll, describe, expect, test } from 'vitest'
import { NEVER, NOT_YET, wireDuration, wireTime, wireTimeSpan } from '../../mocks/wire-time.js'
import { backUp, createBench, itemPath, type Json, makeVault, makeVm, protect, vaultPath } from './helpers.js'

type Target = ReturnType<typeof createBench>

const keys = (value: object) => Object.keys(value).join()
const withFilter = (path: string, filter: string) => `${path}?$filter=${encodeURIComponent(filter)}`

/** A vault with a VM that was backed up and one that was not. */
function estate(): Target {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeVm(bench, 'web-02')
  makeVault(bench)
  protect(bench, 'web-01')
  backUp(bench, 'web-01')
  protect(bench, 'web-02')
  return bench
}

describe('members come in the order of Azure', () => {
  let bench: Target
  beforeAll(() => {
    bench = estate()
  })

  test('in a vault, in a list of vaults and in the answer to its creation', () => {
    const vault = bench.send('GET', vaultPath()).body
    const [row] = bench.send('GET', '/providers/Microsoft.RecoveryServices/vaults').body.value
    const body = { location: 'westeurope', sku: { name: 'Standard' }, properties: {} }
    const made = bench.send('PUT', vaultPath('vault-b'), body).body

    expect(keys(vault)).toBe('location,name,etag,properties,id,type,sku')
    const head = 'provisioningState,privateEndpointStateForBackup,privateEndpointStateForSiteRecovery'
    const tail = 'secureScore,bcdrSecurityLevel,publicNetworkAccess,restoreSettings'
    expect(keys(vault.properties)).toBe(`${head},backupStorageVersion,securitySettings,redundancySettings,${tail}`)
    expect(keys(row.properties)).toBe(`${head},${tail}`)
    expect(keys(made.properties)).toBe(`${head},redundancySettings,${tail}`)
    expect(vault.etag).toMatch(/^W\/"datetime'\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d(\.\d+)?Z'"$/)
  })

  test.each([
    ['DefaultPolicy', 'backupManagementType,instantRPDetails,schedulePolicy,retentionPolicy'],
    ['EnhancedPolicy', 'backupManagementType,policyType,instantRPDetails,schedulePolicy,retentionPolicy'],
  ])('in %s', (name, head) => {
    const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/${name}`).body

    expect(keys(properties)).toBe(`${head},instantRpRetentionRangeInDays,timeZone,protectedItemsCount`)
  })

  test('in a policy that was sent in another order', () => {
    const at = ['2026-01-01T08:00:00Z']
    const properties = {
      timeZone: 'UTC',
      retentionPolicy: {
        monthlySchedule: {
          retentionDuration: { durationType: 'Months', count: 12 },
          retentionTimes: at,
          retentionScheduleWeekly: { weeksOfTheMonth: ['First'], daysOfTheWeek: ['Sunday'] },
          retentionScheduleFormatType: 'Weekly',
        },
        weeklySchedule: {
          retentionDuration: { durationType: 'Weeks', count: 12 },
          retentionTimes: at,
          daysOfTheWeek: ['Sunday'],
        },
        retentionPolicyType: 'LongTermRetentionPolicy',
      },
      instantRpRetentionRangeInDays: 5,
      schedulePolicy: {
        scheduleRunTimes: at,
        scheduleRunDays: ['Sunday'],
        scheduleRunFrequency: 'Weekly',
        schedulePolicyType: 'SimpleSchedulePolicy',
      },
      backupManagementType: 'AzureIaasVM',
    }

    const answer = bench.send('PUT', `${vaultPath()}/backupPolicies/weekly`, { properties }).body.properties

    expect(keys(answer.schedulePolicy)).toBe(
      'schedulePolicyType,scheduleRunFrequency,scheduleRunDays,scheduleRunTimes,scheduleWeeklyFrequency',
    )
    expect(keys(answer.retentionPolicy)).toBe('retentionPolicyType,weeklySchedule,monthlySchedule')
    expect(keys(answer.retentionPolicy.weeklySchedule)).toBe('daysOfTheWeek,retentionTimes,retentionDuration')
    expect(JSON.stringify(answer.retentionPolicy.monthlySchedule)).toBe(
      '{"retentionScheduleFormatType":"Weekly","retentionScheduleWeekly":{"daysOfTheWeek":["Sunday"],"weeksOfTheMonth":["First"]},"retentionTimes":["2026-01-01T08:00:00Z"],"retentionDuration":{"count":12,"durationType":"Months"}}',
    )
  })

  test('in an item before and after its first backup, and extended info is there on request only', () => {
    const backedUp = bench.send('GET', itemPath('web-01')).body
    const fresh = bench.send('GET', itemPath('web-02')).body
    const extended = bench.send('GET', withFilter(itemPath('web-01'), "expand eq 'extendedinfo'")).body

    const head = 'friendlyName,virtualMachineId,protectionStatus,protectionState,healthStatus'
    const middle = 'lastBackupStatus,lastBackupTime,protectedItemDataId'
    const kind = 'sourceSideScanning,protectedItemType,backupManagementType,workloadType,containerName,sourceResourceId'
    const tail = 'vaultId,isArchiveEnabled,softDeleteRetentionPeriod'
    expect(keys(backedUp)).toBe('id,name,type,properties')
    expect(keys(backedUp.properties)).toBe(
      `${head},healthDetails,${middle},${kind},policyId,policyName,lastRecoveryPoint,${tail}`,
    )
    expect(keys(fresh.properties)).toBe(`${head},${middle},${kind},policyId,policyName,${tail}`)
    expect(fresh.properties).toMatchObject({
      protectionState: 'IRPending',
      lastBackupStatus: '',
      lastBackupTime: NEVER,
      softDeleteRetentionPeriod: 0,
    })
    expect(fresh.properties.vaultId).toBe(`https://management.azure.com/subscriptions/${bench.sub}${vaultPath()}`)
    expect(extended.properties.extendedInfo).toMatchObject({ recoveryPointCount: 1, policyInconsistent: false })
  })

  test('in a job and in its tasks', () => {
    const [row] = bench.send('GET', withFilter(`${vaultPath()}/backupJobs`, "operation eq 'Backup'")).body.value
    const job = bench.send('GET', `${vaultPath()}/backupJobs/${row.name}`).body.properties

    const tail = 'entityFriendlyName,backupManagementType,operation,status,startTime,endTime,activityId'
    const head = 'jobType,actionsInfo,containerName,duration,virtualMachineVersion'
    expect(keys(row.properties)).toBe(`${head},${tail}`)
    expect(keys(job)).toBe(`${head},extendedInfo,${tail}`)
    expect(keys(job.extendedInfo.tasksList[0])).toBe('taskId,startTime,endTime,duration,status,taskType')
    expect(keys(job.extendedInfo.propertyBag)).toBe('VM Name,Recovery Point Expiry Time in UTC,Backup Size')
    expect(job.extendedInfo.propertyBag).toMatchObject({
      'Recovery Point Expiry Time in UTC': expect.stringMatching(/^\d{1,2}\/\d{1,2}\/2026 \d{1,2}:\d\d:\d\d (AM|PM)$/),
      'Backup Size': expect.stringMatching(/^\d+ MB$/),
    })
    expect(job.extendedInfo.internalPropertyBag).toEqual({ IsInstantRpJob: 'True' })
  })

  test('in a point', () => {
    const [point] = bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value

    expect(point.name).toMatch(/^\d{14,15}$/)
    expect(keys(point.properties)).toBe(
      'objectType,recoveryPointType,recoveryPointTime,recoveryPointAdditionalInfo,sourceVMStorageType,isSourceVMEncrypted,isInstantIlrSessionActive,recoveryPointTierDetails,isManagedVirtualMachine,virtualMachineSize,originalStorageAccountOption,osType,recoveryPointMoveReadinessInfo,securityType,isPrivateAccessEnabledOnAnyDisk,createdWithPolicyType,threatStatus',
    )
  })
})

describe('operations', () => {
  test('say "not yet" in their own way while they run, and end at their start', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    bench.pass(0.25)
    bench.mock.control.fixDuration('enable', 33)
    const accepted = bench.send('PUT', itemPath('web-01'), {
      properties: {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: `/subscriptions/${bench.sub}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/web-01`,
        policyId: `/subscriptions/${bench.sub}${vaultPath()}/backupPolicies/DefaultPolicy`,
      },
    })
    const id = /operationsStatus\/([^?]+)/.exec(accepted.headers['azure-asyncoperation'] ?? '')?.[1] ?? ''
    const read = (path: string) => bench.send('GET', `${path}/${id}`)

    const running = read(`${vaultPath()}/backupOperations`)
    const result = read(`${itemPath('web-01')}/operationResults`)
    bench.pass(34)
    const ended = read(`${itemPath('web-01')}/operationsStatus`)

    expect([accepted.status, accepted.body]).toEqual([202, undefined])
    expect(accepted.headers.location).toContain(`${itemPath('web-01')}/operationResults/${id}?api-version=2024-04-01`)
    expect(running.body).toMatchObject({ id, name: id, status: 'InProgress', endTime: NOT_YET })
    expect([result.status, result.headers.location]).toEqual([202, expect.stringContaining('/operationResults/')])
    expect(keys(ended.body)).toBe('id,name,status,startTime,endTime,properties')
    expect(ended.body.endTime).toBe(ended.body.startTime)
    expect(keys(ended.body.properties)).toBe('objectType,jobId')
    expect(read(`${itemPath('web-01')}/operationResults`).status).toBe(204)
  })
})

describe('times', () => {
  test.each([
    ['2026-01-05T10:00:00.000Z', /^2026-01-05T10:00:00Z$/],
    ['2026-01-05T10:00:00.270Z', /^2026-01-05T10:00:00\.27\d{0,5}Z$/],
  ])('of %s have no fraction or up to seven digits', (text, form) => {
    expect(wireTime(Date.parse(text))).toMatch(form)
  })

  test.each([
    [0, 'PT0S'],
    [1_551, 'PT1.551S'],
    [2_474_587, 'PT41M14.587S'],
    [6_996_923, 'PT1H56M36.923S'],
    [3_600_000, 'PT1H'],
    [90_061_000, 'P1DT1H1M1S'],
  ])('a duration of %i ms is %s', (ms, text) => {
    expect(wireDuration(ms)).toBe(text)
  })

  test('what is left until a purge counts days before a dot', () => {
    expect(wireTimeSpan(14 * 86_400_000 - 17_135)).toBe('13.23:59:42.8650000')
    expect(wireTimeSpan(-5)).toBe('0.00:00:00.0000000')
  })
})

describe('old api-versions', () => {
  test.each([
    ['2021-01-01', { type: 1, status: 1 }],
    ['2021-11-15', { type: 'InstantRP', status: 'Valid' }],
  ])('at %s a tier is %o', (version, tier) => {
    const [point] = estate().send('GET', `${itemPath('web-01')}/recoveryPoints`, undefined, version).body.value

    expect(point.properties.recoveryPointTierDetails[0]).toEqual(tier)
  })

  test.each([
    ['2022-06-01-preview', [1]],
    ['2024-04-01', ['Cancellable']],
  ])('at %s the actions of an ended backup are %o', (version, actions) => {
    const jobs = estate().send('GET', `${vaultPath()}/backupJobs`, undefined, version).body.value
    const actionsOf = (operation: string) =>
      jobs.find((job: Json) => job.properties.operation === operation).properties.actionsInfo

    expect(actionsOf('Backup')).toEqual(actions)
    expect(actionsOf('ConfigureBackup')).toBeUndefined()
  })
})

describe('lists', () => {
  test('a next link is absolute, keeps the query and leads to the rest; the last page has none', () => {
    const bench = createBench({ pageSize: 2 })
    for (const name of ['vault-a', 'vault-b', 'vault-c']) makeVault(bench, name)
    const first = bench.send('GET', '/providers/Microsoft.RecoveryServices/vaults').body

    const rest = bench.mock.control.send({ method: 'GET', url: first.nextLink }).body as Json

    expect(first.nextLink).toMatch(
      /^https:\/\/management\.azure\.com\/subscriptions\/[^?]+\/vaults\?api-version=2024-04-01&\$skiptoken=./,
    )
    expect([first.value, rest.value].map((page) => page.map((row: Json) => row.name))).toEqual([
      ['vault-a', 'vault-b'],
      ['vault-c'],
    ])
    expect(rest).not.toHaveProperty('nextLink')
  })

  test('jobs of one moment come newest first too', () => {
    const bench = createBench()
    for (const name of ['web-01', 'web-02']) makeVm(bench, name)
    makeVault(bench)
    for (const name of ['web-01', 'web-02']) {
      const properties = {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: `/subscriptions/${bench.sub}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/${name}`,
        policyId: `/subscriptions/${bench.sub}${vaultPath()}/backupPolicies/DefaultPolicy`,
      }
      bench.send('PUT', itemPath(name), { properties })
    }

    const jobs = bench.send('GET', `${vaultPath()}/backupJobs`).body.value

    expect(jobs.map((job: Json) => job.properties.entityFriendlyName)).toEqual(['web-02', 'web-01'])
  })

  test('containers are filtered by their status and their name', () => {
    const bench = estate()
    const list = (filter: string) =>
      bench
        .send('GET', withFilter(`${vaultPath()}/backupProtectionContainers`, filter))
        .body.value.map((row: Json) => row.properties.friendlyName)
    const type = "backupManagementType eq 'AzureIaasVM'"

    expect(list(`${type} and status eq 'Registered'`)).toEqual(['web-01', 'web-02'])
    expect(list(`${type} and status eq 'Registered' and friendlyName eq 'WEB-02'`)).toEqual(['web-02'])
    expect(list(`${type} and status eq 'SoftDeleted'`)).toEqual([])
  })
})

describe('usage summaries', () => {
  test.each([
    ['BackupProtectedItemCountSummary', 2],
    ['BackupProtectionContainerCountSummary', 2],
  ])('%s counts without a limit', (type, currentValue) => {
    const [row] = estate().send('GET', withFilter(`${vaultPath()}/backupUsageSummaries`, `type eq '${type}'`)).body
      .value

    expect(row).toEqual({
      unit: 'Count',
      currentValue,
      limit: -1,
      name: { value: row.name.value, localizedValue: row.name.value },
    })
  })
})

describe('what is left of a quota', () => {
  const LEFT = 'x-ms-ratelimit-remaining-subscription-resource-requests'

  test.each([
    ['GET', `${vaultPath()}/backupPolicies`, '149'],
    ['GET', `${vaultPath()}/backupconfig/vaultconfig`, '299'],
    ['GET', `${vaultPath()}/backupJobs`, '449'],
    ['GET', `${vaultPath()}/backupResourceGuardProxies`, undefined],
    ['GET', '/providers/Microsoft.RecoveryServices/vaults', undefined],
    ['GET', vaultPath(), undefined],
    ['DELETE', vaultPath(), '49'],
  ])('%s %s leaves %s', (method, path, left) => {
    const bench = createBench()
    makeVault(bench)

    expect(bench.send(method, path).headers[LEFT]).toBe(left)
  })
})
