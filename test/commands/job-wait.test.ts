import { describe, expect, it } from 'vitest'
import JobWait from '../../commands/job/wait.js'
import type { JobWaitResult } from '../../src/jobs/wait.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

const wait = (world: BackupWorld, job: string, argv: readonly string[] = [], signal?: AbortSignal) =>
  runAzbk(JobWait, [job, '--vault', 'vault-contoso', '--json', ...argv], {
    mock: world.mock,
    ...(signal ? { signal } : {}),
  })

describe('azbk job wait', () => {
  it('ends with 0 when the job completes, with a line for each change and not more', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')

    const run = await wait(world, job)

    expect(run.json<JobWaitResult>().result).toMatchObject({
      end: 'completed',
      job: { name: job, status: 'Completed' },
    })
    expect(run.exitCode).toBe(0)
    expect(run.stderr.trim().split('\n')).toEqual([
      'web-01: Backup in progress: take snapshot in progress',
      'web-01: Backup in progress: take snapshot completed',
      'web-01: Backup in progress: take snapshot completed, transfer data to vault in progress',
      expect.stringMatching(/^web-01: Backup completed after 2\dm.*transfer data to vault completed$/),
    ])
  })

  it('looks every 30 seconds', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    const before = world.mock.now().getTime()
    const requests = () => world.mock.control.requests.entries.filter(({ path }) => path.includes(`backupJobs/${job}`))

    await wait(world, job)

    const minutes = (world.mock.now().getTime() - before) / 60_000
    expect(requests().length).toBeLessThanOrEqual(minutes * 2 + 3)
  })

  it('ends with 1 when the job fails, and shows why', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const job = world.startBackup('web-01')
    world.deleteVm('web-01')

    const run = await wait(world, job)

    expect(run.json<JobWaitResult>().result).toMatchObject({
      end: 'failed',
      job: { errors: [{ code: 320001, title: 'ResourceNotFound', recommendations: [expect.any(String)] }] },
    })
    expect(run.exitCode).toBe(1)
  })

  it('ends with 6 when the job is cancelled', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.post(`${world.vaultId}/backupJobs/${job}/cancel`)

    const run = await wait(world, job)

    expect(run.json<JobWaitResult>().result.end).toBe('cancelled')
    expect(run.exitCode).toBe(6)
  })

  it('ends with 8 when the time is over, and says how to go on', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')

    const run = await wait(world, job, ['--timeout', '2m'])

    expect(run.json<JobWaitResult>().result).toMatchObject({ end: 'timedOut', job: { status: 'InProgress' } })
    expect(run.json().warnings).toEqual([expect.stringContaining(`Go on with: azbk job wait ${job}`)])
    expect(run.exitCode).toBe(8)
  })

  it.each([
    ['failure', 0],
    ['warning', 10],
  ])('ends a job that completes with warnings, under --fail-on %s, with %i and a warning', async (failOn, exitCode) => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.finishBackup()
    const body = world.get<{ properties: { status: string } }>(`${world.vaultId}/backupJobs/${job}`)
    const warned = { ...body, properties: { ...body.properties, status: 'CompletedWithWarnings' } }
    world.mock.control.inject({
      path: new RegExp(`backupJobs/${job}`),
      times: 5,
      fault: { kind: 'status', status: 200, body: warned },
    })

    const run = await wait(world, job, ['--fail-on', failOn])

    expect(run.json<JobWaitResult>().result.end).toBe('completedWithWarnings')
    expect(run.json().warnings).toEqual([expect.stringContaining('completed with warnings')])
    expect(run.exitCode).toBe(exitCode)
  })

  it('ends with 130 on Ctrl-C, and says that the job goes on, how to watch and how to cancel it', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    const controller = new AbortController()
    world.onRequest(new RegExp(`backupJobs/${job}`), () => controller.abort(), 3)

    const run = await wait(world, job, [], controller.signal)

    expect(run.json().error).toMatchObject({
      code: 'INTERRUPTED',
      message: `Stopped watching job ${job} of VM 'web-01'. The job itself goes on in Azure.`,
      suggestions: [
        `To watch it again: azbk job wait ${job} --vault vault-contoso`,
        `To cancel it: azbk job cancel ${job} --vault vault-contoso`,
      ],
    })
    expect(run.exitCode).toBe(130)
  })

  it('looks again for a minute for a job that the vault does not show yet', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    const path = new RegExp(`backupJobs/${job}`)
    const body = { error: { code: 'JobNotFound', message: 'Not there.' } }
    world.mock.control.inject({ path, times: 2, fault: { kind: 'status', status: 404, body } })

    const run = await wait(world, job)

    expect(run.json<JobWaitResult>().result.end).toBe('completed')
    expect(run.stderr).toContain(`There is no job ${job} in vault 'vault-contoso'. It may be new`)
  })

  it.each([
    ['ends with 4 after that minute', ['--vault', 'vault-contoso'], 60_000],
    ['is short of patience when --timeout says so', ['--vault', 'vault-contoso', '--timeout', '6s'], 5_000],
    ['looks through every vault only once', [], 0],
  ])('%s', async (_, argv, waitedMs) => {
    const world = createBackupWorld()
    const before = world.mock.now().getTime()

    const run = await runAzbk(JobWait, ['00000000-0000-4000-8000-000000000009', '--json', ...argv], world)

    expect(run.json().error?.code).toBe('JOB_NOT_FOUND')
    expect(run.exitCode).toBe(4)
    expect(world.mock.now().getTime() - before).toBe(waitedMs)
  })

  it('rides out throttling and lost answers on the way', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    const path = new RegExp(`backupJobs/${job}`)
    world.mock.control.inject({ path, nth: 2, fault: { kind: 'reset-after' } })
    const headers = { 'retry-after': '20' }
    world.mock.control.inject({ path, nth: 4, fault: { kind: 'status', status: 429, headers } })

    const run = await wait(world, job)

    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain('ECONNRESET; trying again in 1s')
    expect(run.stderr).toContain('HTTP 429; trying again in 20s')
  })
})
