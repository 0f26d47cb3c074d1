import { describe, expect, it } from 'vitest'
import StaggerApply from '../../commands/stagger/apply.js'
import StaggerPlanCommand from '../../commands/stagger/plan.js'
import Unprotect from '../../commands/unprotect.js'
import type { Mock } from '../../mocks/index.js'
import type { StaggerApplyResult } from '../../src/stagger/apply/result.js'
import type { StaggerPlan } from '../../src/stagger/plan-file.js'
import { JAMMED_VAULT, jammedMock, jammedVm, planFor, savePlan } from '../helpers/jammed-world.js'
import { runAzbk, runForJson } from '../helpers/run-command.js'

const HOUR_MS = 3_600_000

async function jam(vms: number, together: number): Promise<{ mock: Mock; plan: StaggerPlan; file: string }> {
  const mock = jammedMock(vms)
  const plan = await planFor(mock, together)
  return { mock, plan, file: savePlan(plan) }
}

const apply = (mock: Mock, ...argv: string[]) => runForJson<StaggerApplyResult>(StaggerApply, argv, { mock })

/** VMs by policy, as the vault shows them. */
function policiesOf(mock: Mock): Record<string, number> {
  const url = `https://management.azure.com${JAMMED_VAULT}/backupProtectedItems?api-version=2024-04-01`
  const { value } = mock.control.send({ method: 'GET', url }).body as {
    value: { properties: { policyName: string } }[]
  }
  const counts: Record<string, number> = {}
  for (const { properties } of value) counts[properties.policyName] = (counts[properties.policyName] ?? 0) + 1
  return counts
}

describe('azbk stagger apply', () => {
  it('makes the slot policies and moves the VMs, and does nothing the second time', async () => {
    const { mock, plan, file } = await jam(8, 5)

    const run = await runAzbk(StaggerApply, [file], { mock })

    expect(plan.moves).toHaveLength(3)
    expect(Object.values(policiesOf(mock)).sort()).toEqual([3, 5])
    expect(run.stdout).toContain(`Made 1 policy: ${plan.policies[0]?.name} (rsv-jam)`)
    expect(run.stdout).toContain('3 moved.')
    expect(run.exitCode).toBe(0)
    const again = await runAzbk(StaggerApply, [file], { mock })
    expect(again.stdout).toContain('Nothing to do')
    expect(again.exitCode).toBe(0)
  })

  it('changes nothing in a dry run', async () => {
    const { mock, file } = await jam(8, 5)

    const run = await runAzbk(StaggerApply, [file, '--dry-run', '--detailed-exit-code'], { mock })

    expect(policiesOf(mock)).toEqual({ 'standard-2200': 8 })
    expect(run.stdout).toContain('1 policy to make, 3 VMs to move.')
    expect(run.stdout).toContain('Nothing was changed')
    expect(run.exitCode).toBe(10)
  })

  it('moves no more VMs than --max-moves, and says how to go on', async () => {
    const { mock, file } = await jam(8, 5)

    const run = await apply(mock, file, '--max-moves', '2')

    expect(run.result.machines.map(({ status }) => status).sort()).toEqual(['done', 'done', 'notStarted'])
    expect(run.exitCode).toBe(0)
    const rest = await apply(mock, file)
    expect(rest.result.machines.map(({ status }) => status).sort()).toEqual(['done', 'unchanged', 'unchanged'])
  })

  it('moves no VM around the start of its schedule, and goes on when it is over', async () => {
    const { mock, file } = await jam(8, 5)
    mock.control.advance(12.9 * HOUR_MS)

    const run = await apply(mock, file)

    expect(run.result.machines.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting'])
    expect(run.result.goOnAt).toMatch(/^2026-03-03T0\d:/)
    expect(run.exitCode).toBe(8)
    expect(policiesOf(mock)).toEqual({ 'standard-2200': 8 })
    mock.control.advance(Date.parse(run.result.goOnAt ?? '') - mock.now().getTime() + 4 * HOUR_MS)
    const later = await apply(mock, '--resume', run.result.run ?? '')
    expect(later.result.machines.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
    expect(later.exitCode).toBe(0)
  })

  it('sleeps with --wait until the moves are safe', async () => {
    const { mock, file } = await jam(8, 5)
    mock.control.advance(12.9 * HOUR_MS)

    const run = await apply(mock, file, '--wait', '--timeout', '24h')

    expect(run.result.machines.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
    expect(run.stderr).toContain('3 moves left; the next may be made at 2026-03-03')
    expect(run.exitCode).toBe(0)
  })

  it('counts VMs whose backups were stopped today among the changes of the day', async () => {
    const mock = jammedMock(8)
    const stop = ['--vm', jammedVm(8), '--keep-data', '--yes', '--mock']
    expect((await runAzbk(Unprotect, stop, { mock })).exitCode).toBe(0)

    const run = await runAzbk(StaggerApply, [savePlan(await planFor(mock, 5, { changesPerDay: 2 })), '--dry-run'], {
      mock,
    })

    const planned = await runAzbk(StaggerPlanCommand, ['--mock', '--window', '01:00-02:00 UTC'], { mock })

    expect(run.stdout).toContain('2 VMs to move. Now: 1 of 2 moves.')
    expect(planned.stdout).toContain(
      '7 of 1,000 changes of protection. Spent today already: 1 change in vault rsv-jam.',
    )
  })

  it('keeps within the changes that Azure takes of a vault in a day, and goes on the next', async () => {
    const mock = jammedMock(8)
    const file = savePlan(await planFor(mock, 5, { changesPerDay: 2 }))

    const run = await apply(mock, file)

    expect(run.result.machines.map(({ status, code }) => code ?? status)).toEqual(['done', 'done', 'QUOTA_STOP'])
    expect(run.result.goOnAt).toBe('2026-03-03T00:00:00.000Z')
    expect(run.exitCode).toBe(7)
    mock.control.advance(27 * HOUR_MS)
    const next = await apply(mock, '--resume', run.result.run ?? '')
    expect(next.result.machines.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'done'])
    expect(next.exitCode).toBe(0)
  })

  it('refuses a plan whose vault has changed since, and says what', async () => {
    const { mock, plan, file } = await jam(8, 5)
    const policy = `https://management.azure.com${JAMMED_VAULT}/backupPolicies/DefaultPolicy?api-version=2024-04-01`
    mock.control.send({ method: 'DELETE', url: policy })
    const [first] = plan.moves
    mock.control.send({ method: 'DELETE', url: `https://management.azure.com${first?.machine}?api-version=2024-07-01` })
    mock.control.advance(HOUR_MS)

    const run = await runAzbk(StaggerApply, [file], { mock })

    expect(run.stderr).toContain("The plan no longer fits vault 'rsv-jam':")
    expect(run.stderr).toContain(`VM '${first?.name}' is no longer protected there`)
    expect(run.exitCode).toBe(6)
    expect(policiesOf(mock)).toEqual({ 'standard-2200': 8 })
  })

  it.each([
    ['is not there', () => '/nonexistent/plan.json', 'there is no such file', 2],
    ['is no plan', () => savePlan({ kind: 'something' }), 'is no stagger plan', 2],
    ['lacks a part', () => savePlan({ kind: 'azbk-stagger-plan', schemaVersion: 1 }), "lacks 'moves'", 2],
    ['is of a newer azbk', () => savePlan({ kind: 'azbk-stagger-plan', schemaVersion: 2 }), 'this azbk reads 1', 6],
  ])('refuses a file that %s', async (_what, file, message, exitCode) => {
    const run = await runAzbk(StaggerApply, [file()], { mock: jammedMock(1) })

    expect(run.stderr).toContain(message)
    expect(run.exitCode).toBe(exitCode)
  })

  it('applies a plan of several subscriptions from any of them', async () => {
    const { mock, plan } = await jam(8, 5)
    const subscriptions = [...plan.basis.subscriptions, '00000000-0000-4000-8000-00000000beef']

    const run = await runAzbk(StaggerApply, [savePlan({ ...plan, basis: { ...plan.basis, subscriptions } })], { mock })

    expect(run.stdout).toContain('3 moved.')
    expect(run.exitCode).toBe(0)
  })

  it.each([
    [
      'another subscription',
      (plan: StaggerPlan) => ({
        ...plan,
        basis: { ...plan.basis, subscriptions: ['00000000-0000-4000-8000-00000000beef'] },
      }),
      'PLAN_ELSEWHERE',
    ],
    [
      'an inventory',
      (plan: StaggerPlan) => ({ ...plan, basis: { ...plan.basis, source: 'inventory' } }),
      'PLAN_NOT_OF_AZURE',
    ],
    [
      'a hand that moved more',
      (plan: StaggerPlan) => ({
        ...plan,
        moves: [...plan.moves, { ...plan.moves[0], machine: jammedVm(1), name: 'vm-0001' }],
      }),
      'PLAN_REFUSED',
    ],
    [
      'a hand that shortened retention',
      (plan: StaggerPlan) => ({
        ...plan,
        policies: plan.policies.map((policy) => ({
          ...policy,
          spec: { ...policy.spec, retention: { daily: { count: 7 } } },
        })),
      }),
      'PLAN_REFUSED',
    ],
  ])('refuses a plan of %s', async (_what, edit, code) => {
    const { mock, plan } = await jam(8, 5)

    const run = await apply(mock, savePlan(edit(plan)))

    expect(run.error?.code).toBe(code)
    expect(run.exitCode).toBe(6)
    expect(policiesOf(mock)).toEqual({ 'standard-2200': 8 })
  })

  it('asks for a plan when none is named', async () => {
    const run = await runAzbk(StaggerApply, [], { mock: jammedMock(1) })

    expect(run.stderr).toContain('No plan is named.')
    expect(run.exitCode).toBe(2)
  })
})
