import { describe, expect, it } from 'vitest'
import RunList from '../../commands/run/list.js'
import StaggerApply from '../../commands/stagger/apply.js'
import type { RunListResult } from '../../src/runs/list.js'
import type { StaggerApplyResult } from '../../src/stagger/apply/result.js'
import { jammedMock, planFor, savePlan } from '../helpers/jammed-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** Ten VMs of which five are to move, and a state folder of its own. */
async function rollout() {
  const mock = jammedMock(10)
  const file = savePlan(await planFor(mock, 5))
  const stateDir = await folderWith()
  const options = { mock, env: { AZBK_STATE_DIR: stateDir } }
  const run = (...argv: string[]) => runAzbk(StaggerApply, argv, options)
  return {
    mock,
    first: (...argv: string[]) => run(file, ...argv),
    /** The command that a run printed, typed as it is. */
    copy: (command: string) => run(...command.split(' ').slice(3)),
    list: async () => (await runAzbk(RunList, ['--json'], options)).json<RunListResult>().result,
  }
}

const resultOf = (run: Awaited<ReturnType<typeof runAzbk>>) => run.json<StaggerApplyResult>().result
const movedBy = (run: Awaited<ReturnType<typeof runAzbk>>) =>
  resultOf(run).machines.filter(({ status }) => status === 'done').length

describe('the command that goes on with a stagger apply', () => {
  it('has the flags that say where the run works and how long it waits, and those that a journal keeps not', async () => {
    const { mock, first } = await rollout()
    const subscription = mock.subscriptions[0]?.id ?? ''

    const run = await first('--max-moves', '1', '--timeout', '90m', '--auth', 'cli', '--subscription', subscription)

    expect(run.stdout).toMatch(
      new RegExp(
        `Go on with: azbk stagger apply --resume \\S+ --mock --max-moves 1 --subscription ${subscription} --auth cli --timeout 90m\\n`,
      ),
    )
  })

  it('keeps what was typed with an earlier --resume, in run list as well', async () => {
    const { first, copy, list } = await rollout()
    const begun = await first('--max-moves', '1', '--json')

    const goOn = resultOf(begun).resume?.replace(/ --max-moves 1$/, '')
    const rehearsed = await copy(`${goOn} --max-moves 3 --dry-run --json`)
    const second = await copy(`${goOn} --max-moves 2 --json`)
    const [row] = await list()
    const third = await copy(`${row?.resume} --json`)

    expect(resultOf(rehearsed).machines.filter(({ status }) => status === 'planned')).toHaveLength(3)
    expect([begun, second, third].map(movedBy)).toEqual([1, 2, 2])
    expect([begun, second].map((run) => resultOf(run).resume?.slice(-13))).toEqual(['--max-moves 1', '--max-moves 2'])
  })

  it('is of the plan of the run, also when another one was named meanwhile', async () => {
    const { mock, first, copy } = await rollout()
    const other = savePlan(await planFor(mock, 4))
    const { resume } = resultOf(await first('--max-moves', '1', '--json'))

    const refused = await copy(`${resume} ${other}`)
    const rest = await copy(`${resume} --json`)

    expect(refused.stderr).toContain('is of another plan')
    expect(movedBy(rest)).toBe(1)
  })
})
