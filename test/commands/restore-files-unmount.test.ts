import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import RestoreFiles from '../../commands/restore/files.js'
import type { BackupWorld } from '../helpers/backup-world.js'
import { createFileWorld, MOUNT, mounted, openFiles, passwordIn, sent, UNMOUNT } from '../helpers/file-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const HOUR_MS = 3_600_000

describe('azbk restore files --unmount-after', () => {
  it('stays for the time, tells how long it is still, and unmounts', async () => {
    const world = createFileWorld()
    const before = world.mock.now().getTime()

    const run = await openFiles(world, ['--out', await folderWith(), '--unmount-after', '2h'])

    expect(run.result).toMatchObject({ revoked: true, mountedUntil: null, unmountCommand: null })
    expect(mounted(world)).toEqual([])
    expect(world.mock.now().getTime() - before).toBeGreaterThan(2 * HOUR_MS)
    expect(run.stderr).toContain('sudo python3')
    expect(run.stderr).toContain('The files stay mounted for 1h 50m; Ctrl-C unmounts them now.')
  })

  it('unmounts on Ctrl-C, which is how a user says to be done', async () => {
    const world = createFileWorld()
    const { signal, mock } = interruptedInStay(world)

    const run = await openFiles(world, ['--out', await folderWith(), '--unmount-after', '2h'], { mock, signal })

    expect(run.result).toMatchObject({ revoked: true })
    expect(mounted(world)).toEqual([])
    expect(run.exitCode).toBe(0)
  })
})

describe('what azbk restore files mounted', () => {
  it('is unmounted when it is interrupted before the script is there', async () => {
    const world = createFileWorld()
    const abort = new AbortController()
    world.onRequest(MOUNT, () => abort.abort())
    const folder = await folderWith()

    const run = await openFiles(world, ['--out', folder], { signal: abort.signal })

    expect([run.error?.code, run.exitCode]).toEqual(['INTERRUPTED', 130])
    expect([mounted(world), readdirSync(folder)]).toEqual([[], []])
  })

  it('is unmounted when the script cannot be written, and nothing is left of it', async () => {
    const world = createFileWorld({ osType: 'Windows' })
    const folder = await folderWith()
    // Somebody takes the name while Azure mounts.
    world.onRequest(MOUNT, () => writeFileSync(join(folder, 'open'), 'theirs'))

    const run = await openFiles(world, ['--out', join(folder, 'open')])

    expect([run.error?.code, run.exitCode]).toEqual(['OUT_UNWRITABLE', 1])
    expect(mounted(world)).toEqual([])
    expect([readdirSync(folder), readFileSync(join(folder, 'open'), 'utf8')]).toEqual([['open'], 'theirs'])
  })

  it('is told with the command that unmounts it when it could not be unmounted', async () => {
    const world = createFileWorld()
    const folder = await folderWith()
    world.onRequest(MOUNT, () => mkdirSync(join(folder, 'open.py')))
    world.mock.control.inject({ method: 'POST', path: UNMOUNT, fault: { kind: 'status', status: 403 } })

    const run = await openFiles(world, ['--out', join(folder, 'open.py')])

    expect(run.error?.code).toBe('OUT_UNWRITABLE')
    expect(run.json().warnings).toEqual([expect.stringMatching(/stay mounted: .* --point \d+ --unmount$/)])
  })

  it('is unmounted when the wait for it fails after Azure has mounted it', async () => {
    const world = createFileWorld()
    world.mock.control.fixDuration('mountFiles', 1)
    world.mock.control.inject({
      method: 'GET',
      path: /operationsStatus/,
      fault: { kind: 'status', status: 500 },
      times: 5,
    })

    const run = await openFiles(world, ['--out', await folderWith()])

    expect([run.exitCode, run.json().warnings]).toEqual([1, []])
    expect([sent(world, UNMOUNT), mounted(world)]).toEqual([1, []])
  })

  it('is told with the command that unmounts it when the wait for it was too short', async () => {
    const world = createFileWorld()
    world.mock.control.fixDuration('mountFiles', 3600)

    const run = await openFiles(world, ['--out', await folderWith(), '--timeout', '1s'])

    expect(run.exitCode).toBe(8)
    expect(run.json().warnings).toEqual([expect.stringMatching(/^Once the files are mounted, .* --unmount$/)])
  })

  it('is mounted anew by the next run when nobody wrote the script down', async () => {
    const world = createFileWorld()
    const folder = await folderWith()
    await openFiles(world, ['--out', join(folder, 'lost.py')])

    const plan = await openFiles(world, ['--out', join(folder, 'open.py'), '--dry-run'])
    const run = await openFiles(world, ['--out', join(folder, 'open.py')])

    expect(plan.result?.changes).toMatchObject([{ action: 'update', reason: expect.stringContaining('mounted, and') }])
    expect(run.exitCode).toBe(0)
    expect(passwordIn(join(folder, 'open.py'))).not.toBe(passwordIn(join(folder, 'lost.py')))
  })

  it('is mounted anew when the answer that had the script was lost', async () => {
    const world = createFileWorld()
    world.mock.control.inject({ method: 'POST', path: MOUNT, fault: { kind: 'reset-after' } })
    const out = join(await folderWith(), 'open.py')

    const run = await openFiles(world, ['--out', out])

    expect(run.exitCode).toBe(0)
    expect([sent(world, MOUNT), passwordIn(out)?.length]).toEqual([2, 15])
  })
})

describe('azbk restore files --unmount', () => {
  it('unmounts all that is mounted of the VM', async () => {
    const world = createFileWorld()
    await openFiles(world, ['--out', await folderWith()])

    const run = await openFiles(world, ['--unmount'])

    expect(run.result).toMatchObject({ applied: true, revoked: true, point: null })
    expect(mounted(world)).toEqual([])
  })

  it('says so when nothing is mounted, and sends nothing', async () => {
    const world = createFileWorld()

    const run = await runAzbk(RestoreFiles, ['--vm', 'web-01', '--unmount'], { mock: world.mock })

    expect(run).toMatchObject({ stdout: '= files of web-01: none are mounted\n', exitCode: 0 })
    expect(sent(world, UNMOUNT)).toBe(0)
  })

  it('leaves the files of other points than the one named', async () => {
    const world = createFileWorld()
    const { result } = await openFiles(world, ['--out', await folderWith()])
    world.startBackup('web-01')
    world.finishBackup()
    const latest = world.get<{ value: { name: string }[] }>(`${world.itemPath('web-01')}/recoveryPoints`).value[0]?.name

    const run = await openFiles(world, ['--unmount', '--point', latest ?? ''])

    expect(run.result).toMatchObject({ revoked: false, changes: [{ action: 'none' }] })
    expect(mounted(world)).toEqual([result?.point?.name])
  })

  it('does not take a mistyped point for one without mounted files', async () => {
    const run = await openFiles(createFileWorld(), ['--unmount', '--point', '42'])

    expect([run.error?.code, run.exitCode]).toEqual(['POINT_NOT_FOUND', 4])
  })

  it('looks whether the files are unmounted when the answer was lost', async () => {
    const world = createFileWorld()
    await openFiles(world, ['--out', await folderWith()])
    world.mock.control.fixDuration('mountFiles', 1)
    world.mock.control.inject({ method: 'POST', path: UNMOUNT, fault: { kind: 'reset-after' } })

    const run = await openFiles(world, ['--unmount'])

    expect(run.result).toMatchObject({ revoked: true })
    expect(sent(world, UNMOUNT)).toBe(1)
  })
})

/** A mock on which somebody presses Ctrl-C during the first long wait. */
function interruptedInStay({ mock }: BackupWorld) {
  const abort = new AbortController()
  const control = {
    ...mock.control,
    advance: (ms: number) => {
      if (ms >= 300_000) abort.abort()
      mock.control.advance(ms)
    },
  }
  return { signal: abort.signal, mock: { ...mock, control } }
}
