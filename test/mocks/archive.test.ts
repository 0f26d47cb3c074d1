import type { IaasVMRecoveryPoint, RecoveryPointResource } from '@azure/arm-recoveryservicesbackup'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  createBench,
  GROUP,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  protect,
  VAULT,
  vaultPath,
} from './helpers.js'
import { accountPath, CONTAINER, ITEM, restore, restoreBody, type Target } from './restore-bench.js'

const DAY = 86_400
const TIMES = ['2026-01-05T02:00:00Z']

/** Each day is kept for some days, the first of a month for some months. */
const keeping = (days: number, months: number) => ({
  retentionPolicy: {
    retentionPolicyType: 'LongTermRetentionPolicy',
    dailySchedule: { retentionTimes: TIMES, retentionDuration: { count: days, durationType: 'Days' } },
    monthlySchedule: {
      retentionScheduleFormatType: 'Daily',
      retentionScheduleDaily: { daysOfTheMonth: [{ date: 1, isLast: false }] },
      retentionTimes: TIMES,
      retentionDuration: { count: months, durationType: 'Months' },
    },
  },
})

/** Daily for 30 days, the first of a month for two years, unless told otherwise. */
function makePolicy(bench: Target, more: object = {}): void {
  const properties = {
    backupManagementType: 'AzureIaasVM',
    policyType: 'V2',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Daily',
      dailySchedule: { scheduleRunTimes: TIMES },
    },
    ...keeping(30, 24),
    instantRpRetentionRangeInDays: 2,
    timeZone: 'UTC',
    ...more,
  }
  const reply = bench.send('PUT', `${vaultPath()}/backupPolicies/keep`, { properties })
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
}

/** A VM with the points of 130 days; the oldest is that of 1 February. */
function withOldPoints(policy?: object): { bench: Target; old: string } {
  const bench = createBench()
  const account = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }
  bench.send('PUT', accountPath('stagewest'), account, '2023-01-01')
  makeVm(bench, 'web-01')
  makeVault(bench)
  makePolicy(bench, policy)
  protect(bench, 'web-01', { policy: 'keep' })
  bench.pass(130 * DAY)
  return { bench, old: points(bench).at(-1).name }
}

const points = (bench: Target): Json => bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value
const pointOf = (bench: Target, name: string): Json =>
  bench.send('GET', `${itemPath('web-01')}/recoveryPoints/${name}`).body.properties
const tiersOf = (bench: Target, name: string) =>
  pointOf(bench, name).recoveryPointTierDetails.map(({ type, status }: Json) => `${type} ${status}`)

const MOVE = {
  objectType: 'MoveRPAcrossTiersRequest',
  sourceTierType: 'HardenedRP',
  targetTierType: 'ArchivedRP',
} as const

/** Moves a point by the SDK and lets the job end. */
async function move(bench: Target, point: string): Promise<void> {
  await bench.backup.beginMoveRecoveryPoint(VAULT, GROUP, 'Azure', CONTAINER, ITEM, point, MOVE)
  bench.pass(7200)
}

async function recommended(bench: Target, excludedRPList: string[] = []): Promise<RecoveryPointResource[]> {
  const { recoveryPointsRecommendedForMove: client } = bench.backup
  const rows: RecoveryPointResource[] = []
  for await (const row of client.list(VAULT, GROUP, 'Azure', CONTAINER, ITEM, { excludedRPList })) rows.push(row)
  return rows
}

const rehydrate = (bench: Target, point: string, more: object = {}) =>
  restore(bench, point, {
    objectType: 'IaasVMRestoreWithRehydrationRequest',
    recoveryPointRehydrationInfo: {
      rehydrationRetentionDuration: 'P15D',
      rehydrationPriority: 'High',
      ...more,
    },
  })

describe('readiness for the archive', () => {
  test('is given to monthly points that are three months old, and said with a reason to the others', () => {
    const { bench, old } = withOldPoints()
    const newest = points(bench)[0].name

    const ready = points(bench).filter(
      (point: Json) => point.properties.recoveryPointMoveReadinessInfo.ArchivedRP.isReadyForMove,
    )

    expect(ready.map((point: Json) => point.name)).toEqual([old])
    expect(pointOf(bench, newest).recoveryPointMoveReadinessInfo.ArchivedRP).toMatchObject({
      isReadyForMove: false,
      additionalInfo: expect.stringContaining('still determining'),
    })
  })

  test('is not given to old points of other rules, nor to those that go within six months', () => {
    const { bench, old } = withOldPoints(keeping(150, 9))
    const monthly = points(bench).findLast(
      ({ properties }: Json) => properties.recoveryPointProperties.ruleName === 'Monthly',
    )

    const infoOf = (name: string) => pointOf(bench, name).recoveryPointMoveReadinessInfo.ArchivedRP.additionalInfo
    expect(infoOf(old)).toContain('Only monthly and yearly')
    expect(infoOf(monthly.name)).toContain('not kept long enough')
  })

  test('can be asked for in the filter of the list', () => {
    const { bench, old } = withOldPoints()

    const { body } = bench.send('GET', `${itemPath('web-01')}/recoveryPoints?$filter=moveReadyRPOnly eq 'true'`)

    expect(body.value.map((point: Json) => point.name)).toEqual([old])
  })

  test('makes a recommendation, unless the request leaves the point out', async () => {
    const { bench, old } = withOldPoints()

    const [row] = await recommended(bench)
    const properties = row?.properties as IaasVMRecoveryPoint | undefined

    expect(row?.name).toBe(old)
    expect(properties?.recoveryPointMoveReadinessInfo).toMatchObject({
      ArchivedRP: { isReadyForMove: true },
    })
    expect(await recommended(bench, [old])).toEqual([])
  })
})

describe('moving a point to the archive', () => {
  test('runs as a job and takes its vault copy there', async () => {
    const { bench, old } = withOldPoints()
    const before = tiersOf(bench, old)

    await move(bench, old)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'MoveRecoveryPoint'`).body.value
    const item = bench.send('GET', `${itemPath('web-01')}?$filter=expand eq 'extendedinfo'`).body.properties
    const { extendedInfo, isArchiveEnabled } = item
    expect(job.properties).toMatchObject({ status: 'Completed', entityFriendlyName: 'web-01' })
    expect(job.properties).not.toHaveProperty('actionsInfo')
    expect([before, tiersOf(bench, old)]).toEqual([['HardenedRP Valid'], ['ArchivedRP Valid']])
    expect(isArchiveEnabled).toBe(true)
    expect(extendedInfo.oldestRecoveryPointInArchive).toBe(pointOf(bench, old).recoveryPointTime)
    expect(extendedInfo.oldestRecoveryPointInVault).not.toBe(extendedInfo.oldestRecoveryPointInArchive)
    expect(await recommended(bench)).toEqual([])
  })

  test('takes it out of the secondary region', async () => {
    const { bench, old } = withOldPoints()
    const redundancySettings = { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' }
    bench.mock.control.fixDuration('crossRegionWarmUp', 0)
    bench.send('PATCH', vaultPath(), { properties: { redundancySettings } })
    bench.pass(600)
    const isThere = () =>
      bench
        .send('GET', `${itemPath('web-01')}/recoveryPoints/`, undefined, '2021-11-15')
        .body.value.some((point: Json) => point.name === old)
    const before = isThere()

    await move(bench, old)

    expect([before, isThere()]).toEqual([true, false])
  })

  test('answers older API versions with numbers', async () => {
    const { bench, old } = withOldPoints()
    await move(bench, old)

    const { body } = bench.send('GET', `${itemPath('web-01')}/recoveryPoints/${old}`, undefined, '2021-01-01')

    expect(body.properties.recoveryPointTierDetails).toEqual([{ type: 3, status: 1 }])
  })

  test('is refused for a point that is too young, that is moving or there already, or that is gone', () => {
    const { bench, old } = withOldPoints()
    const send = (point: string) => bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${point}/move`, MOVE)
    const young = send(points(bench)[0].name)
    send(old)
    const twice = send(old)
    bench.pass(7200)

    expect(codeOf(twice)).toEqual([409, 'BMSUserErrorObjectLocked'])
    expect(codeOf(young)).toEqual([400, 'UserErrorRecoveryPointCannotBeMoved'])
    expect(codeOf(send(old))).toEqual([400, 'UserErrorRecoveryPointCannotBeMoved'])
    expect(codeOf(send('1'))).toEqual([404, 'BMSUserErrorRecoveryPointNotFound'])
  })

  test('is refused for a soft-deleted item', () => {
    const { bench, old } = withOldPoints()
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(600)

    const reply = bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${old}/move`, MOVE)

    expect(codeOf(reply)).toEqual([400, 'UserErrorRecoveryPointCannotBeMoved'])
  })

  test.each([{ sourceTierType: 'InstantRP' }, { targetTierType: 'HardenedRP' }])('is refused for %o', (more) => {
    const { bench, old } = withOldPoints()

    const reply = bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${old}/move`, { ...MOVE, ...more })

    expect(codeOf(reply)).toEqual([400, 'UserErrorInvalidRequestParameter'])
  })

  test('fails when the point goes while it moves', () => {
    const { bench, old } = withOldPoints()
    bench.mock.control.fixDuration('moveToArchive', 800 * DAY)
    bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${old}/move`, MOVE)
    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'MoveRecoveryPoint'`).body.value

    bench.pass(801 * DAY)

    const { status, errorDetails } = bench.send('GET', `${vaultPath()}/backupJobs/${job.name}`).body.properties
    expect([status, errorDetails[0].errorTitle]).toEqual(['Failed', 'ResourceNotFound'])
  })

  test('happens by itself under a policy with tiering', () => {
    const { bench, old } = withOldPoints({
      tieringPolicy: { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } },
    })

    expect(tiersOf(bench, old)).toEqual(['ArchivedRP Valid'])
    expect(tiersOf(bench, points(bench)[0].name)).not.toContain('ArchivedRP Valid')
  })
})

describe('restoring from the archive', () => {
  test('needs a request that brings the point back', async () => {
    const { bench, old } = withOldPoints()
    await move(bench, old)

    const refused = restore(bench, old)

    expect(codeOf(refused)).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(refused.body.error.message).toContain('recoveryPointRehydrationInfo is needed')
  })

  test('takes the time of its priority, and leaves the point in the vault for the days of the request', async () => {
    const { bench, old } = withOldPoints()
    await move(bench, old)
    bench.mock.control.fixDuration('rehydrateHigh', 3600)
    bench.mock.control.fixDuration('restoreFromVault', 600)

    expect(rehydrate(bench, old).status).toBe(202)
    bench.pass(4000)
    const [running] = bench.send('GET', `${vaultPath()}/backupJobs`).body.value
    bench.pass(300)

    expect(running.properties.status).toBe('InProgress')
    expect(tiersOf(bench, old)).toEqual(['ArchivedRP Rehydrated'])
    expect(restore(bench, old).status).toBe(202)
    bench.pass(15 * DAY)
    expect(tiersOf(bench, old)).toEqual(['ArchivedRP Valid'])
    expect(restore(bench, old).status).toBe(400)
  })

  test('happens for requests of its own kind only', async () => {
    const { bench, old } = withOldPoints()
    const info = { rehydrationRetentionDuration: 'P15D', rehydrationPriority: 'High' }
    expect(restore(bench, old, { recoveryPointRehydrationInfo: info }).status).toBe(202)
    bench.pass(3 * 3600)

    await move(bench, old)

    expect(tiersOf(bench, old)).toEqual(['ArchivedRP Valid'])
  })

  test.each([
    { rehydrationRetentionDuration: 'P9D' },
    { rehydrationRetentionDuration: 'soon' },
    { rehydrationPriority: 'Low' },
  ])('is refused for %o', async (more) => {
    const { bench, old } = withOldPoints()
    await move(bench, old)

    expect(codeOf(rehydrate(bench, old, more))).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('is refused for a point that is not there, and so are its files while it is', async () => {
    const { bench, old } = withOldPoints()
    const notYet = rehydrate(bench, old)
    await move(bench, old)
    const { sourceResourceId: virtualMachineId } = restoreBody(bench, old).properties
    const properties = { objectType: 'IaasVMILRRegistrationRequest', recoveryPointId: old, virtualMachineId }

    const files = bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${old}/provisionInstantItemRecovery`, {
      properties,
    })

    expect(codeOf(notYet)).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(codeOf(files)).toEqual([400, 'BMSUserErrorInvalidInput'])
  })
})
