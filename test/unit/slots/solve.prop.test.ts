import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLoadTable } from '../../../src/slots/load-table.js'
import { measureSlots } from '../../../src/slots/measure.js'
import { type Level, OBJECTIVES } from '../../../src/slots/objective.js'
import type { SlotProblem, SlotSolution } from '../../../src/slots/problem.js'
import { solveSlots } from '../../../src/slots/solve.js'
import { allPlans, smallProblems } from '../../helpers/slot-problem-arbitrary.js'

const objectives = fc.constantFrom(...OBJECTIVES)

test('every VM gets a slot that it may have, and pinned ones keep theirs', () => {
  fc.assert(
    fc.property(smallProblems, objectives, (problem, objective) => {
      const { slots } = solveSlots(problem, { objective, seed: 1 })

      slots.forEach((slot, vm) => {
        const { home, pinned, allowance, allowances } = problem.vms
        if (pinned[vm] === 1 && (home[vm] as number) >= 0) expect(slot).toBe(home[vm])
        else if (slot !== -1 && slot !== home[vm]) expect(allowances[allowance[vm] as number]).toContain(slot)
      })
    }),
  )
})

test('new VMs never fill a policy beyond its capacity, nor make more policies than the vault may', () => {
  fc.assert(
    fc.property(smallProblems, objectives, ({ vms, ...rest }, objective) => {
      const problem = { ...rest, vms: { ...vms, home: new Int32Array(vms.count).fill(-1) } }

      const { counts } = placed(problem, solveSlots(problem, { objective, seed: 1 }).slots)

      expect(Math.max(...counts)).toBeLessThanOrEqual(problem.families[0]?.slots[0]?.capacity as number)
      expect(counts.filter((count) => count > 0).length).toBeLessThanOrEqual(problem.vaults[0]?.newPolicies as number)
    }),
  )
})

test('no bound is above what the best of all plans achieves', () => {
  fc.assert(
    fc.property(smallProblems, objectives, (problem, objective) => {
      const solution = solveSlots(problem, { objective, seed: 1 })

      for (const { level, lowerBound } of solution.levels) {
        const best = bestOf(problem, solution, level)
        if (best !== null) expect(lowerBound, level).toBeLessThanOrEqual(best)
      }
    }),
  )
})

test('a conflict is only claimed where every plan breaks a limit', () => {
  fc.assert(
    fc.property(smallProblems, objectives, (problem, objective) => {
      const { conflicts, levels } = solveSlots(problem, { objective, seed: 1 })

      if (conflicts.length === 0) return
      expect(levels[0]?.lowerBound).toBeGreaterThan(0)
      for (const plan of allPlans(problem)) expect(isClean(problem, plan)).toBe(false)
    }),
  )
})

test('what the certificate says was achieved is what the plan achieves', () => {
  fc.assert(
    fc.property(smallProblems, objectives, (problem, objective) => {
      const { slots, levels } = solveSlots(problem, { objective, seed: 1 })

      const measured = measureSlots(problem, slots)

      for (const { level, achieved } of levels) expect(achieved).toBe(measured[level])
      expect(levels[0]?.lowerBound).toBeLessThanOrEqual(measured.violations)
    }),
  )
})

/** The least of a level among plans that are no worse at the levels above it; null when there is none. */
function bestOf(problem: SlotProblem, { levels }: SlotSolution, level: Level): number | null {
  const above = levels.slice(
    0,
    levels.findIndex((one) => one.level === level),
  )
  let best: number | null = null
  for (const plan of allPlans(problem)) {
    const measured = measureSlots(problem, plan)
    if (above.some((one) => measured[one.level] > one.achieved)) continue
    if (!isHeld(problem, plan)) continue
    best = Math.min(best ?? measured[level], measured[level])
  }
  return best
}

const isClean = (problem: SlotProblem, plan: Int32Array) =>
  measureSlots(problem, plan).violations === 0 && isHeld(problem, plan)

/** Whether the vault may make the policies. */
function isHeld(problem: SlotProblem, plan: Int32Array): boolean {
  const used = placed(problem, plan).counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  return used <= (problem.vaults[0]?.newPolicies as number)
}

function placed(problem: SlotProblem, slots: Int32Array) {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return table
}
