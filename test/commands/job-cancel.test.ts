import { describe, expect, it } from 'vitest'
import JobCancel from '../../commands/job/cancel.js'
import type { JobCancelResult } from '../../src/jobs/cancel.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

const cancel = (world: BackupWorld, job: string, ...argv: string[]) =>
  runAzbk(JobCancel, [job, ...argv], { mock: world.mock })

const statusOf = (world: BackupWorld, job: string) =>
  world.get<{ properties: { status: string } }>(`${world.vaultId}/backupJobs/${job}`).properties.status

describe('azbk job cancel', () => {
  it('cancels a backup in its snapshot phase and waits until it is cancelled', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')

    const run = await cancel(world, job, '--json')

    expect(run.json<JobCancelResult>().result).toMatchObject({ applied: true, job: { name: job, status: 'Cancelled' } })
    expect(run.exitCode).toBe(0)
    expect(statusOf(world, job)).toBe('Cancelled')
  })

  it('refuses, before it asks Azure, a backup that copies to the vault already', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.mock.control.advance(6 * 60_000)

    const run = await cancel(world, job)

    expect(run.stderr).toContain('its snapshot is taken, and the copy to the vault that follows cannot be cancelled')
    expect(run.stderr).toContain(`azbk job wait ${job}`)
    expect(run.exitCode).toBe(6)
    expect(statusOf(world, job)).toBe('InProgress')
  })

  it('explains a refusal by Azure when the snapshot ended in between', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.onRequest(/cancel/, () => world.mock.control.advance(6 * 60_000))

    const run = await cancel(world, job, '--json')

    expect(run.json().error?.code).toBe('CANCEL_REFUSED')
    expect(run.json().error?.message).toContain('A backup can be cancelled only while it takes the snapshot')
    expect(run.exitCode).toBe(6)
  })

  it('refuses a job that has ended, and kinds of job that cannot be cancelled', async () => {
    const world = createBackupWorld()
    const done = world.startBackup('web-01')
    world.finishBackup()
    const configure = world.jobs('ConfigureBackup')[0]?.name ?? ''

    expect((await cancel(world, done, '--json')).json().error?.code).toBe('JOB_ENDED')
    expect((await cancel(world, configure)).exitCode).toBe(6)
  })

  it('is success when the job is cancelled already', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    await cancel(world, job)

    const run = await cancel(world, job)

    expect(run.stdout).toBe(`Job ${job} of VM 'web-01' is cancelled.\n`)
    expect(run.exitCode).toBe(0)
  })

  it('asks once and waits when the answer is lost after it took effect', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.mock.control.inject({ method: 'POST', path: /cancel/, fault: { kind: 'reset-after' } })

    const run = await cancel(world, job, '--json')

    expect(run.json<JobCancelResult>().result.job.status).toBe('Cancelled')
    expect(world.mock.control.requests.entries.filter(({ path }) => path.includes('/cancel'))).toHaveLength(1)
  })

  it('changes nothing with --dry-run, and says with 10 that there is something to change', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')

    const run = await cancel(world, job, '--dry-run', '--detailed-exit-code')

    expect(run.stdout).toContain(`~ job ${job}: cancel the backup of VM 'web-01'`)
    expect(run.exitCode).toBe(10)
    expect(statusOf(world, job)).toBe('InProgress')
  })

  it('ends with 8 when Azure is still at it after --timeout', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')
    world.mock.control.fixDuration('cancel', 3_600)

    const run = await cancel(world, job, '--timeout', '2m', '--json')

    expect(run.json().error?.code).toBe('JOB_STILL_RUNNING')
    expect(run.exitCode).toBe(8)
  })
})
