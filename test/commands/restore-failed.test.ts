import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RunShow from '../../commands/run/show.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import type { RunShowResult } from '../../src/runs/show.js'
import { createRestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** Two VMs, the restore of the first of which fails in Azure. */
async function halfRestored() {
  const { mock } = createRestoreWorld()
  const folder = await folderWith()
  const fault = { kind: 'job-fails', code: 'ResourceNotFound' } as const
  mock.control.inject({ method: 'POST', path: /web-01\/recoveryPoints\/\d+\/restore/, times: 1, fault })
  const argv = [
    '--vm',
    'web-01',
    '--vm',
    'web-02',
    '--target-group',
    'rg-restored',
    '--journal',
    folder,
    '--wait',
    '--json',
  ]
  const run = await runAzbk(RestoreDisks, argv, { mock })
  const again = (...argv: string[]) =>
    runAzbk(RestoreDisks, ['--resume', run.json<RestoreResult>().result.run ?? '', '--journal', folder, ...argv], {
      mock,
    })
  const show = (...argv: string[]) => runAzbk(RunShow, ['latest', '--journal', folder, ...argv], { mock })
  return { mock, run, again, show }
}

describe('a VM whose restore failed in Azure', () => {
  it('is shown by azbk run show with the reason and what was left, and without what to look at afterwards', async () => {
    const { show } = await halfRestored()

    const text = await show()
    const { entries, done, failed, resume } = (await show('--json')).json<RunShowResult>().result

    expect(entries).toMatchObject([
      { name: 'web-01', state: 'failed', code: 'JOB_FAILED', next: 'nothing', restored: null },
      { name: 'web-02', state: 'done', left: [], restored: { name: 'web-02' } },
    ])
    expect(entries[0]?.message).toMatch(/^Restore failed after .*ResourceNotFound/)
    expect(entries[0]?.left).toContainEqual({
      kind: 'container',
      name: expect.any(String),
      place: expect.stringMatching(/^st/),
      command: expect.stringMatching(/^az storage container-rm delete/),
    })
    expect([done, failed, resume]).toEqual([1, 1, null])
    expect(text.stdout).toContain('Left behind:\n  - web-01: container ')
    expect(text.stdout).not.toContain('To look at when web-01')
  })

  it('is not restored again when the run is gone on with, and what it left can be removed', async () => {
    const { mock, again } = await halfRestored()
    mock.control.requests.reset()

    const run = await again('--clean-up', '--yes', '--json')

    const { machines } = run.json<RestoreResult>().result
    const sent = mock.control.requests.entries.filter(({ path }) => path.includes('/restore?'))
    expect(sent).toEqual([])
    expect(machines.map(({ status, code }) => [status, code])).toEqual([
      ['failed', 'JOB_FAILED'],
      ['done', null],
    ])
    expect(machines[0]?.left).toMatchObject([{ kind: 'container', state: 'removed' }])
    expect(run.exitCode).toBe(3)
  })
})
