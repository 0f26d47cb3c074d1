import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/clock.js'
import type { NightJobs } from '../../../src/model/nights.js'
import { numberEstate } from '../../../src/stagger/simulate-estate.js'
import { measureNights } from '../../../src/stagger/simulate-measure.js'
import { dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

const FROM = '2026-03-02T12:00:00.000Z'
const at = (hours: number) => Date.parse(FROM) + hours * HOUR_MS

interface Job {
  machine: number
  scheduled: number
  start: number
  transferStart?: number
  end: number
  failed?: boolean
  movedMb?: number
}

/** Jobs with times in hours of the first night; snapshots take five minutes. */
function jobsOf(jobs: readonly Job[]): NightJobs {
  const column = (value: (job: Job) => number) => Float64Array.from(jobs, value)
  return {
    machine: Int32Array.from(jobs, ({ machine }) => machine),
    scheduled: column(({ scheduled }) => at(scheduled)),
    start: column(({ start }) => at(start)),
    snapshotEnd: column(({ start }) => at(start) + 5 * MINUTE_MS),
    transferStart: column(({ start, transferStart }) =>
      transferStart === undefined ? at(start) + 5 * MINUTE_MS : at(transferStart),
    ),
    end: column(({ end }) => at(end)),
    movedMb: column(({ movedMb = 0 }) => movedMb),
    failed: Uint8Array.from(jobs, ({ failed = false }) => (failed ? 1 : 0)),
  }
}

const disk = { sizeGb: 64, usedGb: null, churnPerDay: null, storageAccount: 'acc1' }
const estate = numberEstate(
  testEstate({
    policies: [estatePolicy('daily', dailySpec('22:00')), estatePolicy('daily', dailySpec('22:00'), 'v2')],
    machines: [
      ...estateMachines(3, 'daily', { disks: [disk, disk] }),
      ...estateMachines(2, 'daily', { prefix: 'wm', vault: 'v2', disks: [disk] }),
    ],
  }),
)
const limited = (startsTogether: number, disksPerAccount: number) => ({
  ...LIMITS,
  startsTogether: { ...LIMITS.backupHours, value: startsTogether },
  disksPerAccount: { ...LIMITS.backupHours, value: disksPerAccount },
})
const measure = (jobs: readonly Job[], nights = 1, limits = limited(1, 3)) =>
  measureNights(estate, jobsOf(jobs), { from: FROM, nights, limits })

const three: Job[] = [
  { machine: 0, scheduled: 10, start: 10, end: 12, movedMb: 40_000 },
  { machine: 1, scheduled: 10, start: 11, end: 13, transferStart: 12, failed: true },
  { machine: 3, scheduled: 10, start: 11.5, end: 12.5, movedMb: 2_000 },
]

describe('the figures of nights', () => {
  it('count jobs, failures, starts, and VMs at work in one vault', () => {
    const { jobs, failed, mostStarts, mostAtWork, mostAtWorkAt, movedGb, vaults } = measure(three)

    expect({ jobs, failed, mostStarts, mostAtWork, movedGb }).toEqual({
      jobs: 3,
      failed: 1,
      mostStarts: 2,
      mostAtWork: 2,
      movedGb: 42,
    })
    expect(mostAtWorkAt).toBe(new Date(at(11)).toISOString())
    expect(vaults.map(({ vault, machines, jobs, mostAtWork }) => [vault, machines, jobs, mostAtWork])).toEqual([
      ['rsv-one', 3, 2, 2],
      ['rsv-two', 2, 1, 1],
    ])
  })

  it('a job is at work until before its end', () => {
    const back = measure([three[0] as Job, { machine: 1, scheduled: 12, start: 12, end: 13 }])

    expect([back.mostAtWork, back.minutesAboveLimit]).toEqual([1, 0])
  })

  it('the time above the limit is that of a night, on average', () => {
    const again = three.map((job) => ({
      ...job,
      scheduled: job.scheduled + 24,
      start: job.start + 24,
      end: job.end + 24,
      ...(job.transferStart === undefined ? {} : { transferStart: job.transferStart + 24 }),
    }))

    expect(measure(three).minutesAboveLimit).toBe(60)
    expect(measure([...three, ...again], 2).minutesAboveLimit).toBe(60)
    expect(measure(three, 2).minutesAboveLimit).toBe(30)
  })

  it('waits, durations and delays are given as half of them, 19 of 20, and the longest', () => {
    const { queue, duration, startDelay } = measure(three)

    expect(queue).toEqual({ p50: 0, p95: 55, max: 55 })
    expect(duration).toEqual({ p50: 120, p95: 120, max: 120 })
    expect(startDelay).toEqual({ p50: 60, p95: 90, max: 90 })
  })

  it('the latest end is that of the night that ends latest after its own beginning', () => {
    const second = { machine: 0, scheduled: 10 + 24, start: 34, end: 35 }

    expect(measure([...three, second], 2).latestEnd).toBe(new Date(at(13)).toISOString())
  })

  it('a backup of more than a day is counted', () => {
    expect(measure([{ machine: 0, scheduled: 10, start: 10, end: 34.5 }]).tooLong).toBe(1)
    expect(measure([{ machine: 0, scheduled: 10, start: 11, end: 35 }]).tooLong).toBe(0)
  })

  it('disks of an account count while they are copied, across vaults', () => {
    expect(measure(three).accounts).toEqual([{ account: 'acc1', mostDisks: 3, minutesAboveLimit: 0 }])
    expect(measure(three, 1, limited(1, 2)).accounts[0]?.minutesAboveLimit).toBe(55)
  })

  it('the curve has the VMs at work in each half hour, from the beginning of the night on', () => {
    const { curve } = measure(three)

    expect(curve).toHaveLength(48)
    expect(curve.slice(19, 28)).toEqual([0, 1, 1, 2, 3, 2, 1, 0, 0])
  })

  it('the curve shows who starts and ends between two half hours, too', () => {
    const between = [0, 1, 2].map((machine) => ({ machine, scheduled: 10, start: 10.1, end: 10.4 }))

    expect(measure(between).curve.slice(19, 23)).toEqual([0, 3, 0, 0])
  })

  it('without limits nothing is above them', () => {
    const limits = { ...LIMITS, startsTogether: null, disksPerAccount: null }
    const { minutesAboveLimit, accounts } = measure(three, 1, limits as never)

    expect([minutesAboveLimit, accounts[0]?.minutesAboveLimit]).toEqual([0, 0])
  })

  it('an audit of the jobs says what it would say of jobs in Azure', () => {
    const found = measure([...three, { machine: 4, scheduled: 10, start: 11, end: 40 }]).findings

    expect(found.map(({ code, severity, evidence }) => [code, severity, Object.values(evidence)[0]])).toEqual([
      ['BACKUP_FAILED', 'error', 1],
      ['BACKUP_LONG', 'error', 29],
      ['ACCOUNT_BUSY', 'warning', 'acc1'],
      ['JOBS_TOGETHER', 'warning', 2],
      ['JOBS_TOGETHER', 'warning', 2],
    ])
    expect(measure([three[2] as Job]).findings).toEqual([])
  })

  it('nights without jobs are all zero', () => {
    const none = { p50: 0, p95: 0, max: 0 }

    expect(measure([])).toMatchObject({
      jobs: 0,
      mostStarts: 0,
      mostAtWork: 0,
      mostAtWorkAt: null,
      latestEnd: null,
      queue: none,
      duration: none,
    })
  })
})
