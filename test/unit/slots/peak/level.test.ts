import { describe, expect, it } from 'vitest'
import { levelPeak } from '../../../../src/slots/peak/level.js'
import { solveSlots } from '../../../../src/slots/solve.js'
import { type SmallProblem, slotProblem } from '../../../helpers/slot-problem-arbitrary.js'

const HOURS = { ticks: 6, slots: [0, 1, 2, 3, 4, 5].map((tick) => [tick]) }

/** So many VMs of one tick that use nothing. */
function times(count: number, vm: Omit<SmallProblem['vms'][number], 'uses'>): SmallProblem['vms'][number][] {
  return Array.from({ length: count }, () => ({ ...vm, uses: [] }))
}

function problemOf(vms: readonly SmallProblem['vms'][], resources: SmallProblem['resources'] = []) {
  const problem = slotProblem({ ...HOURS, resources, vms: vms.flat(), policies: [1, 0, 1, 0, 0, 1] })
  return { ...problem, vms: { ...problem.vms, duration: new Uint16Array(problem.vms.count).fill(1) } }
}

function countBySlot(slots: Int32Array): number[] {
  return HOURS.slots.map((_, slot) => slots.filter((each) => each === slot).length)
}

describe('levelling below a peak that nobody can lower', () => {
  const fixed = times(10, { allowed: [5], home: 5 })
  const movers = times(12, { allowed: [0, 1], home: 2 })
  const plan = Int32Array.from([...fixed.map(() => 5), ...movers.map(() => 0)])

  it('shares VMs out evenly over the slots that they have anyway', () => {
    const { slots } = levelPeak(problemOf([fixed, movers]), plan, { keep: 'moves' })

    expect(countBySlot(slots)).toEqual([6, 6, 0, 0, 0, 10])
  })

  it('makes no policy for it', () => {
    const problem = problemOf([times(12, { allowed: [5], home: 5 }), movers])
    const { slots } = levelPeak(problem, Int32Array.from([...Array(12).fill(5), ...movers.map(() => 0)]), {
      keep: 'moves',
    })

    expect(countBySlot(slots)).toEqual([12, 0, 0, 0, 0, 12])
  })
})

describe('levelling without more moves', () => {
  it('sends a long backup away in place of a short one', () => {
    const problem = problemOf(
      [times(2, { allowed: [0, 3], home: 0 }), times(1, { allowed: [1], home: 1 })].map((vms) =>
        vms.map((vm) => ({ ...vm, uses: [1] })),
      ),
      [{ kind: 'machines', capacity: 1 }],
    )
    problem.vms.duration.set([3, 1, 1])

    const { slots } = levelPeak(problem, Int32Array.of(0, 3, 1), { keep: 'moves' })

    expect([...slots]).toEqual([3, 0, 1])
  })
})

describe('levelling with all VMs free to move', () => {
  it('sends home who does not have to leave for the peak', () => {
    const problem = problemOf([
      times(4, { allowed: [5], home: 5 }),
      times(3, { allowed: [0, 1, 2], home: 0 }),
      times(1, { allowed: [0, 1, 2], home: 1 }),
    ])
    const { slots } = levelPeak(problem, problem.vms.home, { keep: 'none' })

    expect(slots).toEqual(problem.vms.home)
  })

  it('takes no policy that nobody has when it has to keep the number of policies', () => {
    const problem = problemOf([times(4, { allowed: [0, 2] })])
    const { slots } = levelPeak(problem, new Int32Array(4), { keep: 'policies' })

    expect(countBySlot(slots)).toEqual([4, 0, 0, 0, 0, 0])
  })
})

describe('the bound of the peak near home', () => {
  it('knows that who need not leave an overfull start stays there', () => {
    const jammed = [0, 1].flatMap((home) => times(6, { allowed: [0, 1, 2, 3, 4, 5], home }))
    const problem = problemOf([jammed.map((vm) => ({ ...vm, uses: [1] }))], [{ kind: 'machines', capacity: 4 }])
    const { levels } = solveSlots(problem, { objective: 'least-moves', seed: 1 })

    expect(levels.filter(({ level }) => level === 'moves' || level === 'peak')).toMatchObject([
      { achieved: 4, lowerBound: 4 },
      { achieved: 4, lowerBound: 4 },
    ])
  })
})
