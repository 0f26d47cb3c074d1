import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureSlots } from '../../../../src/slots/measure.js'
import { movesBound } from '../../../../src/slots/moves/bound.js'
import { replan } from '../../../../src/slots/moves/replan.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { allPlans, smallProblems } from '../../../helpers/slot-problem-arbitrary.js'

const measure = (problem: SlotProblem, slots = replan(problem, { seed: 1 }).slots) => measureSlots(problem, slots)

/** Home is a policy that is there. */
const housed = smallProblems.map((problem) => withHomes(problem, problem.vms.home))

function withHomes(problem: SlotProblem, home: Int32Array): SlotProblem {
  const [family] = problem.families
  const slots = (family?.slots ?? []).map((slot, s) => ({ ...slot, policies: home.includes(s) ? 1 : slot.policies }))
  return { ...problem, families: [{ vault: 0, name: 'gold', slots }], vms: { ...problem.vms, home } }
}

/** Policies that a vault may not make are no plan. */
function feasiblePlans(problem: SlotProblem): Int32Array[] {
  const isMade = (slot: number) => (problem.families[0]?.slots[slot]?.policies as number) > 0
  return [...allPlans(problem)].filter((plan) => {
    const made = new Set([...plan].filter((slot) => !isMade(slot)))
    return made.size <= (problem.vaults[0]?.newPolicies as number) && measureSlots(problem, plan).violations === 0
  })
}

describe('re-planning', () => {
  it('moves nobody when all limits hold at home', () => {
    fc.assert(
      fc.property(smallProblems, (problem) => {
        const [plan] = feasiblePlans(problem)
        fc.pre(plan !== undefined)

        expect(replan(withHomes(problem, plan as Int32Array), { seed: 1 }).slots).toEqual(plan)
      }),
    )
  })

  it('moves nobody when it is done a second time', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        const { slots } = replan(problem, { seed: 1 })
        fc.pre(measureSlots(problem, slots).violations === 0)

        expect(measure(withHomes(problem, slots)).moves).toBe(0)
      }),
    )
  })

  it('never moves a pinned VM, and gives nobody a slot that is not allowed', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        const { home, pinned, allowances } = problem.vms

        replan(problem, { seed: 1 }).slots.forEach((slot, vm) => {
          if (pinned[vm] && (home[vm] as number) >= 0) expect(slot).toBe(home[vm])
          else if (slot !== home[vm]) expect(allowances[vm]).toContain(slot)
        })
      }),
    )
  })

  it('finds a plan without violation nearly always when there is one', () => {
    const missed = fc.sample(housed, 200).filter((problem) => {
      return measure(problem).violations > 0 && feasiblePlans(problem).length > 0
    })

    expect(missed.length).toBeLessThanOrEqual(2)
  })

  it('gives the same plan for the same input', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        expect(replan(problem, { seed: 1 })).toEqual(replan(problem, { seed: 1 }))
      }),
    )
  })
})

describe('the bound of moves', () => {
  it('is not above the moves of any plan without violation', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        const moves = feasiblePlans(problem).map((plan) => measureSlots(problem, plan).moves)

        expect(movesBound(problem).lowerBound).toBeLessThanOrEqual(Math.min(...moves))
      }),
      { numRuns: 300 },
    )
  })

  it('is not above the moves of a plan that leaves violations, when told how many', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        for (const plan of allPlans(problem)) {
          const { moves, violations } = measureSlots(problem, plan)

          expect(movesBound(problem, { violations }).lowerBound).toBeLessThanOrEqual(moves)
        }
      }),
    )
  })

  it('is not above the moves of the plan that it comes with', () => {
    fc.assert(
      fc.property(housed, (problem) => {
        const { slots, bound } = replan(problem, { seed: 1 })

        expect(bound.lowerBound).toBeLessThanOrEqual(measureSlots(problem, slots).moves)
      }),
    )
  })

  it('is mostly what the best plan needs', () => {
    const problems = fc.sample(housed, 200).filter((problem) => feasiblePlans(problem).length > 0)
    const tight = problems.filter((problem) => {
      const moves = feasiblePlans(problem).map((plan) => measureSlots(problem, plan).moves)
      return movesBound(problem).lowerBound === Math.min(...moves)
    })

    expect(tight.length / problems.length).toBeGreaterThan(0.8)
  })
})
