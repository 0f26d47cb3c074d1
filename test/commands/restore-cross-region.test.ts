import { beforeEach, describe, expect, it } from 'vitest'
import JobList from '../../commands/job/list.js'
import JobWait from '../../commands/job/wait.js'
import PointList from '../../commands/point/list.js'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreVm from '../../commands/restore/vm.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import { createRestoreWorld, GEO, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'
import { folderWith } from '../helpers/temp-folder.js'

const DAY_MS = 86_400_000
const INTO = ['--cross-region', '--target-group', 'rg-restored']

const restore = (world: RestoreWorld, ...argv: string[]) => runRestore(RestoreDisks, world, [...argv, ...INTO])

describe('azbk restore --cross-region', () => {
  let world: RestoreWorld

  /** Three days after the backup every point has reached northeurope. */
  beforeEach(() => {
    world = createRestoreWorld({ properties: GEO })
    world.createAccount('stnorth', { location: 'northeurope' })
    world.createNetwork('vnet-neu', ['default'], { location: 'northeurope' })
    world.mock.control.advance(3 * DAY_MS)
  })

  it('restores the copies of the paired region there, by way of an account of that region, and follows the job', async () => {
    const run = await restore(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ name: 'web-01', end: 'completed', staging: { name: 'stnorth' } }])
    expect(world.disks()).toMatchObject([{ location: 'northeurope' }, { location: 'northeurope' }])
    expect(world.jobs('Restore')).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it('works while the own region of the vault is down, by names, groups and tags', async () => {
    world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })

    const named = await restore(world, '--vm', 'web-01', '--wait')
    const vm = await runAzbk(
      RestoreVm,
      ['--vm', 'rg-app/web-02', '--vault', 'rg-backup/vault-contoso', ...INTO, '--wait'],
      {
        mock: world.mock,
      },
    )

    expect(named).toMatchObject({ exitCode: 0, rows: [{ end: 'completed' }] })
    expect(vm.stderr).toContain('web-02: CrossRegionRestore completed')
    expect(world.machines('rg-restored')).toEqual(['web-02-restored'])
    expect(vm.exitCode).toBe(0)
  })

  it('names the way back when it is the paired region that is down', async () => {
    world.mock.control.inject({ region: 'northeurope', fault: { kind: 'region-down' } })

    const run = await restore(world, '--vm', 'web-01')

    expect(run.stdout).toContain('without --cross-region the own region of the vault is asked')
    expect(run.exitCode).toBe(1)
  })

  it.each(['vault-contoso', 'rg-backup/vault-contoso'])(
    'lists its points and follows its jobs while %s is down',
    async (vault) => {
      world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })
      const { rows } = await restore(world, '--vm', 'web-01')
      const there = ['--vault', vault, '--secondary', '--json']

      const points = await runAzbk(PointList, ['--vm', 'web-01', ...there], { mock: world.mock })
      const job = await runAzbk(JobWait, [rows[0]?.jobId ?? '', ...there], { mock: world.mock })
      const jobs = await runAzbk(JobList, there, { mock: world.mock })

      expect(points.json<readonly unknown[]>().result).not.toHaveLength(0)
      expect(job.exitCode, job.stderr).toBe(0)
      expect(jobs.json().result).toMatchObject([{ name: rows[0]?.jobId, status: 'Completed' }])
    },
  )

  it('is named by a restore whose own region does not answer', async () => {
    world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })
    const near = ['--vm', 'web-01', '--target-group', 'rg-restored']

    const { stderr, exitCode } = await runAzbk(RestoreDisks, near, { mock: world.mock })

    expect(stderr).toContain('--cross-region restores the copies of the paired region')
    expect(stderr).toContain('(code AZURE_UNAVAILABLE')
    expect(exitCode).toBe(1)
  })

  describe('of a vault with a resource guard', () => {
    const GUARD = '/subscriptions/s9/resourceGroups/rg-sec/providers/Microsoft.DataProtection/resourceGuards/guard-01'

    beforeEach(() => {
      const path = `${world.vaultId}/backupResourceGuardProxies/VaultProxy`
      world.put(path, { properties: { resourceGuardResourceId: GUARD } })
    })

    it('tells beforehand that a second person is needed, and who when Azure refuses it', async () => {
      const planned = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO, '--dry-run'], { mock: world.mock })
      const message = `The client does not have permission to perform the action on the linked scope(s) '${GUARD}'.`
      const body = { error: { code: 'LinkedAuthorizationFailed', message } }
      const fault = { kind: 'status', status: 403, body } as const
      world.mock.control.inject({ method: 'POST', path: /backupCrossRegionRestore/, fault })
      const refused = await restore(world, '--vm', 'web-01', '--yes')

      expect(planned.stdout).toContain('[needs a second person]')
      expect(refused).toMatchObject({ exitCode: 5, error: { code: 'APPROVAL_NEEDED' } })
      expect(refused.error?.message).toContain("'guard-01'")
    })

    it('says that nobody can say so while the own region of the vault is down, and goes on without waiting', async () => {
      world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })

      const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO], { mock: world.mock })

      expect(run.stderr).toContain(
        "Whether a resource guard of vault 'vault-contoso' must approve restores is not known: its own region",
      )
      expect(run.stderr).not.toContain('trying again')
      expect(run.stderr).not.toContain('Warning')
      expect(run.exitCode).toBe(0)
    })
  })

  it('says that the paired region holds nothing yet', async () => {
    const young = createRestoreWorld({ properties: GEO })
    young.createAccount('stnorth', { location: 'northeurope' })

    const run = await restore(young, '--vm', 'web-01')

    expect(run.error).toMatchObject({ code: 'NO_COPY_IN_PAIRED_REGION' })
    expect(run.stdout).toContain('Cross-region restore was found on in: vault-contoso.')
    expect(run.exitCode).toBe(4)
  })

  it('says that cross-region restore is off in the vault that is named', async () => {
    const local = createRestoreWorld()

    const run = await restore(local, '--vm', 'web-01', '--vault', 'vault-contoso')

    expect(run.error).toMatchObject({ code: 'CROSS_REGION_RESTORE_OFF' })
    expect(run.exitCode).toBe(6)
  })

  it('says that cross-region restore is on in no vault when no copy is found', async () => {
    const run = await restore(createRestoreWorld(), '--vm', 'web-01')

    expect(run.error).toMatchObject({ code: 'NO_COPY_IN_PAIRED_REGION' })
    expect(run.stdout).toContain('No vault was found with cross-region restore on.')
  })

  it('makes one restore when the answer is lost', async () => {
    world.mock.control.inject({ method: 'POST', path: /backupCrossRegionRestore/, fault: { kind: 'reset-after' } })

    const run = await restore(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ end: 'completed' }])
    expect(world.disks()).toHaveLength(2)
  })

  it('starts no second restore when a run is gone on with', async () => {
    world.createAccount('stnorth2', { location: 'northeurope' })
    const folder = await folderWith()
    const stopped = await restore(world, '--all', '--journal', folder)
    const { run } = stopped.json<RestoreResult>().result

    const again = await restore(world, '--resume', String(run), '--journal', folder)

    expect(again.rows).toMatchObject(stopped.rows.map(({ name, jobId }) => ({ name, jobId })))
    world.mock.control.advance(DAY_MS)
    expect(world.disks()).toHaveLength(4)
  })
})
