import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../src/context.js'
import { followJobs } from '../../../src/jobs/follow.js'
import { type Answer, scriptAzure } from '../../helpers/scripted-azure.js'

const VAULT = { subscriptionId: 's', resourceGroup: 'rg-backup', name: 'rsv' }
const MISSING: Answer = { status: 404, body: { error: { code: 'BMSUserErrorJobNotFound', message: 'No job.' } } }

const body = (name: string, status: string) => ({
  id: `/x/backupJobs/${name}`,
  name,
  properties: { jobType: 'AzureIaaSVMJob', operation: 'Backup', status, startTime: '2026-03-02T09:00:00Z' },
})
const job = (name: string, status: string): Answer => ({ body: body(name, status) })

async function follow(names: readonly string[], answers: readonly Answer[], timeoutMs = 3_600_000) {
  const azure = scriptAzure(answers)
  const { session } = azure
  const { clock, signal, progress } = session
  const ctx = { session, clock, signal, progress, settings: { timeoutMs } } as unknown as AppContext
  const watched = names.map((name) => ({ ref: { vault: VAULT, name }, machineName: `vm-${name}` }))
  const outcome = await followJobs(ctx, watched).catch((error: unknown) => error)
  return { outcome, azure }
}

describe('following a job', () => {
  it('bears with a job that is not visible right after its start', async () => {
    const { outcome, azure } = await follow(['a'], [MISSING, job('a', 'InProgress'), job('a', 'Completed')])

    expect(outcome).toMatchObject([{ status: 'completed' }])
    expect(azure.pauses).toEqual([30_000, 30_000])
  })

  it('ends with 4 when the job does not appear within a minute', async () => {
    const { outcome } = await follow(['a'], [MISSING, MISSING, MISSING])

    expect(outcome).toMatchObject({ code: 'JOB_NOT_FOUND', exitCode: 4 })
  })

  it('goes on when a job that was seen is gone for a moment', async () => {
    const seen = job('a', 'InProgress')
    const { outcome } = await follow(['a'], [seen, seen, seen, MISSING, job('a', 'Failed')])

    expect(outcome).toMatchObject([{ status: 'failed' }])
  })

  it('ends as timed out with the last that was seen, without a pause past the end', async () => {
    const running = job('a', 'InProgress')
    const { outcome, azure } = await follow(['a'], [running, running, running], 45_000)

    expect(outcome).toMatchObject([{ status: 'timedOut', job: { name: 'a', status: 'InProgress' } }])
    expect(azure.pauses).toEqual([30_000, 15_000])
  })

  it('paces itself by the number of jobs, so that a vault’s hourly reads last', async () => {
    const three = (status: string) => ['a', 'b', 'c'].map((name) => job(name, status))
    const { outcome, azure } = await follow(['a', 'b', 'c'], [...three('InProgress'), ...three('Completed')])

    expect(outcome).toMatchObject([{ status: 'completed' }, { status: 'completed' }, { status: 'completed' }])
    expect(azure.pauses).toEqual([90_000])
  })

  it('reads many jobs through one list, and each on its own only when it has ended', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const running = (...left: string[]): Answer => ({ body: { value: left.map((name) => body(name, 'InProgress')) } })
    const { outcome, azure } = await follow(names, [
      running(...names),
      running('a', 'b', 'c', 'd'),
      job('e', 'Failed'),
      ...['a', 'b', 'c', 'd'].map((name) => job(name, 'Completed')),
    ])

    expect(outcome).toMatchObject(
      ['completed', 'completed', 'completed', 'completed', 'failed'].map((status) => ({ status })),
    )
    expect(azure.sent).toHaveLength(7)
  })

  it('gives back nothing for nothing', async () => {
    expect((await follow([], [])).outcome).toEqual([])
  })
})
