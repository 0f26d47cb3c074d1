import { describe, expect, it } from 'vitest'
import { endOfJob, type JobEnd, jobEndWarning, jobExitCode } from '../../../src/jobs/end.js'
import { planCancel } from '../../../src/jobs/plan.js'
import { describeJob, progressKey } from '../../../src/jobs/progress.js'
import { JOB_OPERATIONS, JOB_STATUSES } from '../../../src/model/job.js'
import { aJob, aPhase } from '../../helpers/jobs.js'

const restore = (status: string, rest: object = {}) =>
  aJob({ operation: 'Restore', phases: [aPhase('Transfer data from vault', status)], ...rest })

describe('cancelling', () => {
  it('is possible while a backup takes its snapshot and while a restore copies', () => {
    for (const job of [aJob({ phases: [aPhase('Take Snapshot', 'InProgress')] }), restore('InProgress')]) {
      const plan = planCancel(job)
      expect(plan.blockers).toEqual([])
      expect(plan.changes).toMatchObject([{ action: 'update', gate: 'reversible', kind: 'job', name: job.name }])
    }
  })

  it('is too late once the snapshot is taken or the copy is done', () => {
    const backup = aJob({
      phases: [aPhase('Take Snapshot', 'Completed'), aPhase('Transfer data to vault', 'InProgress')],
    })

    expect(planCancel(backup).blockers).toMatchObject([{ code: 'JOB_NOT_CANCELLABLE' }])
    expect(planCancel(restore('Completed')).blockers).toMatchObject([{ code: 'JOB_NOT_CANCELLABLE' }])
  })

  it.each(JOB_OPERATIONS.filter((operation) => operation !== 'Backup' && operation !== 'Restore'))(
    'is not possible for %s',
    (operation) => {
      expect(planCancel(aJob({ operation })).blockers).toHaveLength(1)
    },
  )

  it('is not possible in a paired region, whatever Azure offers', () => {
    const job = restore('InProgress', { secondaryRegion: 'northeurope', cancellable: true })

    expect(planCancel(job).blockers).toMatchObject([{ suggestions: [`azbk job wait ${job.name} --secondary`] }])
  })

  it.each(['Completed', 'Failed', 'CompletedWithWarnings'] as const)('is refused for a job that has %s', (status) => {
    expect(planCancel(aJob({ status })).blockers).toMatchObject([{ code: 'JOB_ENDED' }])
  })

  it.each(['Cancelled', 'Cancelling'] as const)('has nothing to do for a job that is %s', (status) => {
    expect(planCancel(aJob({ status }))).toMatchObject({ changes: [{ action: 'none' }], blockers: [] })
  })
})

describe('the end of a job', () => {
  it('is reached by every status but the two that go on', () => {
    const ends = JOB_STATUSES.map((status) => [status, endOfJob(aJob({ status }))?.status])

    expect(Object.fromEntries(ends)).toEqual({
      InProgress: undefined,
      Cancelling: undefined,
      Completed: 'completed',
      CompletedWithWarnings: 'completedWithWarnings',
      Failed: 'failed',
      Cancelled: 'cancelled',
    })
  })

  it.each([
    ['completed', 'failure', 0],
    ['completedWithWarnings', 'failure', 0],
    ['completedWithWarnings', 'warning', 10],
    ['failed', 'failure', 1],
    ['failed', 'warning', 1],
    ['cancelled', 'failure', 6],
    ['timedOut', 'failure', 8],
  ] as const)('%s under --fail-on %s has exit code %i', (status, failOn, code) => {
    expect(jobExitCode({ status, job: aJob() } as JobEnd, failOn)).toBe(code)
  })

  it('leaves something to say when there were warnings or the wait was too short', () => {
    const next = { job: 'j1', waitedMs: 600_000 }
    const errors = [{ code: 1, title: 'Slow', message: 'It was slow.', recommendations: [] }]

    expect(jobEndWarning({ status: 'completed', job: aJob() }, next)).toBeUndefined()
    expect(jobEndWarning({ status: 'completedWithWarnings', job: aJob({ errors }) }, next)).toContain(
      'Slow: It was slow.',
    )
    expect(jobEndWarning({ status: 'timedOut', job: null }, next)).toBe(
      'Job j1 still runs after a wait of 10m. Go on with: azbk job wait j1',
    )
  })
})

describe('the line of a job', () => {
  it('tells phases, percent and time left', () => {
    const job = restore('InProgress', {
      percent: 42.5,
      estimatedRemainingMs: 720_000,
      phases: [{ ...aPhase('Transfer data from vault', 'InProgress'), detail: '63.5 GBs / 127 GBs Transferred' }],
    })

    expect(describeJob(job)).toBe(
      'Restore in progress: transfer data from vault in progress (63.5 GBs / 127 GBs Transferred), 42 %, about 12m left',
    )
  })

  it('tells at the end how long it took, and no time left', () => {
    const job = aJob({
      status: 'CompletedWithWarnings',
      endTime: '2026-03-02T10:00:00Z',
      durationMs: 3_600_000,
      estimatedRemainingMs: 0,
    })

    expect(describeJob(job)).toBe('Backup completed with warnings after 1h')
  })

  it('is worth printing again for another phase or ten more percent, not for a longer duration', () => {
    const job = restore('InProgress', { percent: 41, durationMs: 1 })

    expect(progressKey({ ...job, durationMs: 9, percent: 49 })).toBe(progressKey(job))
    expect(progressKey({ ...job, percent: 50 })).not.toBe(progressKey(job))
    expect(progressKey(restore('Completed', { percent: 41 }))).not.toBe(progressKey(job))
  })
})
