import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureJobs } from '../../../../src/stagger/audit/happened.js'
import { happenedFindings } from '../../../../src/stagger/audit/happened-findings.js'
import { createJobTable, OUTCOMES, type Outcome } from '../../../../src/stagger/audit/job-table.js'
import { createDelays } from '../../../../src/stagger/audit/start-delays.js'
import { BERLIN, dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../../helpers/stagger.js'

const HOUR_MS = 3_600_000
const FROM = Date.parse('2026-03-01T00:00:00Z')

interface TestJob {
  readonly machine?: number
  readonly start: number
  readonly hours: number
  readonly outcome?: Outcome
  readonly queueHours?: number
}

/** Jobs of one vault; starts in hours since the first of March. */
function tableOf(jobs: readonly TestJob[]) {
  const table = createJobTable(jobs.length)
  const sorted = [...jobs].sort((a, b) => a.start - b.start)
  sorted.forEach(({ machine = 0, start, hours, outcome = 'good', queueHours }, row) => {
    table.machine[row] = machine
    table.start[row] = FROM + start * HOUR_MS
    table.end[row] = FROM + (start + hours) * HOUR_MS
    table.outcome[row] = OUTCOMES.indexOf(outcome)
    if (queueHours !== undefined) table.queueMs[row] = queueHours * HOUR_MS
  })
  return table
}

const measure = (jobs: readonly TestJob[]) =>
  measureJobs(tableOf(jobs), { vaults: ['rsv-one'], limits: LIMITS, delayOf: () => 0 })[0]

describe('measureJobs', () => {
  it('counts what was at work together, and how long it was too much', () => {
    const jobs = Array.from({ length: 45 }, () => ({ start: 22, hours: 2 }))

    expect(measure([...jobs, { start: 24, hours: 1 }])).toMatchObject({
      backups: 46,
      mostAtWork: 45,
      mostAtWorkAt: '2026-03-01T22:00:00.000Z',
      minutesAboveLimit: 120,
      areaAboveLimit: 600,
      duration: { p50: 120, p95: 120, max: 120 },
    })
  })

  it('counts as many together as a count at every start does', () => {
    const job = fc.record({ start: fc.nat(48), hours: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(fc.array(job, { minLength: 1, maxLength: 60 }), (jobs) => {
        const together = jobs.map(({ start: at }) =>
          jobs.filter((one) => one.start <= at && one.start + one.hours > at),
        )

        expect(measure(jobs)?.mostAtWork).toBe(Math.max(...together.map(({ length }) => length)))
      }),
    )
  })
})

describe('the delay of a start', () => {
  const policies = [estatePolicy('daily', dailySpec('22:00', BERLIN))]
  const at = (time: string, dst: 'wallclock' | 'fixed') =>
    createDelays(policies, { from: '2026-03-01', dst })(0, Date.parse(time)) / 60_000

  it('is counted from the last start, on the clock of the zone', () => {
    expect(at('2026-03-10T21:40:00Z', 'wallclock')).toBe(40)
    expect(at('2026-04-10T20:40:00Z', 'wallclock')).toBe(40)
    expect(at('2026-04-10T21:40:00Z', 'fixed')).toBe(40)
    expect(at('2026-03-10T20:59:00Z', 'wallclock')).toBe(24 * 60 - 1)
  })

  it('of a weekly policy may be days', () => {
    const weekly = {
      ...dailySpec('02:00'),
      schedule: { frequency: 'weekly', days: ['Sunday'], time: '02:00' },
    } as const

    const delays = createDelays([estatePolicy('weekly', weekly)], { from: '2026-03-01', dst: 'wallclock' })

    expect(delays(0, Date.parse('2026-03-03T02:30:00Z')) / HOUR_MS).toBe(48.5)
  })
})

describe('what jobs say', () => {
  const { vaults } = testEstate({})
  const machines = estateMachines(3, 'daily')
  const find = (jobs: readonly TestJob[], part: object = {}) => {
    const table = tableOf(jobs)
    const happened = measureJobs(table, { vaults: ['rsv-one'], limits: LIMITS, delayOf: () => 150 * 60_000 })
    return happenedFindings({
      ...{ table, machines, vaults, happened, limits: LIMITS },
      span: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-08T00:00:00.000Z' },
      sinceStart: () => null,
      changedAt: () => 0,
      lastBackupAt: () => FROM,
      isWhole: () => true,
      ...part,
    })
  }
  const codes = (...args: Parameters<typeof find>) => find(...args).map(({ code }) => code)

  it('is that starts were late', () => {
    expect(codes([{ start: 1, hours: 1 }])).toEqual(['STARTS_LATE'])
  })

  it('is that the last backup failed, and not that one before a good one did', () => {
    const failed: TestJob = { start: 2, hours: 1, outcome: 'failed' }

    expect(codes([{ start: 1, hours: 1 }, failed])).toContain('BACKUP_FAILED')
    expect(codes([failed, { start: 3, hours: 1 }])).not.toContain('BACKUP_FAILED')
    expect(codes([failed, { start: 3, hours: 1, outcome: 'other' }])).toContain('BACKUP_FAILED')
    const told = find([failed]).map(({ message }) => message)
    expect(told).toContainEqual(expect.stringMatching(/^The last backup of VM '.+', begun at .+ UTC, failed; 1 of /))
  })

  it('is that a backup took more than a day, or waited more than 8 hours', () => {
    expect(codes([{ start: 1, hours: 25 }])).toContain('BACKUP_LONG')
    expect(codes([{ start: 1, hours: 24 }])).not.toContain('BACKUP_LONG')
    expect(codes([{ start: 1, hours: 10, queueHours: 9 }])).toContain('QUEUE_LONG')
    expect(codes([{ start: 1, hours: 10, queueHours: 8 }])).not.toContain('QUEUE_LONG')
  })

  it('is that a schedule passed without a backup, where everything is known', () => {
    const due = { sinceStart: (machine: number) => (machine === 0 ? 5 * HOUR_MS : null) }

    expect(codes([], due)).toEqual(['RUN_MISSED'])
    expect(codes([], { ...due, sinceStart: () => 2 * HOUR_MS })).toEqual([])
    expect(codes([], { ...due, isWhole: () => false })).toEqual([])
    expect(codes([], { ...due, lastBackupAt: () => null })).toEqual([])
    expect(codes([], { ...due, changedAt: () => FROM + 7 * 24 * HOUR_MS })).toEqual([])
    expect(codes([{ start: 7 * 24 - 4.5, hours: 1 }], due)).not.toContain('RUN_MISSED')
  })

  it('is that a first backup ran while too many others did', () => {
    const crowd = Array.from({ length: 41 }, () => ({ start: 60, hours: 5 }))
    const known = { machine: 0, start: 1, hours: 1 }

    expect(codes([known, ...crowd, { machine: 1, start: 61, hours: 1 }])).toContain('FIRST_IN_BUSY_TIME')
    expect(codes([known, ...crowd, { machine: 1, start: 70, hours: 1 }])).not.toContain('FIRST_IN_BUSY_TIME')
  })
})
