import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureSlots } from '../../../../src/slots/measure.js'
import { replan } from '../../../../src/slots/moves/replan.js'
import { peakBound } from '../../../../src/slots/peak/bound.js'
import { leaversOf } from '../../../../src/slots/peak/leavers.js'
import { levelPeak } from '../../../../src/slots/peak/level.js'
import { peakOf } from '../../../../src/slots/peak/peak-of.js'
import type { SlotFamily, SlotProblem, SlotVault } from '../../../../src/slots/problem.js'
import { allPlans, smallProblems } from '../../../helpers/slot-problem-arbitrary.js'

/** Durations from a tick to more than the whole circle, and in some problems a second regime of the clocks. */
const problems = fc
  .tuple(smallProblems, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 5, maxLength: 5 }), fc.nat(3))
  .map(([problem, durations, shift]) =>
    withRegime({ ...problem, vms: { ...problem.vms, duration: Uint16Array.from(durations) } }, shift),
  )

/** The same slots, and again so many ticks later in a regime of their own; 0: only one regime. */
function withRegime(problem: SlotProblem, shift: number): SlotProblem {
  if (shift === 0) return problem
  const { ticks } = problem.time
  const later = (starts: Uint16Array) => starts.map((start) => ticks + ((start + shift * (start % 2)) % ticks))
  const families = problem.families.map((family) => ({
    ...family,
    slots: family.slots.map((slot) => ({
      ...slot,
      starts: Uint16Array.from(new Set([...slot.starts, ...later(slot.starts)])).sort(),
    })),
  }))
  return { ...problem, time: { ...problem.time, regimes: 2 }, families }
}

/** Asks for each cell who is at work in it. */
function countEachCell({ families, time, vms }: SlotProblem, slots: Int32Array, durations: Uint16Array): number {
  const { ticks, regimes } = time
  const work = Array.from({ length: ticks * regimes }, (_, cell) => {
    let count = 0
    slots.forEach((slot, vm) => {
      for (const start of families[vms.family[vm] as number]?.slots[slot]?.starts ?? [])
        for (let tick = 0; tick < (durations[vm] as number); tick += 1)
          if (Math.floor(start / ticks) === Math.floor(cell / ticks) && (start + tick) % ticks === cell % ticks)
            count += 1
    })
    return count
  })
  return Math.max(...work)
}

describe('the peak', () => {
  it('is that of counting who is at work in each cell', () => {
    fc.assert(
      fc.property(problems, fc.nat(1_000), fc.integer({ min: 1, max: 9 }), (problem, pick, longest) => {
        const plans = [...allPlans(problem)]
        const slots = plans[pick % plans.length] as Int32Array
        const pessimistic = problem.vms.duration.map((duration) => duration + longest)

        expect(peakOf(problem, slots)).toBe(countEachCell(problem, slots, problem.vms.duration))
        expect(peakOf(problem, slots, pessimistic)).toBe(countEachCell(problem, slots, pessimistic))
      }),
    )
  })

  it('has no part in VMs that are nowhere', () => {
    const [problem] = fc.sample(problems, 1) as [SlotProblem]

    expect(peakOf(problem, new Int32Array(problem.vms.count).fill(-1))).toBe(0)
  })
})

describe('the bound of the peak', () => {
  it('is not above the peak of any plan', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const best = Math.min(...[...allPlans(problem)].map((plan) => peakOf(problem, plan)))

        expect(peakBound(problem).lowerBound).toBeLessThanOrEqual(best)
      }),
    )
  })

  it('is not above the peak of any plan when a plan shows where to look', () => {
    fc.assert(
      fc.property(problems, fc.nat(1_000), (problem, pick) => {
        const plans = [...allPlans(problem)]
        const best = Math.min(...plans.map((each) => peakOf(problem, each)))
        const plan = plans[pick % plans.length] as Int32Array

        expect(peakBound(problem, { plan }).lowerBound).toBeLessThanOrEqual(best)
      }),
    )
  })

  it('is mostly the peak of the best plan', () => {
    const some = fc.sample(problems, 100)
    const tight = some.filter((problem) => {
      const peaks = [...allPlans(problem)].map((plan) => peakOf(problem, plan))
      return peakBound(problem).lowerBound === Math.min(...peaks)
    })

    expect(tight.length).toBeGreaterThan(70)
  })
})

describe('the bound of the peak near home', () => {
  it('is not above the peak of any plan without violation that moves as few', () => {
    fc.assert(
      fc.property(problems, fc.nat(1_000), fc.nat(1_000), (problem, homes, pick) => {
        const settled = inTwoVaults(withHomes(problem, homes))
        const clean = [...allPlans(settled)]
          .map((slots) => ({ slots, ...measureSlots(settled, slots) }))
          .filter(({ violations }) => violations === 0)
        const plan = clean[pick % Math.max(1, clean.length)]
        fc.pre(plan !== undefined)
        const { slots, moves } = plan as (typeof clean)[number]
        const best = Math.min(...clean.filter((each) => each.moves <= moves).map(({ peak }) => peak))

        const leavers = leaversOf(settled, replan(settled, { seed: 1 }).survey, moves)

        expect(levelPeak(settled, slots, { keep: 'moves', leavers }).lowerBound).toBeLessThanOrEqual(best)
      }),
      { numRuns: 300 },
    )
  })
})

/** Everybody is somewhere, in one of all ways. */
function withHomes(problem: SlotProblem, pick: number): SlotProblem {
  const plans = [...allPlans(problem)]
  return { ...problem, vms: { ...problem.vms, home: plans[pick % plans.length] as Int32Array } }
}

/** Every other VM in a vault of its own, where the same limits hold. */
function inTwoVaults(problem: SlotProblem): SlotProblem {
  const [family, vault] = [problem.families[0], problem.vaults[0]] as [SlotFamily, SlotVault]
  return {
    ...problem,
    vaults: [vault, { ...vault, name: 'rsv-2' }],
    families: [family, { ...family, vault: 1 }],
    vms: { ...problem.vms, family: problem.vms.family.map((_, vm) => vm % 2) },
  }
}

describe('levelling', () => {
  const keeps = fc.constantFrom('moves', 'policies', 'none')

  it('never makes the peak higher, nor what stands above it worse', () => {
    fc.assert(
      fc.property(problems, keeps, (problem, keep) => {
        const { slots } = replan(problem, { seed: 1 })
        const before = measureSlots(problem, slots)
        const after = measureSlots(problem, levelPeak(problem, slots, { keep }).slots)

        expect(after.peak).toBeLessThanOrEqual(before.peak)
        expect(after.violations).toBeLessThanOrEqual(before.violations)
        if (keep !== 'none') expect(after[keep]).toBeLessThanOrEqual(before[keep])
      }),
    )
  })

  it('proves no bound above the peak of any plan', () => {
    fc.assert(
      fc.property(problems, keeps, (problem, keep) => {
        const best = Math.min(...[...allPlans(problem)].map((plan) => peakOf(problem, plan)))
        const { slots } = replan(problem, { seed: 1 })

        expect(levelPeak(problem, slots, { keep }).lowerBound).toBeLessThanOrEqual(best)
      }),
    )
  })

  it('leaves the plan that it is given as it was, and pinned VMs where they are', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { slots } = replan(problem, { seed: 1 })
        const given = slots.slice()
        const levelled = levelPeak(problem, slots, { keep: 'none' }).slots

        expect(slots).toEqual(given)
        levelled.forEach((slot, vm) => {
          if (problem.vms.pinned[vm] && (problem.vms.home[vm] as number) >= 0) expect(slot).toBe(given[vm])
        })
      }),
    )
  })

  it('spreads a jam over the window', () => {
    const [problem] = fc.sample(
      smallProblems.filter(({ families }) => families[0]?.slots.length === 4),
      1,
    ) as [SlotProblem]
    const jam = withoutLimits(problem)

    expect(peakOf(jam, new Int32Array(4))).toBe(4)
    expect(peakOf(jam, levelPeak(jam, new Int32Array(4), { keep: 'none' }).slots)).toBe(1)
  })
})

/** Four VMs of one tick that may start at any of four. */
function withoutLimits(problem: SlotProblem): SlotProblem {
  const slots = [0, 1, 2, 3].map((tick) => ({ starts: Uint16Array.of(tick), rank: tick, policies: 1, capacity: 9 }))
  return {
    ...problem,
    families: [{ vault: 0, name: 'gold', slots }],
    resources: [],
    vms: {
      count: 4,
      family: new Int32Array(4),
      allowance: new Int32Array(4),
      allowances: [Uint16Array.of(0, 1, 2, 3)],
      home: new Int32Array(4).fill(-1),
      pinned: new Uint8Array(4),
      duration: new Uint16Array(4).fill(1),
      use: { from: new Int32Array(5), resource: new Int32Array(), amount: new Int32Array() },
    },
  }
}
