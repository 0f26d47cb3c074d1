import { describe, expect, it } from 'vitest'
import Backup from '../../commands/backup.js'
import JobCancel from '../../commands/job/cancel.js'
import JobList from '../../commands/job/list.js'
import PointArchive from '../../commands/point/archive.js'
import PointList from '../../commands/point/list.js'
import PolicyCreate from '../../commands/policy/create.js'
import PolicyDelete from '../../commands/policy/delete.js'
import PolicyDiff from '../../commands/policy/diff.js'
import PolicyList from '../../commands/policy/list.js'
import PolicyShow from '../../commands/policy/show.js'
import PolicyUpdate from '../../commands/policy/update.js'
import Protect from '../../commands/protect.js'
import RestoreFiles from '../../commands/restore/files.js'
import Status from '../../commands/status.js'
import Undelete from '../../commands/undelete.js'
import Unprotect from '../../commands/unprotect.js'
import VaultCreate from '../../commands/vault/create.js'
import VaultDelete from '../../commands/vault/delete.js'
import VaultList from '../../commands/vault/list.js'
import VaultShow from '../../commands/vault/show.js'
import VaultUpdate from '../../commands/vault/update.js'
import { actionMatches } from '../../src/model/permissions.js'
import { actionsOf, type Verb } from '../../src/model/verb-actions.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { worldWithOldPoints } from '../helpers/old-points.js'
import { actionsUsed } from '../helpers/routes.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

type Command = Parameters<typeof runAzbk>[0]

const VAULT = ['--vault', 'vault-contoso']

describe('the actions that azbk lists for a verb are enough for it', () => {
  it.each<[verbs: Verb[], command: Command, argv: string[], prepare?: (world: BackupWorld) => void]>([
    [['vault list'], VaultList, []],
    [['vault show'], VaultShow, ['--name', 'vault-contoso']],
    [
      ['vault create'],
      VaultCreate,
      ['--name', 'rsv-new', '--resource-group', 'rg-app', '--location', 'westeurope', '--redundancy', 'Geo'],
    ],
    [['vault update'], VaultUpdate, ['--name', 'vault-contoso', '--soft-delete-days', '30']],
    [['vault delete'], VaultDelete, ['--name', 'vault-contoso', '--dry-run']],
    [['policy list'], PolicyList, VAULT],
    [['policy show'], PolicyShow, ['--name', 'DefaultPolicy', ...VAULT]],
    [['policy show'], PolicyDiff, ['--name', 'DefaultPolicy', '--keep-daily', '60', ...VAULT]],
    [['policy update'], PolicyUpdate, ['--name', 'DefaultPolicy', '--keep-daily', '60', ...VAULT]],
    [['policy create'], PolicyCreate, ['--name', 'daily', '--start', '22:30', '--keep-daily', '30', ...VAULT]],
    [['policy delete'], PolicyDelete, ['--name', 'EnhancedPolicy', '--yes', ...VAULT]],
    [['status'], Status, []],
    [['job list'], JobList, []],
    [['point list'], PointList, ['--vm', 'web-01']],
    [['protect'], Protect, ['--vm', 'web-02', '--policy', 'EnhancedPolicy']],
    [['protect', 'policy create'], Protect, ['--vm', 'web-02']],
    [['backup'], Backup, ['--vm', 'web-01']],
    [['unprotect'], Unprotect, ['--vm', 'web-01']],
    [['unprotect --delete-data'], Unprotect, ['--vm', 'web-01', '--delete-data', '--yes']],
    [['undelete'], Undelete, ['--vm', 'web-01'], (world) => world.softDelete('web-01')],
  ])('%j', async (verbs, command, argv, prepare) => {
    const world = createBackupWorld({ isProtected: ['web-01'] })
    prepare?.(world)
    world.mock.control.requests.reset()

    const run = await runAzbk(command, argv, { mock: world.mock })

    expect(run.exitCode, run.stderr).toBeOneOf([0, 6])
    const used = actionsUsed(world.mock)
    expect(used.length).toBeGreaterThan(0)
    const allowed = actionsOf(verbs)
    expect(used.filter((action) => !allowed.some((known) => actionMatches(known, action)))).toEqual([])
  })

  it('["job cancel"]', async () => {
    const world = createBackupWorld({ isProtected: ['web-01'] })
    const job = world.startBackup('web-01')
    world.mock.control.requests.reset()

    const run = await runAzbk(JobCancel, [job], { mock: world.mock })

    expect(run.exitCode, run.stderr).toBe(0)
    expect(
      actionsUsed(world.mock).filter(
        (action) => !actionsOf(['job cancel']).some((known) => actionMatches(known, action)),
      ),
    ).toEqual([])
  })

  it('["restore files"]', async () => {
    const world = createBackupWorld({ isProtected: ['web-01'] })
    world.startBackup('web-01')
    world.finishBackup()
    world.mock.control.requests.reset()
    const argv = ['--vm', 'web-01', '--out', await folderWith(), '--unmount-after', '1h']

    const run = await runAzbk(RestoreFiles, argv, { mock: world.mock })

    expect(run.exitCode, run.stderr).toBe(0)
    const allowed = actionsOf(['restore files'])
    expect(actionsUsed(world.mock).filter((action) => !allowed.some((known) => actionMatches(known, action)))).toEqual(
      [],
    )
  })

  it('["point archive"]', async () => {
    const world = worldWithOldPoints()
    world.mock.control.requests.reset()

    const run = await runAzbk(PointArchive, ['--vm', 'web-01', '--yes', '--wait'], { mock: world.mock })

    expect(run.exitCode, run.stderr).toBe(0)
    const allowed = actionsOf(['point archive'])
    expect(actionsUsed(world.mock).filter((action) => !allowed.some((known) => actionMatches(known, action)))).toEqual(
      [],
    )
  })
})
