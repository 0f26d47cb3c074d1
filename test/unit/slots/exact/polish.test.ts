import fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { polishSlots } from '../../../../src/slots/exact/polish.js'
import { reliefModel } from '../../../../src/slots/exact/relief.js'
import { openSolver } from '../../../../src/slots/exact/solver.js'
import { createLoadTable } from '../../../../src/slots/load-table.js'
import type { Objective } from '../../../../src/slots/objective.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { type SmallFleet, type SmallVm, smallProblem } from './slot-problems.js'

const solver = openSolver()
afterAll(() => solver.close())

async function polish(fleet: SmallFleet, objective: Objective, slots: readonly number[]) {
  const parts = [{ problem: smallProblem(fleet), slots: Int32Array.from(slots) }]
  const [polished] = await polishSlots(parts, { objective, budget: { nodes: 100 }, workers: 1, solver })
  return { slots: [...(polished?.slots ?? [])], proofs: polished?.proofs ?? [] }
}

const many = (count: number, vm: SmallVm = {}): SmallVm[] => Array.from({ length: count }, () => vm)

describe('polishing for the fewest policies', () => {
  it('closes slots that are not needed, and proves the rest', async () => {
    const { slots, proofs } = await polish({ vms: many(4) }, 'fewest-policies', [0, 1, 2, 3])

    expect(new Set(slots).size).toBe(2)
    expect(proofs).toEqual([
      { name: 'vault 0', vaults: [0], level: 'policies', lowerBound: 2, achieved: 2, isProven: true },
    ])
  })

  it('leaves a plan that cannot be better as it is', async () => {
    const { slots } = await polish({ vms: many(4) }, 'fewest-policies', [3, 1, 1, 3])

    expect(slots).toEqual([3, 1, 1, 3])
  })

  it('has vaults that share a storage account make room for one another', async () => {
    const vms = [...many(2, { disks: 5 }), ...many(2, { vault: 1, disks: 5 })]
    const { slots, proofs } = await polish({ vms, disksTogether: 10, ticks: 2 }, 'fewest-policies', [0, 1, 0, 1])

    expect(proofs.every(({ isProven }) => isProven)).toBe(true)
    expect(slots[0]).toBe(slots[1])
    expect(slots[2]).toBe(1 - (slots[0] as number))
  })

  it('gives a storage account that vaults share no more disks than it had room for', async () => {
    const stays = { vault: 1, disks: 5, isPinned: true }
    const vms = [...many(2, { disks: 5 }), { ...stays, home: 0 }, { ...stays, home: 1 }]
    const { slots, proofs } = await polish({ vms, disksTogether: 10, ticks: 2 }, 'fewest-policies', [0, 1, 0, 1])

    expect(proofs.map(({ lowerBound, achieved }) => [lowerBound, achieved])).toEqual([
      [2, 2],
      [1, 2],
    ])
    expect(slots).toEqual([0, 1, 0, 1])
  })

  it('proves a vault tier by tier', async () => {
    const each = [{ allowed: [0, 3] }, { allowed: [1, 2] }]
    const problem = smallProblem({ vms: [...each, ...each.map((vm) => ({ ...vm, vault: 1 }))] })
    const families = problem.families.map((family) => ({ ...family, vault: 0 }))
    const parts = [{ problem: { ...problem, families }, slots: Int32Array.of(0, 1, 0, 1) }]
    const solve = vi.fn(solver.solve.bind(solver))
    const options = { budget: { nodes: 100 }, solver: { solve, trade: solver.trade.bind(solver) } }
    const [polished] = await polishSlots(parts, { objective: 'fewest-policies', ...options })

    expect(polished?.proofs).toMatchObject([{ vaults: [0], lowerBound: 4, isProven: true }])
    expect(solve).toHaveBeenCalledTimes(2)
  })

  it('keeps VMs in their windows, and pinned ones at home', async () => {
    const vms = [{ home: 3, isPinned: true }, { allowed: [0, 1] }, { allowed: [1, 2] }]
    const { slots, proofs } = await polish({ vms }, 'fewest-policies', [3, 0, 2])

    expect(slots).toEqual([3, 1, 1])
    expect(proofs[0]).toMatchObject({ lowerBound: 2, isProven: true })
  })

  it('claims no bound where a limit is broken, and breaks it no more', async () => {
    const { slots, proofs } = await polish({ vms: many(5), ticks: 2 }, 'fewest-policies', [0, 0, 0, 1, 1])

    expect(slots.filter((slot) => slot === 0)).toHaveLength(3)
    expect(proofs[0]).toMatchObject({ lowerBound: 0, isProven: false })
  })

  it('claims no bound where a VM is in a policy that its window does not allow', async () => {
    const vms = [{ allowed: [0] }, { allowed: [0], home: 1 }]
    const { proofs } = await polish({ vms, together: 1 }, 'fewest-policies', [0, 1])

    expect(proofs[0]).toMatchObject({ lowerBound: 0, isProven: false })
  })

  it('makes no more policies than the vault may have', async () => {
    const { slots } = await polish({ vms: many(4), newPolicies: 3 }, 'fewest-policies', [0, 1, 2, 2])

    expect(new Set(slots).size).toBe(2)
  })
})

describe('polishing for the least moves', () => {
  it('moves only who has to, and proves it', async () => {
    const { slots, proofs } = await polish({ vms: many(4, { home: 0 }) }, 'least-moves', [0, 1, 2, 3])

    expect(slots.filter((slot) => slot !== 0)).toHaveLength(2)
    expect(proofs[0]).toMatchObject({ level: 'moves', lowerBound: 2, achieved: 2, isProven: true })
  })

  it('looks at vaults together that share an account which runs short', async () => {
    const vms = [...many(2, { home: 0, disks: 5 }), ...many(2, { vault: 1, home: 0, disks: 5 })]
    const { proofs } = await polish({ vms, disksTogether: 10 }, 'least-moves', [0, 1, 2, 3])

    expect(proofs).toMatchObject([{ vaults: [0, 1], lowerBound: 2, achieved: 2, isProven: true }])
  })

  it('bounds the moves of all vaults together, also where that is too much for one model', () => {
    const vms = [...many(3, { home: 0, disks: 5 }), ...many(2, { vault: 1, home: 0, disks: 5 })]
    const relief = reliefModel(smallProblem({ vms: [...vms, { home: 0, allowed: [1, 2] }], disksTogether: 10 }))

    expect(relief).toMatchObject({ forced: 1 })
    expect(relief?.mip).toMatchObject({ cost: Float64Array.of(1, 1), upper: Float64Array.of(3, 2) })
  })

  it('counts who has no home yet as nobody', async () => {
    const { proofs } = await polish({ vms: [{ home: 0 }, {}] }, 'least-moves', [1, 0])

    expect(proofs[0]).toMatchObject({ achieved: 0, isProven: true })
  })
})

describe('polishing for the lowest peak', () => {
  it('spreads work around the clock, past its end', async () => {
    const fleet = { vms: many(4, { duration: 2 }), together: 4 }
    const { proofs } = await polish(fleet, 'lowest-peak', [0, 0, 0, 0])

    expect(proofs[0]).toMatchObject({ level: 'peak', lowerBound: 2, achieved: 2, isProven: true })
  })

  it('counts work that is longer than the day with itself', async () => {
    const { proofs } = await polish({ vms: [{ duration: 5 }] }, 'lowest-peak', [0])

    expect(proofs[0]).toMatchObject({ lowerBound: 2, achieved: 2 })
  })
})

it('leaves a plan alone that is known to be the best', async () => {
  const parts = [{ problem: smallProblem({ vms: many(4) }), slots: Int32Array.of(0, 1, 2, 3), lowerBound: 4 }]
  const refuse = () => Promise.reject(new Error('There is nothing to solve.'))
  const idle = { solve: refuse, trade: refuse }
  const [polished] = await polishSlots(parts, { objective: 'lowest-peak', budget: { nodes: 1 }, solver: idle })

  expect(polished).toMatchObject({ slots: parts[0]?.slots, lowerBound: 4 })
})

it('leaves other objectives alone', async () => {
  expect(await polish({ vms: many(2) }, 'shortest-night', [0, 3])).toEqual({ slots: [0, 3], proofs: [] })
})

it('stops at once when there is no time', async () => {
  const parts = [{ problem: smallProblem({ vms: many(4) }), slots: Int32Array.of(0, 1, 2, 3) }]
  const [polished] = await polishSlots(parts, { objective: 'fewest-policies', budget: { leftMs: () => 0 } })

  expect([...(polished?.slots ?? [])]).toEqual([0, 1, 2, 3])
})

it('never breaks a limit, never gets worse, and never claims a bound above what can be had', async () => {
  const vm = fc.record({
    vault: fc.nat(1),
    allowed: fc.subarray([0, 1, 2], { minLength: 1 }),
    disks: fc.nat(6),
    home: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(vm, { minLength: 1, maxLength: 6 }), async (vms) => {
      const fleet = { vms, ticks: 3, disksTogether: 8 }
      const problem = smallProblem(fleet)
      const plans = feasiblePlans(problem)
      fc.pre(plans.length > 0)
      const start = plans[0] as number[]
      const best = Math.min(...plans.map((plan) => policiesOf(problem, plan)))
      const { slots, proofs } = await polish(fleet, 'fewest-policies', start)

      expect(plans.map(String)).toContain(String(slots))
      expect(policiesOf(problem, slots)).toBeLessThanOrEqual(policiesOf(problem, start))
      expect(proofs.reduce((sum, { achieved }) => sum + achieved, 0)).toBe(policiesOf(problem, slots))
      expect(proofs.reduce((sum, { lowerBound }) => sum + lowerBound, 0)).toBeLessThanOrEqual(best)
    }),
    { numRuns: 5 },
  )
})

function policiesOf({ vms }: SlotProblem, slots: readonly number[]): number {
  return new Set(slots.map((slot, vm) => `${vms.family[vm]} ${slot}`)).size
}

/** Every plan without violation. */
function feasiblePlans(problem: SlotProblem): number[][] {
  const table = createLoadTable(problem)
  const plans: number[][] = []
  const place = (vm: number): void => {
    if (vm === problem.vms.count) plans.push([...table.slots])
    else
      for (const slot of problem.vms.allowances[vm] ?? []) {
        if (!table.fits(vm, slot)) continue
        table.place(vm, slot)
        place(vm + 1)
        table.remove(vm)
      }
  }
  place(0)
  return plans
}
