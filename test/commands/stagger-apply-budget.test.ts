import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import RunList from '../../commands/run/list.js'
import RunShow from '../../commands/run/show.js'
import StaggerApply from '../../commands/stagger/apply.js'
import type { Mock } from '../../mocks/index.js'
import type { RunListResult } from '../../src/runs/list.js'
import type { RunShowResult } from '../../src/runs/show.js'
import type { StaggerApplyResult } from '../../src/stagger/apply/result.js'
import { JAMMED_VAULT, jammedMock, planFor, savePlan } from '../helpers/jammed-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const HOUR_MS = 3_600_000

/** Eight VMs of which three are to move, at 09:00, and a state folder of its own. */
async function rollout(policyWritesPerDay = 50) {
  const mock = jammedMock(8)
  const plan = await planFor(mock, 5, { policyWritesPerDay })
  const stateDir = await folderWith()
  const options = { mock, env: { AZBK_STATE_DIR: stateDir } }
  const file = savePlan(plan)
  return {
    mock,
    plan,
    stateDir,
    apply: (...argv: string[]) => runAzbk(StaggerApply, [file, ...argv], options),
    resume: (...argv: string[]) => runAzbk(StaggerApply, ['--resume', ...argv], options),
    list: async () => (await runAzbk(RunList, ['--json'], options)).json<RunListResult>().result,
    show: async () => (await runAzbk(RunShow, ['latest', '--json'], options)).json<RunShowResult>().result,
    text: async () => (await runAzbk(RunShow, ['latest'], options)).stdout,
  }
}

const resultOf = (run: Awaited<ReturnType<typeof runAzbk>>) => run.json<StaggerApplyResult>().result

function refuseMoves(mock: Mock, headers: Record<string, string> = {}): void {
  const body = { error: { code: 'CloudDosTimeboudLimitReached', message: 'Try again later.' } }
  mock.control.inject({
    method: 'PUT',
    path: /protectedItems/i,
    times: 100,
    fault: { kind: 'status', status: 429, headers, body },
  })
}

function deletePolicy(mock: Mock, name: string): void {
  const url = `https://management.azure.com${JAMMED_VAULT}/backupPolicies/${name}?api-version=2024-04-01`
  mock.control.send({ method: 'DELETE', url })
}

describe('a dry run of stagger apply', () => {
  it('says in which vault it makes policies, and how many moves it could make now', async () => {
    const { apply } = await rollout()

    const run = await apply('--dry-run')

    expect(run.stdout).toMatch(/\+ policy standard-\d{4}: create in vault rsv-jam, as standard-2200 at another time/)
    expect(run.stdout).toContain('1 policy to make, 3 VMs to move. Now: 3 of 3 moves.')
  })

  it('counts what --max-moves leaves out as later', async () => {
    const { apply } = await rollout()

    const run = await apply('--dry-run', '--max-moves', '1')

    expect(run.stdout).toContain('3 VMs to move. Now: 1 of 3 moves.')
  })

  it('names the times at which the rest may be moved, and the hour for a daily run', async () => {
    const { mock, apply } = await rollout()
    mock.control.advance(12.9 * HOUR_MS)

    const run = await apply('--dry-run')
    const json = resultOf(await apply('--dry-run', '--json'))

    expect(run.stdout).toContain('3 VMs to move. Now: 0 of 3 moves.')
    expect(run.stdout).toMatch(/may be moved between 2026-03-03 \d\d:\d\d and \S+.* UTC: .* \(and 2 more\)/)
    expect(run.stdout).toMatch(/A daily run that begins between \S+ and \S+ UTC makes all 3 moves that wait/)
    expect(json.dailyRuns).toMatchObject([{ moves: 3 }])
    expect(json.machines[0]).toMatchObject({ status: 'waiting', until: json.goOnAt })
    expect(json.machines[0]?.notAfter).toMatch(/^2026-03-03T/)
  })
})

describe('stagger apply and the budget of policy writes', () => {
  it('counts the writes of earlier runs of the day by their journals', async () => {
    const { apply } = await rollout()

    const first = await apply('--max-moves', '1', '--json')
    const second = await apply('--json')

    expect(resultOf(first).policyWrites).toEqual([{ vault: JAMMED_VAULT, today: 1, perDay: 50 }])
    expect(resultOf(second).policyWrites).toEqual([{ vault: JAMMED_VAULT, today: 1, perDay: 50 }])
  })

  it('sends no move to a policy that is still to be made, whoever takes the place of whom', async () => {
    const mock = jammedMock(12)
    const file = savePlan(await planFor(mock, 3, { policyWritesPerDay: 1, changesPerDay: 4 }))
    // Journals of other tests would count.
    const env = { AZBK_STATE_DIR: await folderWith() }

    const shown = await runAzbk(StaggerApply, [file, '--dry-run'], { mock, env })
    const run = await runAzbk(StaggerApply, [file, '--json'], { mock, env })

    expect(shown.stdout).toContain('Now: 3 of 9 moves.')
    const { machines } = resultOf(run)
    expect(machines.filter(({ status }) => status === 'done')).toHaveLength(3)
    expect(machines.filter(({ status }) => status === 'failed')).toEqual([])
  })

  it('makes no policy that earlier runs have spent the writes for', async () => {
    const { mock, plan, apply } = await rollout(1)
    refuseMoves(mock)
    const first = await apply()
    mock.control.clearFaults()
    deletePolicy(mock, plan.policies[0]?.name ?? '')

    const again = await apply('--json')
    const text = await apply('--dry-run')

    expect(first.exitCode).toBe(7)
    expect(first.stdout).toContain('Policy writes today, known of runs with a journal here: rsv-jam 1 of 1.')
    expect(first.stdout).not.toContain('With --wait')
    expect(resultOf(again).machines.map(({ code }) => code)).toEqual(['QUOTA_STOP', 'QUOTA_STOP', 'QUOTA_STOP'])
    expect(again.exitCode).toBe(7)
    expect(text.stdout).toContain('Now: 0 of 3 moves.')
    expect(text.stdout).toContain('Others (portal, azbk policy, other machines) Azure does not list')
    mock.control.advance(24 * HOUR_MS)
    expect(resultOf(await apply('--json')).machines.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
  })
})

describe('stagger apply that Azure stops', () => {
  it.each([
    ['for the day', {}, '2026-03-03T00:00:00.000Z'],
    ['for an hour', { 'retry-after': '3600' }, /^2026-03-02T10:0/],
  ])('%s names the same time to go on as run list and run show', async (_when, headers, time) => {
    const { mock, apply, list, show } = await rollout()
    refuseMoves(mock, headers)

    const run = await apply('--json')

    const { goOnAt } = resultOf(run)
    expect(run.exitCode).toBe(7)
    expect(goOnAt).toEqual(typeof time === 'string' ? time : expect.stringMatching(time))
    expect(await list()).toMatchObject([{ state: 'stopped', resumeAt: goOnAt }])
    expect(await show()).toMatchObject({ resumeAt: goOnAt })
  })
})

describe('runs of one plan', () => {
  it('supersede those before them, which are not gone on with', async () => {
    const { apply, resume, list } = await rollout()
    const first = resultOf(await apply('--max-moves', '1', '--json'))

    const second = await apply('--max-moves', '1')

    expect(second.stderr).toContain(`It takes the place of run ${first.run}, which left 2 of 4.`)
    const [newer, older] = await list()
    expect(older).toMatchObject({ run: first.run, state: 'superseded', resume: null })
    expect(newer).toMatchObject({ state: 'waiting', left: 1 })
    const refused = await resume(first.run ?? '')
    expect(refused.exitCode).toBe(6)
    expect(refused.stderr).toContain(`Run ${newer?.run} took its place.`)
    expect(refused.stderr).toContain(`azbk stagger apply --resume ${newer?.run} --mock`)
  })

  it('are kept apart wherever their journals lie', async () => {
    const { plan, stateDir, apply } = await rollout()
    const digest = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
    mkdirSync(join(stateDir, 'runs'))
    writeFileSync(join(stateDir, 'runs', `plan-${digest.slice(0, 16)}.lock`), `${process.ppid}\n${hostname()}\n`)

    const second = await apply('--journal', join(stateDir, 'elsewhere'))
    const rehearsed = await apply('--dry-run')

    expect(second.exitCode).toBe(6)
    expect(second.stderr).toContain(`This plan is being applied by process ${process.ppid} on ${hostname()}.`)
    expect(rehearsed.exitCode).toBe(0)
  })

  it('leave those of another plan alone', async () => {
    const { mock, apply, list } = await rollout()
    await apply('--max-moves', '1')
    const other = savePlan(await planFor(mock, 4))

    await runAzbk(StaggerApply, [other, '--max-moves', '1', '--dry-run'], { mock })

    expect(await list()).toMatchObject([{ state: 'waiting' }])
  })
})

describe('a run of which only stale rows are left', () => {
  it('is not gone on with: another plan is made', async () => {
    const { mock, plan, apply, resume, list, text } = await rollout()
    await apply('--max-moves', '1')
    const moved = plan.moves[1]
    mock.control.send({
      method: 'DELETE',
      url: `https://management.azure.com${itemPath(moved?.machine ?? '')}?api-version=2024-04-01`,
    })
    mock.control.advance(600_000)

    const rest = await resume('latest')

    expect(rest.exitCode).toBe(6)
    expect(rest.stderr).toContain('PLAN_STALE')
    expect(rest.stderr).not.toContain('is not finished')
    expect(await list()).toMatchObject([{ state: 'finished', failed: 2, left: 0, resume: null }])
    expect(await text()).toContain('Next: make a new plan, with azbk stagger plan --out plan.json.')
  })
})

describe('a run whose moves somebody took back', () => {
  it('says so, leaves them, and asks for a new run', async () => {
    const { mock, plan, apply, resume } = await rollout()
    await apply('--max-moves', '1')
    const [moved] = plan.moves
    takeBack(mock, moved)

    const rest = await resume('latest')

    expect(rest.exitCode).toBe(3)
    expect(rest.stdout).toContain(
      `An earlier part of this run had done VM '${moved?.name}', but now the vault shows policy ${moved?.from}.`,
    )
    expect(rest.stdout).toContain('Start a new run, without --resume: it does what is missing.')
    expect(rest.stdout).not.toContain('Azure reported success')
  })

  it('does not count them among --max-moves', async () => {
    const { mock, plan, apply, resume } = await rollout()
    await apply('--max-moves', '1')
    takeBack(mock, plan.moves[0])

    const rehearsed = resultOf(await resume('latest', '--dry-run', '--json'))
    const rest = resultOf(await resume('latest', '--json'))

    expect(rest.machines.map(({ status }) => status)).toEqual(['failed', 'done', 'notStarted'])
    expect(rest.machines[0]?.code).toBe('UNDONE_SINCE')
    expect(rehearsed.machines.map(({ status }) => status)).toEqual(['failed', 'planned', 'notStarted'])
  })

  it('tells also of what was in its slot when the run began', async () => {
    const { mock, plan, apply, resume } = await rollout()
    await apply('--max-moves', '1')
    await apply('--max-moves', '1')
    takeBack(mock, plan.moves[0])

    const rest = resultOf(await resume('latest', '--json'))

    expect(rest.machines.map(({ status }) => status)).toEqual(['failed', 'unchanged', 'done'])
  })
})

function takeBack(mock: Mock, move: { readonly machine: string; readonly from: string | null } | undefined): void {
  mock.control.send({
    method: 'PUT',
    url: `https://management.azure.com${itemPath(move?.machine ?? '')}?api-version=2024-04-01`,
    body: JSON.stringify({
      properties: {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: move?.machine,
        policyId: `${JAMMED_VAULT}/backupPolicies/${move?.from}`,
      },
    }),
  })
  mock.control.advance(600_000)
}

function itemPath(machine: string): string {
  const [, , , , group, , , , name] = machine.split('/')
  const item = `iaasvmcontainerv2;${group};${name}`
  return `${JAMMED_VAULT}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;${item}/protectedItems/vm;${item}`
}
