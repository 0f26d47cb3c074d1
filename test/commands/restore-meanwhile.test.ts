import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RunShow from '../../commands/run/show.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import type { RunShowResult } from '../../src/runs/show.js'
import { createRestoreWorld, GEO } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const DAY_MS = 86_400_000
const INTO = ['--target-group', 'rg-restored']

it('a VM that is being restored already is told of before it is restored again', async () => {
  const { mock } = createRestoreWorld()
  await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO], { mock })

  const again = await runAzbk(RestoreDisks, ['--all', ...INTO, '--dry-run'], { mock })

  expect(again.stderr).toMatch(/^Warning: VM 'web-01' is being restored already, since .* UTC: job [\w-]+\.$/m)
  expect(again.stderr).not.toMatch(/^Warning:.*web-02/m)
})

describe('a point that expires between the plan and its turn', () => {
  it.each([
    ['the own region', [], ''],
    ['the paired region', ['--cross-region'], ' --secondary'],
  ])('fails its VM alone in %s when the run is gone on with, and says why', async (_where, flags, there) => {
    const world = createRestoreWorld({ accounts: ['stone'], properties: GEO })
    world.createAccount('stnorth', { location: 'northeurope' })
    world.mock.control.advance(3 * DAY_MS)
    const journal = [...flags, '--journal', await folderWith()]
    await runAzbk(RestoreDisks, ['--all', ...INTO, ...journal], { mock: world.mock })
    world.mock.control.advance(40 * DAY_MS)

    const run = await runAzbk(RestoreDisks, ['--resume', 'latest', ...journal, '--wait', '--json'], {
      mock: world.mock,
    })

    const [first, second] = run.json<RestoreResult>().result.machines
    expect(first).toMatchObject({ name: 'web-01', end: 'completed' })
    expect(second).toMatchObject({ name: 'web-02', status: 'failed', code: 'POINT_GONE' })
    expect(second?.message).toContain('The recovery point of 2026-03-0')
    const shown = (
      await runAzbk(RunShow, ['latest', ...journal.slice(-2), '--json'], { mock: world.mock })
    ).json<RunShowResult>()
    expect(shown.result).toMatchObject({ resume: null, entries: [{}, { state: 'failed', next: 'nothing' }] })
    expect(second?.suggestions).toContain(`azbk point list --vm rg-app/web-02${there}`)
    expect(run.exitCode).toBe(3)
  })

  it('is told apart from what else Azure refuses', async () => {
    const world = createRestoreWorld()
    const body = { error: { code: 'BMSUserErrorInvalidInput', message: 'Input provided for the call is invalid.' } }
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'status', status: 400, body } })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO], { mock: world.mock })

    expect(run.stderr).toContain('Azure code BMSUserErrorInvalidInput')
    expect(run.stderr).not.toContain('POINT_GONE')
    expect(run.exitCode).toBe(6)
  })
})
