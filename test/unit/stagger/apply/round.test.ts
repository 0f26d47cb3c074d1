import { describe, expect, it } from 'vitest'
import { containerKey } from '../../../../src/azure/started-jobs.js'
import { EXIT_CODES } from '../../../../src/core/exit-codes.js'
import { noError } from '../../../../src/fleet/run.js'
import type { ProtectedItem } from '../../../../src/model/item.js'
import { policyKey } from '../../../../src/stagger/apply/moves.js'
import { planRound, type RoundInput } from '../../../../src/stagger/apply/round.js'
import { dailySpec, estateMachines, LIMITS, movesTo, testPlan } from '../../../helpers/stagger.js'

const NOON = '2026-03-02T12:00:00.000Z'

function roundOf(vms: number, rest: Partial<RoundInput> = {}) {
  const plan = testPlan({ moves: movesTo('daily-2000', estateMachines(vms, 'daily-2200')) })
  const facts = { old: dailySpec('22:00'), next: dailySpec('20:00'), lastGood: null, rpoMs: null, isBusy: false }
  const item = { policyName: 'daily-2200', state: 'Protected', softDelete: null }
  const round = planRound({
    plan,
    pending: plan.moves.map((move) => ({
      move,
      item: { ...item, containerName: `iaasvmcontainer;rg;${move.name}` } as ProtectedItem,
      facts,
    })),
    vaults: { items: new Map(), busy: new Set(), changing: new Set(), changesToday: new Map() },
    missing: new Map(),
    mayMove: Number.POSITIVE_INFINITY,
    backsUp: false,
    now: NOON,
    ...rest,
  })
  const nameOf = ({ move }: (typeof round.ready)[number]) => move.name
  return {
    ready: round.ready.map(nameOf),
    held: round.held.map(({ pending, ...why }) => ({ name: nameOf(pending), ...why })),
  }
}

describe('what can be done of a plan at one moment', () => {
  it('is all of it at a quiet hour', () => {
    expect(roundOf(3)).toEqual({ ready: ['vm-1', 'vm-2', 'vm-3'], held: [] })
  })

  it('is nothing near a start', () => {
    const { ready, held } = roundOf(2, { now: '2026-03-02T21:50:00.000Z' })

    expect(ready).toEqual([])
    expect(held[0]).toMatchObject({ name: 'vm-1', kind: 'waits', until: '2026-03-03T00:00:00.000Z' })
  })

  it('is as much as the budget of the vault leaves, in the order of the plan', () => {
    const changesToday = new Map([['v1', (LIMITS.protectionChangesPerDay?.value ?? 0) - 2]])

    const { ready, held } = roundOf(3, {
      vaults: { items: new Map(), busy: new Set(), changing: new Set(), changesToday },
    })

    expect(ready).toEqual(['vm-1', 'vm-2'])
    expect(held).toMatchObject([{ name: 'vm-3', kind: 'budget', until: '2026-03-03T00:00:00.000Z' }])
  })

  it('is nothing while another run moves a VM of the plan: two at a time would move all twice', () => {
    const changing = new Set([containerKey('IaasVMContainer;rg;vm-2')])

    const { ready, held } = roundOf(2, {
      vaults: { items: new Map(), busy: new Set(), changing, changesToday: new Map() },
    })

    expect(ready).toEqual([])
    expect(held[0]).toMatchObject({ kind: 'waits', until: '2026-03-02T12:02:00.000Z' })
  })

  it('is no more than may be moved in this run', () => {
    const { ready, held } = roundOf(3, { mayMove: 1 })

    expect(ready).toEqual(['vm-1'])
    expect(held.map(({ kind }) => kind)).toEqual(['left out', 'left out'])
  })

  it.each([
    ['a spent budget', EXIT_CODES.throttled, 'budget', '2026-03-03T00:00:00.000Z'],
    ['a refusal', EXIT_CODES.refused, 'no policy', null],
  ] as const)('is no move whose policy is missing for %s', (_why, exitCode, kind, until) => {
    const reason = { ...noError('Azure said so.'), exitCode }

    const { ready, held } = roundOf(1, { missing: new Map([[policyKey('v1', 'daily-2000'), reason]]) })

    expect(ready).toEqual([])
    expect(held).toMatchObject([{ name: 'vm-1', kind, until }])
  })
})
