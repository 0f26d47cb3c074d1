import { describe, expect, it } from 'vitest'
import Backup from '../../commands/backup.js'
import type { BackupResult } from '../../src/backup/backup.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

const DAY_MS = 86_400_000

async function backUp(world: BackupWorld, ...argv: string[]) {
  const run = await runAzbk(Backup, [...argv, '--json'], { mock: world.mock })
  const result = run.json<BackupResult | undefined>().result
  return { ...run, rows: result?.machines ?? [], applied: result?.applied }
}

describe('azbk backup', () => {
  it('starts a backup and prints its job and the command that follows it', async () => {
    const world = createBackupWorld()

    const run = await runAzbk(Backup, ['--vm', 'web-01'], { mock: world.mock })

    const [job] = world.jobs('Backup')
    expect(run.stdout).toMatch(new RegExp(`web-01 +vault-contoso +started +2026-04-01 09:\\d\\d UTC +${job?.name}`))
    expect(run.stdout).toContain(`Follow it with: azbk job wait ${job?.name} --vault vault-contoso`)
    expect(run.stderr).toContain(`web-01: backup started, job ${job?.name}`)
    expect(run.exitCode).toBe(0)
  })

  it('keeps the point for 30 days unless told otherwise, and sends the time in UTC', async () => {
    const world = createBackupWorld()
    const expiryOf = (job: string | null) =>
      world.get<{ properties: { extendedInfo: { propertyBag: Record<string, string> } } }>(
        `${world.vaultId}/backupJobs/${job}`,
      ).properties.extendedInfo.propertyBag['Recovery Point Expiry Time in UTC']

    const usual = await backUp(world, '--vm', 'web-01')
    const until = await backUp(world, '--vm', 'web-02', '--retain-until', '2026-12-31T23:30+01:00')

    expect(usual.rows[0]?.expiryTime).toMatch(/^2026-04-01T09:/)
    expect(expiryOf(usual.rows[0]?.jobId ?? '')).toMatch(/^4\/1\/2026 9:/)
    expect(until.rows[0]?.expiryTime).toBe('2026-12-31T22:30:00.000Z')
    expect(expiryOf(until.rows[0]?.jobId ?? '')).toBe('12/31/2026 10:30:00 PM')
  })

  it('follows the job with --wait, phase by phase', async () => {
    const world = createBackupWorld()

    const run = await backUp(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ name: 'web-01', status: 'done', end: 'completed', exitCode: 0 }])
    expect(run.stderr).toContain('web-01: Backup in progress: take snapshot in progress')
    expect(run.stderr).toContain('transfer data to vault in progress')
    expect(run.exitCode).toBe(0)
  })

  it('ends with 1, and with Azure’s reasons, when the one job it waits for fails', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.onRequest(/backupJobs\/[0-9a-f-]+\?/, () => world.deleteVm('web-01'))

    const run = await backUp(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ status: 'failed', end: 'failed', code: 'JOB_FAILED' }])
    expect(run.rows[0]?.errors[0]?.recommendations).toHaveLength(1)
    expect(run.exitCode).toBe(1)
  })

  it('ends with 8 when a job outlives --timeout, and says how to go on', async () => {
    const world = createBackupWorld()

    const run = await backUp(world, '--vm', 'web-01', '--wait', '--timeout', '5m')

    expect(run.rows).toMatchObject([{ status: 'running', end: 'timedOut', exitCode: 8 }])
    expect(run.rows[0]?.suggestions).toEqual([`azbk job wait ${run.rows[0]?.jobId} --vault vault-contoso`])
    expect(run.json().warnings[0]).toContain('Go on with: azbk job wait')
    expect(run.exitCode).toBe(8)
  })

  it('joins a backup that runs already and says so', async () => {
    const world = createBackupWorld()
    const running = world.startBackup('web-01')

    const run = await backUp(world, '--vm', 'web-01')

    expect(run.rows).toMatchObject([{ action: 'join', status: 'unchanged', jobId: running, expiryTime: null }])
    expect(run.json().warnings[0]).toContain(`being backed up already (job ${running})`)
    expect(world.jobs('Backup')).toHaveLength(1)
    expect(run.exitCode).toBe(0)
  })

  it('joins a backup that began between the look and the order', async () => {
    const world = createBackupWorld()
    let running = ''
    world.onRequest(/\/backup\?/, () => {
      running = world.startBackup('web-01')
    })

    const run = await backUp(world, '--vm', 'web-01')

    expect(run.rows).toMatchObject([{ action: 'join', jobId: running, exitCode: 0 }])
    expect(world.jobs('Backup')).toHaveLength(1)
  })

  it.each(['reset-after', 'truncated'] as const)('makes exactly one job when the answer is lost: %s', async (kind) => {
    const world = createBackupWorld()
    world.mock.control.inject({ method: 'POST', path: /\/backup\?/, fault: { kind } })

    const run = await backUp(world, '--vm', 'web-01')

    expect(world.jobs('Backup')).toHaveLength(1)
    expect(run.rows).toMatchObject([{ status: 'done', jobId: world.jobs('Backup')[0]?.name }])
    expect(run.exitCode).toBe(0)
  })

  it.each([
    ['lost before it arrived', { kind: 'reset-before' }],
    ['stopped by a gateway', { kind: 'status', status: 504 }],
  ] as const)('makes exactly one job when the request was %s', async (_, fault) => {
    const world = createBackupWorld()
    world.mock.control.inject({ method: 'POST', path: /\/backup\?/, fault })

    const run = await backUp(world, '--vm', 'web-01')

    expect(world.jobs('Backup')).toHaveLength(1)
    expect(run.stderr).toContain('answer lost, looking for its effect')
    expect(run.exitCode).toBe(0)
  })

  it('gives up with the reason, and without a job, when Azure stays away', async () => {
    const world = createBackupWorld()
    world.mock.control.inject({ method: 'POST', path: /\/backup\?/, times: 9, fault: { kind: 'status', status: 503 } })

    const run = await backUp(world, '--vm', 'web-01')

    expect(run.rows).toMatchObject([{ status: 'failed', code: 'AZURE_UNAVAILABLE', jobId: null }])
    expect(run.exitCode).toBe(1)
    expect(world.jobs('Backup')).toEqual([])
  })

  it('does not take yesterday’s or an ended backup for the effect of a lost order', async () => {
    const world = createBackupWorld()
    world.startBackup('web-01')
    world.finishBackup()
    world.mock.control.inject({ method: 'POST', path: /\/backup\?/, fault: { kind: 'reset-before' } })

    const run = await backUp(world, '--vm', 'web-01')

    expect(world.jobs('Backup')).toHaveLength(2)
    expect(run.rows[0]?.jobId).toBe(world.jobs('Backup')[0]?.name)
  })

  it('warns from the third on-demand backup of a day on, and refuses the tenth with 7', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.mock.control.fixDuration('snapshot', 60)
    world.mock.control.fixDuration('transfer', 60)
    const warnings: number[] = []
    for (let i = 0; i < 9; i += 1)
      warnings.push((await backUp(world, '--vm', 'web-01', '--wait')).json().warnings.length)

    const tenth = await backUp(world, '--vm', 'web-01')

    expect(warnings).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1])
    expect(tenth.json().error?.code).toBe('DAILY_BACKUP_LIMIT')
    expect(tenth.exitCode).toBe(7)
    expect(world.jobs('Backup')).toHaveLength(9)
  })

  it('begins to count anew after midnight UTC', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.mock.control.fixDuration('snapshot', 60)
    world.mock.control.fixDuration('transfer', 60)
    for (let i = 0; i < 4; i += 1) await backUp(world, '--vm', 'web-01', '--wait')
    world.mock.control.advance(15 * 3_600_000)

    const next = await backUp(world, '--vm', 'web-01')

    expect(next.json().warnings).toEqual([])
    expect(next.exitCode).toBe(0)
  })

  it('refuses a VM that no vault protects, with the command to type', async () => {
    const world = createBackupWorld({ isProtected: [] })

    const run = await runAzbk(Backup, ['--vm', 'web-01'], { mock: world.mock })

    expect(run.stderr).toContain("VM 'web-01' is not protected by any vault.")
    expect(run.stderr).toContain('azbk protect --vm rg-app/web-01')
    expect(run.exitCode).toBe(6)
  })

  it('refuses a stopped and a soft-deleted item, each with the command to type', async () => {
    const world = createBackupWorld()
    world.stop('web-01')
    world.softDelete('web-02')

    const stopped = await backUp(world, '--vm', 'web-01')
    const deleted = await backUp(world, '--vm', 'web-02')

    expect(stopped.json().error).toMatchObject({ code: 'PROTECTION_STOPPED' })
    expect(deleted.json().error).toMatchObject({ code: 'SOFT_DELETED' })
    expect(deleted.stdout).toContain('azbk protect --vm rg-app/web-02 --undelete')
    expect([stopped.exitCode, deleted.exitCode]).toEqual([6, 6])
  })

  it('backs up those that can be, tells of those that cannot, and ends with 3', async () => {
    const world = createBackupWorld({
      vms: ['web-01', 'web-02', 'web-03', 'web-04'],
      isProtected: ['web-01', 'web-03', 'web-04'],
    })
    world.stop('web-03')

    const run = await backUp(world, '--all')

    expect(run.rows.map(({ name, status, code }) => [name, status, code])).toEqual([
      ['web-01', 'done', null],
      ['web-02', 'failed', 'NOT_PROTECTED'],
      ['web-03', 'failed', 'PROTECTION_STOPPED'],
      ['web-04', 'done', null],
    ])
    expect(run.exitCode).toBe(3)
  })

  it('follows many jobs through one list, and still ends with each', async () => {
    const vms = Array.from({ length: 7 }, (_, i) => `vm-${i + 1}`)
    const world = createBackupWorld({ vms })
    world.mock.control.requests.reset()

    const run = await backUp(world, '--all', '--wait')

    expect(run.rows.map(({ end }) => end)).toEqual(vms.map(() => 'completed'))
    const polls = world.mock.control.requests.entries.filter(({ path }) => /backupJobs/.test(path)).length
    expect(polls).toBeLessThan(100)
    expect(run.exitCode).toBe(0)
  })

  it('changes nothing with --dry-run and says with 10 that there is something to do', async () => {
    const world = createBackupWorld()

    const run = await backUp(world, '--vm', 'web-01', '--dry-run', '--detailed-exit-code')

    expect(run.applied).toBe(false)
    expect(run.rows).toMatchObject([{ status: 'planned', jobId: null }])
    expect(world.jobs('Backup')).toEqual([])
    expect(run.exitCode).toBe(10)
  })

  it('stops the watching, not the backup, on Ctrl-C', async () => {
    const world = createBackupWorld()
    const controller = new AbortController()
    world.onRequest(/backupJobs\/[0-9a-f-]+\?/, () => controller.abort(), 2)

    const run = await runAzbk(Backup, ['--vm', 'web-01', '--wait'], { mock: world.mock, signal: controller.signal })

    expect(run.stderr).toContain('The job itself goes on in Azure.')
    expect(run.exitCode).toBe(130)
    expect(world.jobs('Backup')[0]?.properties.status).toBe('InProgress')
  })

  it.each([
    [['--vm', 'web-01', '--retain-until', '2026-03-02'], 'INVALID_RETENTION'],
    [['--vm', 'web-01', '--retain-until', 'soon'], 'INVALID_TIME'],
    [['--vm', 'web-01', '--retain-days', '0'], 'INVALID_USAGE'],
    [['--vm', 'web-01', '--retain-days', '5', '--retain-until', '2027-01-01'], 'INVALID_USAGE'],
    [[], 'NOTHING_SELECTED'],
  ])('refuses %j', async (argv, code) => {
    const run = await backUp(createBackupWorld({ vms: ['web-01'] }), ...argv)

    expect(run.json().error?.code).toBe(code)
    expect(run.exitCode).toBe(2)
  })

  it('refuses the VMs of a subscription that hides its vaults, and plans for the others', async () => {
    const mock = createTestMock()
    const [mine, hidden] = mock.subscriptions.map(({ id }) => id)
    const all = Object.values(mock.control.peek().compute.virtualMachines).flatMap(({ id }) => ['--vm', id])
    const path = new RegExp(`/subscriptions/${hidden}/providers/Microsoft.RecoveryServices/vaults`)
    const body = { error: { code: 'AuthorizationFailed', message: 'No permission.' } }
    mock.control.inject({ path, times: 9, fault: { kind: 'status', status: 403, body } })

    const run = await runAzbk(Backup, [...all, '--dry-run', '--json'], { mock })

    const rows = run.json<BackupResult>().result.machines
    const codesIn = (id: string | undefined) =>
      new Set(rows.filter((row) => row.id.includes(`/${id}/`)).map((row) => row.code))
    expect(codesIn(hidden)).toEqual(new Set(['PERMISSION_MISSING']))
    expect(codesIn(mine)).toContain(null)
    expect(run.exitCode).toBe(3)
  })

  it('names close VMs for an unknown one', async () => {
    const run = await backUp(createBackupWorld(), '--vm', 'web-1')

    expect(run.json().error?.code).toBe('VM_NOT_FOUND')
    expect(run.exitCode).toBe(4)
  })

  it('keeps the point on, past the policy’s own retention', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    await backUp(world, '--vm', 'web-01', '--retain-days', '90', '--wait')
    world.mock.control.advance(60 * DAY_MS)

    const points = world.get<{ value: { properties: { recoveryPointTime: string } }[] }>(
      `${world.itemPath('web-01')}/recoveryPoints`,
    ).value

    expect(points.at(-1)?.properties.recoveryPointTime).toMatch(/^2026-03-02/)
  })
})
