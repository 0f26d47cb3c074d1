import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { virtualContext } from '../../bench/virtual-clock.js'
import RunList from '../../commands/run/list.js'
import StaggerApply from '../../commands/stagger/apply.js'
import { type Mock, saveState } from '../../mocks/index.js'
import type { AppContext } from '../../src/context.js'
import type { ProgressEvent } from '../../src/core/progress.js'
import type { RunListResult } from '../../src/runs/list.js'
import { applyStaggerPlan, type StaggerApplyInput } from '../../src/stagger/apply/apply.js'
import type { StaggerApplyResult } from '../../src/stagger/apply/result.js'
import { renderStaggerApply } from '../../src/stagger/apply/view.js'
import { JAMMED_VAULT, jammedMock, planFor, savePlan } from '../helpers/jammed-world.js'
import { runAzbk } from '../helpers/run-command.js'

const HOUR_MS = 3_600_000

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-state '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Eight VMs of which three are to move, at 21:54: none may for two hours. */
async function nearTheStart() {
  const mock = jammedMock(8)
  const plan = await planFor(mock, 5)
  mock.control.advance(12.9 * HOUR_MS)
  return { mock, plan, file: savePlan(plan) }
}

/** Eight VMs of which three are to move, at 09:00; a backup of the first is running. */
async function withOneBusy() {
  const mock = jammedMock(8)
  const plan = await planFor(mock, 5)
  const item = `iaasvmcontainerv2;rg-jam;${plan.moves[0]?.name}`
  const path = `${JAMMED_VAULT}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;${item}/protectedItems/vm;${item}`
  const body = JSON.stringify({ properties: { objectType: 'IaasVMBackupRequest' } })
  mock.control.send({ method: 'POST', url: `https://management.azure.com${path}/backup?api-version=2024-04-01`, body })
  return { mock, file: savePlan(plan) }
}

/** The run as it is listed. */
async function listed(stateDir: string) {
  const run = await runAzbk(RunList, ['--json'], { env: { AZBK_STATE_DIR: stateDir } })
  return run.json<RunListResult>().result[0]
}

interface Live {
  readonly stateDir: string
  readonly signal?: AbortSignal
  /** Called with each event, while the run is under way. */
  readonly on?: (event: ProgressEvent) => void
  readonly warn?: (text: string) => void
}

/** A run with --wait in virtual time. */
async function applyLive(mock: Mock, input: StaggerApplyInput, live: Live): Promise<StaggerApplyResult> {
  const { stateDir, signal, on = () => {}, warn = () => {} } = live
  const ctx = await virtualContext(mock, { stateDir, progress: on, ...(signal === undefined ? {} : { signal }) })
  const clock: AppContext['clock'] = {
    now: () => ctx.clock.now(),
    sleep: (ms, ended) => (ended?.aborted ? Promise.reject(new Error('aborted')) : ctx.clock.sleep(ms)),
  }
  const settings = { ...ctx.settings, wait: true, timeoutMs: 24 * HOUR_MS }
  return applyStaggerPlan({ ...ctx, clock, settings, warn }, input)
}

const isSleep = (event: ProgressEvent) => event.type === 'note' && event.text.includes('the next may be made at')

describe('stagger apply that cannot move everything at once', () => {
  it('is listed as waiting, with the time, and not as stopped by a quota', async () => {
    const { mock, file } = await nearTheStart()
    const stateDir = stateFolder()
    const env = { AZBK_STATE_DIR: stateDir }

    const run = await runAzbk(StaggerApply, [file, '--json'], { mock, env })

    const row = await listed(stateDir)
    expect(row).toMatchObject({ state: 'waiting', left: 4, resumeAt: run.json<StaggerApplyResult>().result.goOnAt })
    expect((await runAzbk(RunList, [], { env })).stdout).not.toContain('quota')
  })

  it('is listed as waiting when --max-moves left something, which may be done at once', async () => {
    const mock = jammedMock(8)
    const stateDir = stateFolder()

    await runAzbk(StaggerApply, [savePlan(await planFor(mock, 5)), '--max-moves', '1'], {
      mock,
      env: { AZBK_STATE_DIR: stateDir },
    })

    expect(await listed(stateDir)).toMatchObject({ state: 'waiting', left: 2, resumeAt: null })
  })

  it('says how to go on as the journal needs it: its folder and the mock', async () => {
    const { mock, file } = await nearTheStart()
    const journal = join(stateFolder(), 'own')

    const run = await runAzbk(StaggerApply, [file, '--journal', journal], { mock })

    expect(run.stdout).toMatch(/with: azbk stagger apply --resume stagger-apply-\S+ --journal ".+ .+\/own" --mock/)
  })

  it('may be gone on with at once when --max-moves left something beside what waits', async () => {
    const { mock, file } = await withOneBusy()

    const run = await runAzbk(StaggerApply, [file, '--max-moves', '1', '--json'], { mock })

    const { goOnAt, machines } = run.json<StaggerApplyResult>().result
    expect(machines.map(({ status }) => status)).toEqual(['waiting', 'done', 'notStarted'])
    expect(goOnAt).toBeNull()
  })

  it('does not sleep for moves that --max-moves leaves to another run', async () => {
    const { mock, file } = await withOneBusy()
    const sleeps: ProgressEvent[] = []
    const on = (event: ProgressEvent) => {
      if (isSleep(event)) sleeps.push(event)
    }

    const { machines } = await applyLive(mock, { plan: file, maxMoves: 1 }, { stateDir: stateFolder(), on })

    expect(machines.map(({ status }) => status)).toEqual(['waiting', 'done', 'notStarted'])
    expect(sleeps).toEqual([])
  })

  it('leaves nothing to go on with once another run has done it', async () => {
    const mock = jammedMock(8)
    const file = savePlan(await planFor(mock, 5))
    const stateDir = stateFolder()
    const env = { AZBK_STATE_DIR: stateDir }
    const first = await runAzbk(StaggerApply, [file, '--max-moves', '1', '--json'], { mock, env })
    await runAzbk(StaggerApply, [file, '--journal', join(stateDir, 'other')], { mock, env })

    await runAzbk(StaggerApply, ['--resume', first.json<StaggerApplyResult>().result.run ?? ''], { mock, env })

    expect(await listed(stateDir)).toMatchObject({ state: 'finished', left: 0, resume: null })
  })

  it('leaves alone what somebody stopped or moved while it slept', async () => {
    const { mock, plan, file } = await nearTheStart()
    const [stopped, moved] = plan.moves
    const change = (machine: string, properties: object) => {
      const [, , , , group, , , , name] = machine.split('/')
      const item = `iaasvmcontainer;iaasvmcontainerv2;${group};${name}`
      const path = `backupFabrics/Azure/protectionContainers/${item}/protectedItems/vm;${item.slice(16)}`
      const sent = mock.control.send({
        method: 'PUT',
        url: `https://management.azure.com${JAMMED_VAULT}/${path}?api-version=2024-04-01`,
        body: JSON.stringify({
          properties: {
            protectedItemType: 'Microsoft.Compute/virtualMachines',
            sourceResourceId: machine,
            ...properties,
          },
        }),
      })
      expect(sent.status).toBe(202)
    }
    let nights = 0

    const result = await applyLive(
      mock,
      { plan: file },
      {
        stateDir: stateFolder(),
        on: (event) => {
          if (!isSleep(event)) return
          nights += 1
          if (nights > 1) return
          change(stopped?.machine ?? '', { policyId: '', protectionState: 'ProtectionStopped' })
          change(moved?.machine ?? '', { policyId: `${JAMMED_VAULT}/backupPolicies/DefaultPolicy` })
        },
      },
    )

    expect(result.machines.map(({ status, code }) => code ?? status)).toEqual(['PLAN_STALE', 'PLAN_STALE', 'done'])
    expect(result.machines[0]?.message).toContain('no longer as the plan found it: it is stopped')
    expect(result.machines[1]?.message).toContain("with policy 'DefaultPolicy'")
  })

  it('moves later what lost its safe time while others were moved', async () => {
    const mock = jammedMock(60)
    const file = savePlan(await planFor(mock, 30))
    let isLate = false

    const result = await applyLive(
      mock,
      { plan: file },
      {
        stateDir: stateFolder(),
        on: (event) => {
          if (event.type !== 'item' || event.name.startsWith('policy') || isLate) return
          isLate = true
          mock.control.advance(12 * HOUR_MS + 50 * 60_000)
        },
      },
    )

    expect(isLate).toBe(true)
    expect(new Set(result.machines.map(({ status }) => status))).toEqual(new Set(['done']))
    expect(result.machines).toHaveLength(30)
  })

  it('is interrupted, and not stopped, when Ctrl-C ends its sleep', async () => {
    const { mock, file } = await nearTheStart()
    const stateDir = stateFolder()
    const interrupt = new AbortController()

    const result = await applyLive(
      mock,
      { plan: file },
      {
        stateDir,
        signal: interrupt.signal,
        on: (event) => {
          if (isSleep(event)) interrupt.abort()
        },
      },
    )

    expect(result.machines.map(({ exitCode }) => exitCode)).toEqual([130, 130, 130])
    expect(await listed(stateDir)).toMatchObject({ state: 'interrupted', left: 4, resumeAt: result.goOnAt })
    const text = await renderStaggerApply(result, { color: false, width: 120 })
    expect(text).toMatch(/A daily run that begins between \S+ and \S+ UTC makes all 3 moves/)
  })

  it('counts no write of a policy that Ctrl-C kept from being made, and tells of the stop once', async () => {
    const mock = jammedMock(12)
    const interrupt = new AbortController()
    const on = ({ type }: ProgressEvent) => {
      if (type === 'item') interrupt.abort()
    }
    const warnings: string[] = []
    const warn = (text: string) => warnings.push(text)
    const live = { stateDir: stateFolder(), signal: interrupt.signal, on, warn }

    const result = await applyLive(mock, { plan: savePlan(await planFor(mock, 1)) }, live)

    const made = result.policies.filter(({ status }) => status === 'done').length
    expect(made).toBeLessThan(11)
    expect(warnings).toEqual(['Interrupted: 11 of 11 moves are left.'])
    expect(result.policyWrites).toMatchObject([{ today: made }])
    const text = await renderStaggerApply(result, { color: false, width: 120 })
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      `- Not started: the run was interrupted. (and ${10 + 11 - made} more)`,
    ])
  })

  it('makes a policy again that was deleted between its parts', async () => {
    const mock = jammedMock(8)
    const plan = await planFor(mock, 5)
    const env = { AZBK_STATE_DIR: stateFolder() }
    mock.control.inject({
      method: 'PUT',
      path: /protectedItems/i,
      times: 3,
      fault: { kind: 'status', status: 409, body: { error: { code: 'BMSUserErrorObjectLocked', message: 'Busy.' } } },
    })
    const first = await runAzbk(StaggerApply, [savePlan(plan), '--json'], { mock, env })
    expect(first.exitCode).toBe(3)
    const policy = `${JAMMED_VAULT}/backupPolicies/${plan.policies[0]?.name}`
    mock.control.send({ method: 'DELETE', url: `https://management.azure.com${policy}?api-version=2024-04-01` })
    mock.control.advance(60_000)

    const rest = await runAzbk(StaggerApply, ['--resume', 'latest', '--json'], { mock, env })

    expect(rest.json<StaggerApplyResult>().result.machines.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done',
    ])
    expect(rest.exitCode).toBe(0)
  })
})

describe('stagger apply --wait on the mock of a state file', () => {
  it('moves the calendar to the next safe time, in place of sleeping through hours', async () => {
    const { mock, file } = await nearTheStart()
    const stateDir = stateFolder()
    const state = mock.control.snapshot()
    // The calendar of a state file goes on from where it stood, with the wall clock.
    saveState(join(stateDir, 'mock.json'), { ...state, clock: { ...state.clock, wallMs: Date.now() } })

    const run = await runAzbk(StaggerApply, [file, '--mock', '--wait', '--timeout', '12h'], {
      mock: 'file',
      env: { AZBK_STATE_DIR: stateDir, AZBK_SUBSCRIPTION: mock.subscriptions[0]?.id ?? '' },
    })

    expect(run.stderr).toContain('3 moves left; the next may be made at 2026-03-03 02:00 UTC.')
    expect(run.stdout).toContain('3 moved.')
    expect(run.exitCode).toBe(0)
  })
})
