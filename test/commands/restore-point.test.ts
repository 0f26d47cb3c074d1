import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'

const plan = (world: RestoreWorld, ...argv: string[]) =>
  runAzbk(RestoreDisks, ['--vm', 'web-01', '--target-group', 'rg-restored', '--dry-run', ...argv], { mock: world.mock })

describe('the point of a restore', () => {
  it('is told beside the result, with what lay closer and was passed over', async () => {
    const world = createRestoreWorld()
    world.post(`${world.vmId('web-01')}/deallocate`)
    world.mock.control.advance(86_400_000)

    const run = await plan(world, '--min-consistency', 'fs')

    expect(run.stderr).toMatch(
      /VM 'web-01': recovery point \d+ of 2026-\S+ \S+ UTC \(file system; instant, vault\)\.$/m,
    )
    expect(run.stderr).toMatch(/^Chosen: +the latest point that fits: 1 newer one did not$/m)
    expect(run.stderr).toMatch(/^Data lost: +what changed in the 1d since then$/m)
    expect(run.stderr).toMatch(/^ {2}- .* UTC \(\d+\): is only crash consistent$/m)
    expect(run.exitCode).toBe(0)
  })

  it('is told with the data lost when nothing lay closer', async () => {
    const run = await plan(createRestoreWorld())

    expect(run.stderr).toMatch(
      /^VM 'web-01': recovery point \d+ of .*\nChosen: +the latest point\nData lost: +what changed in the .* since then\n$/,
    )
  })

  it('is named or chosen by time, not both', async () => {
    const run = await plan(createRestoreWorld(), '--point', 'latest', '--at', 'yesterday')

    expect(run.stderr).toContain('A point was named, and a time as well')
    expect(run.stderr).toContain('(code TWO_POINTS_ASKED)')
    expect(run.exitCode).toBe(2)
  })

  it('is refused with what there is instead', async () => {
    const run = await plan(createRestoreWorld(), '--min-consistency', 'app')

    expect(`${run.stdout}${run.stderr}`).toContain(
      "The only recovery point of VM 'web-01' does not fit: not consistent enough.",
    )
    expect(run.exitCode).toBe(4)
  })
})
