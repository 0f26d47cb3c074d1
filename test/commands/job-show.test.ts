import { describe, expect, it } from 'vitest'
import JobShow from '../../commands/job/show.js'
import type { Job } from '../../src/model/job.js'
import { createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

const UNKNOWN = '2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10'

describe('azbk job show', () => {
  it('finds a job in any vault and shows its phases', async () => {
    const world = createBackupWorld()
    const name = world.startBackup('web-01')

    const run = await runAzbk(JobShow, [name, '--json'], { mock: world.mock })

    expect(run.json<Job>().result).toMatchObject({
      name,
      operation: 'Backup',
      status: 'InProgress',
      phases: [
        { name: 'Take Snapshot', status: 'InProgress', endTime: null },
        { name: 'Transfer data to vault', status: 'NotStarted', startTime: null },
      ],
      properties: { 'VM Name': 'web-01' },
    })
  })

  it('takes the resource id of a job', async () => {
    const world = createBackupWorld()
    const name = world.startBackup('web-01')

    const run = await runAzbk(JobShow, [`${world.vaultId}/backupJobs/${name}`, '--json'], { mock: world.mock })

    expect(run.json<Job>().result.name).toBe(name)
  })

  it('shows why a job failed and what Azure advises', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const name = world.startBackup('web-01')
    world.deleteVm('web-01')
    world.finishBackup()

    const run = await runAzbk(JobShow, [name, '--vault', 'vault-contoso'], { mock: world.mock })

    expect(run.stdout).toContain('failed')
    expect(run.stdout).toContain('ResourceNotFound (320001): The resource was not found')
    expect(run.stdout).toContain('  - Make sure that the virtual machine exists')
    expect(run.exitCode).toBe(0)
  })

  it('says where it looked when there is no such job', async () => {
    const { mock } = createBackupWorld()

    const everywhere = await runAzbk(JobShow, [UNKNOWN], { mock })
    const named = await runAzbk(JobShow, [UNKNOWN, '--vault', 'vault-contoso', '--json'], { mock })

    expect(everywhere.stderr).toContain(`There is no job ${UNKNOWN} in vault 'vault-contoso'.`)
    expect(everywhere.exitCode).toBe(4)
    expect(named.json().error?.code).toBe('JOB_NOT_FOUND')
    expect(named.exitCode).toBe(4)
  })

  it('refuses what cannot be a job id before it asks Azure', async () => {
    const { mock } = createBackupWorld()

    const run = await runAzbk(JobShow, ['web-01', '--json'], { mock })

    expect(run.json().error?.code).toBe('INVALID_JOB')
    expect(run.exitCode).toBe(2)
  })

  it('refuses an unknown vault with close names', async () => {
    const { mock } = createBackupWorld()

    const run = await runAzbk(JobShow, [UNKNOWN, '--vault', 'vault-contosa'], { mock })

    expect(run.stderr).toContain('Did you mean vault-contoso?')
    expect(run.exitCode).toBe(4)
  })
})
