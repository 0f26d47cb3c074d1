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
  protect,
  stopBody,
  vaultPath,
} from './helpers.js'

type Target = ReturnType<typeof createBench>
const request = { properties: { objectType: 'IaasVMBackupRequest' } }
const trigger = (bench: Target, body: object = request) => bench.send('POST', `${itemPath('web-01')}/backup`, body)
const points = (bench: Target) => bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value
const newestJob = (bench: Target) => {
  const [row] = bench.send('GET', `${vaultPath()}/backupJobs`).body.value
  return bench.send('GET', `${vaultPath()}/backupJobs/${row.name}`).body
}

function protectedVm(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options)
  makeVm(bench, 'web-01')
  makeVault(bench)
  protect(bench, 'web-01')
  return bench
}

describe('a backup job', () => {
  test('goes through snapshot, a gap, and transfer; the point comes with the snapshot and hardens at the end', () => {
    const bench = protectedVm()
    bench.mock.control.fixDuration('snapshot', 400)
    bench.mock.control.fixDuration('snapshotLag', 100)
    bench.mock.control.fixDuration('transfer', 2000)
    const tasks = () => newestJob(bench).properties.extendedInfo.tasksList.map((task: Json) => task.status)
    const tiers = () =>
      points(bench).flatMap((point: Json) => point.properties.recoveryPointTierDetails.map((tier: Json) => tier.type))

    trigger(bench)
    bench.pass(60)
    const snapshot = [tasks(), tiers()]
    bench.pass(360)
    const gap = [tasks(), tiers()]
    bench.pass(100)
    const copy = [tasks(), tiers()]
    bench.pass(2000)
    const job = newestJob(bench).properties

    expect(snapshot).toEqual([['InProgress', 'NotStarted'], []])
    expect(gap).toEqual([['Completed', 'NotStarted'], ['InstantRP']])
    expect(copy).toEqual([['Completed', 'InProgress'], ['InstantRP']])
    expect([tasks(), tiers()]).toEqual([
      ['Completed', 'Completed'],
      ['InstantRP', 'HardenedRP'],
    ])
    expect(job).toMatchObject({ status: 'Completed', actionsInfo: ['Cancellable'] })
    expect(job.extendedInfo.propertyBag['Backup Size']).toMatch(/^\d+ MB$/)
    expect(bench.send('GET', itemPath('web-01')).body.properties).toMatchObject({
      protectionState: 'Protected',
      lastBackupStatus: 'Completed',
      lastBackupTime: job.startTime,
      lastRecoveryPoint: points(bench)[0].properties.recoveryPointTime,
    })
  })

  test('tells its running time on every read and no end', () => {
    const bench = protectedVm()
    trigger(bench)
    const first = newestJob(bench).properties
    bench.pass(30)
    const second = newestJob(bench).properties

    expect(first.endTime).toBeUndefined()
    expect([first.duration, second.duration]).toEqual(['PT0S', 'PT30S'])
  })

  test('fails when the agent is silent, and the item says so', () => {
    const bench = protectedVm()
    const state = bench.mock.control.snapshot()
    for (const vm of Object.values(state.compute.virtualMachines)) vm.agentReady = false
    const again = createBench({ state })

    backUp(again, 'web-01')

    const job = newestJob(again).properties
    expect([job.status, job.errorDetails[0].errorTitle]).toEqual(['Failed', 'UserErrorGuestAgentStatusUnavailable'])
    expect(again.send('GET', itemPath('web-01')).body.properties.lastBackupStatus).toBe('Failed')
    expect(points(again)).toEqual([])
  })

  test('of a stopped VM gives a crash-consistent point, of a running Linux VM a file-system one', () => {
    const bench = protectedVm()
    backUp(bench, 'web-01')
    const state = bench.mock.control.snapshot()
    for (const vm of Object.values(state.compute.virtualMachines)) vm.power = 'deallocated'
    const again = createBench({ state })
    backUp(again, 'web-01')

    expect(points(again).map((point: Json) => point.properties.recoveryPointType)).toEqual([
      'CrashConsistent',
      'FileSystemConsistent',
    ])
  })

  test('writes numbers for enums to old callers', () => {
    const bench = protectedVm()
    backUp(bench, 'web-01')
    const [row] = bench.send('GET', `${vaultPath()}/backupJobs`, undefined, '2021-01-01').body.value
    const [point] = bench.send('GET', `${itemPath('web-01')}/recoveryPoints`, undefined, '2021-01-01').body.value

    expect(row.properties.actionsInfo).toEqual([1])
    expect(point.properties.recoveryPointTierDetails).toEqual([
      { type: 1, status: 1 },
      { type: 2, status: 1 },
    ])
  })
})

describe('refusals of a backup', () => {
  test('of an item that is not there', () => {
    const bench = createBench()
    makeVault(bench)

    expect(codeOf(trigger(bench))).toEqual([404, 'BMSUserErrorDataSourceObjectNotFound'])
  })

  test('while one runs', () => {
    const bench = protectedVm()
    trigger(bench)

    expect(codeOf(trigger(bench))).toEqual([400, 'UserErrorBackupOperationInProgress'])
  })

  test('of a stopped item', () => {
    const bench = protectedVm()
    bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01'))
    bench.pass(60)

    expect(trigger(bench).status).toBe(400)
  })

  test('while protection is being changed', () => {
    const bench = protectedVm()
    bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01', { policy: 'EnhancedPolicy' }))

    expect(codeOf(trigger(bench))[0]).toBe(409)
  })

  test.each([
    ['another object type', { objectType: 'x' }],
    [
      'an expiry in the past',
      { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2020-01-01T00:00:00Z' },
    ],
    ['an expiry that is no time', { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: 'soon' }],
  ])('with %s', (_, properties) => {
    expect(codeOf(trigger(protectedVm(), { properties }))).toEqual([400, 'UserErrorInvalidRequestParameter'])
  })

  test('the tenth of a UTC day, and the first of the next day is taken again', () => {
    // Ten backups of a real length do not fit into a day with the scheduled one.
    const bench = protectedVm({ jobSpeed: 600 })
    const now = bench.mock.now()
    bench.pass((Date.parse('2026-01-06T00:01:00Z') - now.getTime()) / 1000)
    const answers = Array.from({ length: 10 }, () => {
      const { status } = trigger(bench)
      bench.pass(1200)
      return status
    })
    bench.pass(24 * 3600 - 11 * 1200)

    expect(answers).toEqual([...Array(9).fill(202), 400])
    bench.pass(2 * 3600)
    expect(trigger(bench).status).toBe(202)
  })
})

describe('on-demand retention', () => {
  test('a point goes on the day it was asked to go, not with the policy', () => {
    const bench = protectedVm()
    bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01'))
    bench.pass(60)
    bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01'))
    bench.pass(60)
    trigger(bench, { properties: { ...request.properties, recoveryPointExpiryTimeInUTC: '2026-01-15T00:00:00Z' } })
    bench.pass(3 * 3600)
    const name = points(bench)[0].name
    const isThere = () => points(bench).some((point: Json) => point.name === name)

    bench.pass(8 * 86_400)
    const before = isThere()
    bench.pass(3 * 86_400)

    expect([before, isThere()]).toEqual([true, false])
  })
})

describe('cancelling', () => {
  test('works in the snapshot phase and leaves no point', () => {
    const bench = protectedVm()
    trigger(bench)
    bench.pass(10)
    const { name } = newestJob(bench)

    const reply = bench.send('POST', `${vaultPath()}/backupJobs/${name}/cancel`)
    const during = newestJob(bench).properties.status
    bench.pass(3600)

    expect(reply.status).toBe(202)
    expect(reply.headers['azure-asyncoperation']).toContain(`/backupJobs/${name}/operationsStatus/`)
    expect([during, newestJob(bench).properties.status]).toEqual(['Cancelling', 'Cancelled'])
    expect(points(bench)).toEqual([])
    expect(trigger(bench).status).toBe(202)
  })

  test('is refused during the transfer and after the end', () => {
    const bench = protectedVm()
    bench.mock.control.fixDuration('snapshot', 100)
    trigger(bench)
    bench.pass(200)
    const { name } = newestJob(bench)

    const during = bench.send('POST', `${vaultPath()}/backupJobs/${name}/cancel`)
    bench.pass(3 * 3600)

    expect(during.status).toBe(400)
    expect(bench.send('POST', `${vaultPath()}/backupJobs/${name}/cancel`).status).toBe(400)
    expect(newestJob(bench).properties.status).toBe('Completed')
  })

  test('of a job that is not there is 404', () => {
    expect(protectedVm().send('POST', `${vaultPath()}/backupJobs/none/cancel`).status).toBe(404)
  })
})

test('an export of jobs is polled at its Location and tells where the file is', async () => {
  const bench = protectedVm()
  const exported = bench.send('POST', `${vaultPath()}/backupJobsExport`)
  const [, id = ''] = /backupJobs\/operationResults\/([^?]+)/.exec(exported.headers.location ?? '') ?? []
  const poll = () => bench.send('GET', `${vaultPath()}/backupJobs/operationResults/${id}`)

  const running = poll()
  bench.pass(5)

  expect([exported.status, exported.headers['azure-asyncoperation']]).toEqual([202, undefined])
  expect([running.status, running.headers.location]).toEqual([202, exported.headers.location])
  expect(poll().body.operation.objectType).toBe('ExportJobsOperationResultInfo')
  await bench.backup.exportJobsOperationResults.get('vault-a', 'rg-backup', id)
})

describe('lists', () => {
  test('jobs come newest first, without details, and follow filters joined by and', () => {
    const bench = protectedVm()
    backUp(bench, 'web-01')
    trigger(bench)
    const list = (filter: string) =>
      bench
        .send('GET', `${vaultPath()}/backupJobs?$filter=${encodeURIComponent(filter)}`)
        .body.value.map((row: Json) => [row.properties.operation, row.properties.status])

    const all = bench.send('GET', `${vaultPath()}/backupJobs`).body.value

    expect(all.map((row: Json) => row.properties.operation)).toEqual(['Backup', 'Backup', 'ConfigureBackup'])
    expect(all[0].properties.extendedInfo).toBeUndefined()
    expect(list("operation eq 'Backup' and status eq 'Completed'")).toEqual([['Backup', 'Completed']])
    expect(list("startTime eq '2026-01-04 12:00:00 AM' and endTime eq '2026-01-05 12:00:00 AM'")).toEqual([])
    expect(list("startTime eq '2026-01-05 12:00:00 AM' and endTime eq '2026-01-06 12:00:00 AM'")).toHaveLength(3)
  })

  test.each([
    ['a start without an end', "startTime eq '2026-01-04 12:00:00 AM'"],
    ['a window of 31 days', "startTime eq '2026-01-01 12:00:00 AM' and endTime eq '2026-02-01 12:00:00 AM'"],
    ['a time of another form', "startTime eq 'x' and endTime eq 'y'"],
  ])('a jobs filter with %s is refused', (_, filter) => {
    const reply = protectedVm().send('GET', `${vaultPath()}/backupJobs?$filter=${encodeURIComponent(filter)}`)

    expect(codeOf(reply)).toEqual([400, 'UserErrorInvalidRequestParameter'])
  })

  test('points of a VM that is not protected are 404, in the form of the backup service', () => {
    const bench = protectedVm()
    const reply = bench.send('GET', `${itemPath('web-09')}/recoveryPoints`)

    expect(reply.status).toBe(404)
    expect(reply.body.error).toMatchObject({
      code: 'BMSUserErrorDataSourceObjectNotFound',
      target: null,
      details: null,
      innerError: null,
    })
  })

  test('points come newest first and follow a date range', () => {
    const bench = protectedVm()
    backUp(bench, 'web-01')
    bench.pass(86_400)
    const range = encodeURIComponent("startDate eq '2026-01-05 12:00:00 AM' and endDate eq '2026-01-05 02:00:00 PM'")

    const all = points(bench)
    const some = bench.send('GET', `${itemPath('web-01')}/recoveryPoints?$filter=${range}`).body.value

    expect(all).toHaveLength(2)
    expect(all[0].properties.recoveryPointTime > all[1].properties.recoveryPointTime).toBe(true)
    expect(some).toHaveLength(1)
  })

  test('pages of any size add up to the whole list when the links are followed', async () => {
    const bench = createBench({ pageSize: 3 })
    for (let index = 0; index < 8; index++) makeVm(bench, `web-0${index}`)
    makeVault(bench)
    const names: (string | undefined)[] = []
    for await (const page of bench.backup.backupProtectableItems.list('vault-a', 'rg-backup').byPage()) {
      expect(page.length).toBeLessThanOrEqual(3)
      names.push(...page.map((row) => row.name))
    }

    expect(new Set(names).size).toBe(8)
    expect(names).toHaveLength(8)
  })
})
