import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messyHomes } from '../../../bench/fleets/events.js'
import { plantedFleet } from '../../../bench/fleets/planted.js'
import { policyBounds } from '../../../src/slots/bounds/policies.js'
import { fewestPolicies } from '../../../src/slots/fewest-policies.js'
import { keepHomes } from '../../../src/slots/keep-homes.js'
import { measureSlots } from '../../../src/slots/measure.js'
import type { SlotProblem } from '../../../src/slots/problem.js'
import { solveSlots } from '../../../src/slots/solve.js'
import { allPlans, slotProblem, smallProblems } from '../../helpers/slot-problem-arbitrary.js'

const ANY = [0, 1, 2]

/** Three starts of two VMs each; `homes` of VMs that may have any. */
function problemOf(homes: readonly number[], policies: readonly number[] = [1, 1, 1]): SlotProblem {
  return slotProblem({
    ticks: 3,
    slots: [[0], [1], [2]],
    resources: [{ kind: 'machines', capacity: 2 }],
    vms: homes.map((home) => ({ allowed: ANY, uses: [1], home })),
    policies,
  })
}

const kept = (problem: SlotProblem, plan: readonly number[]) => [...keepHomes(problem, Int32Array.from(plan))]

/** Slots in use that have to be made. */
function newPolicies({ families, vms }: SlotProblem, slots: Int32Array): number {
  const keys = [...slots].flatMap((slot, vm) => {
    const family = vms.family[vm] as number
    return families[family]?.slots[slot]?.policies === 0 ? [`${family} ${slot}`] : []
  })
  return new Set(keys).size
}

describe('a plan of few policies', () => {
  it('has its slots change places where that brings VMs home', () => {
    expect(kept(problemOf([0, 0, 1, 1]), [1, 1, 0, 0])).toEqual([0, 0, 1, 1])
  })

  it('takes a policy that exists in place of one that would be made', () => {
    expect(kept(problemOf([2, -1, -1], [0, 1, 1]), [0, 0, 1])).toEqual([2, 2, 1])
  })

  it('lets a VM go home in exchange for a stranger, and opens no slot for it', () => {
    expect(kept(problemOf([0, -1, 1, -1]), [1, 0, 1, 0])).toEqual([0, 1, 1, 0])
    expect(kept(problemOf([0, 1, 2]), [0, 1, 1])).toEqual([0, 1, 1])
  })

  it('keeps limits and windows, needs no more policies, makes no more and moves no more', () => {
    fc.assert(
      fc.property(smallProblems, fc.nat(), (problem, n) => {
        const plans = [...allPlans(problem)]
        const plan = plans[n % plans.length] as Int32Array
        const better = keepHomes(problem, plan)

        const [before, after] = [measureSlots(problem, plan), measureSlots(problem, better)]
        expect(after.violations).toBeLessThanOrEqual(before.violations)
        expect(after.policies).toBeLessThanOrEqual(before.policies)
        expect(after.moves).toBeLessThanOrEqual(before.moves)
        expect(newPolicies(problem, better)).toBeLessThanOrEqual(newPolicies(problem, plan))
      }),
    )
  })

  it('is not led away from home by the levelling of its peak', () => {
    const [problem] = plantedFleet({ vms: 400, seed: 1 }).map((fleet) => messyHomes(fleet, { seed: 1 }))
    if (problem === undefined) throw new Error('There is no fleet.')

    const { slots } = solveSlots(problem, { objective: 'fewest-policies', seed: 1 })

    const options = { seed: 1, effort: 1, bounds: () => policyBounds(problem, 'limits') }
    const before = measureSlots(problem, fewestPolicies(problem, options))
    const kept = measureSlots(problem, keepHomes(problem, fewestPolicies(problem, options)))
    const levelled = measureSlots(problem, slots)
    expect(levelled.moves).toBeLessThanOrEqual(kept.moves)
    expect(levelled.policies).toBeLessThanOrEqual(kept.policies)
    expect(kept.moves).toBeLessThan(before.moves)
  })
})
