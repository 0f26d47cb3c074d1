import { describe, expect, test } from 'vitest'
import { mixedFleet } from '../../../bench/fleets/mixed.js'
import { perfectFleet } from '../../../bench/fleets/perfect.js'
import { plantedFleet } from '../../../bench/fleets/planted.js'
import { measureSlots } from '../../../src/slots/measure.js'
import { OBJECTIVES } from '../../../src/slots/objective.js'
import type { SlotProblem } from '../../../src/slots/problem.js'
import { solveSlots } from '../../../src/slots/solve.js'
import { slotProblem } from '../../helpers/slot-problem-arbitrary.js'

const fewest = { objective: 'fewest-policies', seed: 1 } as const

describe('fleets with a plan that keeps all limits', () => {
  test.each([
    ['daily policies', plantedFleet],
    ['daily, weekly and hourly policies in two zones', mixedFleet],
  ])('%s: such a plan is found for each objective', (_, fleet) => {
    for (const problem of fleet({ vms: 120, seed: 7 })) {
      for (const objective of OBJECTIVES) {
        const { slots, conflicts } = solveSlots(problem, { objective, seed: 1 })

        expect(measureSlots(problem, slots).violations, objective).toBe(0)
        expect(conflicts).toEqual([])
      }
    }
  })

  test('the planted plan itself breaks no limit', () => {
    for (const fleet of [plantedFleet, mixedFleet]) {
      for (const problem of fleet({ vms: 300, seed: 3, homes: 'planted' })) {
        expect(measureSlots(problem, problem.vms.home).violations).toBe(0)
      }
    }
  })

  test('policies come close to their bound', () => {
    const [problem] = plantedFleet({ vms: 400, seed: 1 })

    const { levels } = solveSlots(problem as SlotProblem, fewest)

    const policies = levels.find(({ level }) => level === 'policies')
    expect(policies?.gap).toBeLessThanOrEqual(0.05)
  })

  test.each([
    ['VMs of 1 to 7 disks', { starts: 10, accounts: 8, disks: [1, 7] }],
    ['VMs of 4 to 9 disks, none of which fills a small gap', { starts: 16, accounts: 4, disks: [4, 9] }],
    [
      'VMs of which two in five have disks on two accounts',
      { starts: 6, accounts: 4, disks: [1, 7], twoAccounts: 0.4 },
    ],
  ] as const)('a packing without any slack is found: %s', (_, options) => {
    const [problem] = perfectFleet({ seed: 1, vaults: 1, ...options }) as [SlotProblem]

    const { slots } = solveSlots(problem, fewest)

    expect(measureSlots(problem, slots)).toMatchObject({ violations: 0, policies: options.starts })
  })
})

test('the same problem and seed give the same plan', () => {
  const [problem] = mixedFleet({ vms: 120, seed: 5 }) as [SlotProblem]

  const [one, other] = [solveSlots(problem, { ...fewest, seed: 9 }), solveSlots(problem, { ...fewest, seed: 9 })]

  expect(one).toEqual(other)
})

test('existing policies are taken before new ones are made', () => {
  const problem = slotProblem({
    ticks: 4,
    slots: [[0], [1], [2]],
    policies: [0, 0, 1],
    resources: [],
    vms: [
      { allowed: [0, 1, 2], uses: [] },
      { allowed: [0, 1, 2], uses: [] },
    ],
  })

  expect([...solveSlots(problem, fewest).slots]).toEqual([2, 2])
})

test('a VM whose disks fill an account by themselves is alone at its start', () => {
  const disk = (amount: number) => ({ allowed: [0, 1, 2], uses: [amount] })
  const problem = slotProblem({
    ticks: 3,
    slots: [[0], [1], [2]],
    resources: [{ kind: 'disks', capacity: 20 }],
    vms: [disk(20), disk(12), disk(8), disk(5)],
  })

  const { slots } = solveSlots(problem, fewest)

  expect([...slots].filter((slot) => slot === slots[0])).toHaveLength(1)
  expect(measureSlots(problem, slots)).toMatchObject({ violations: 0, policies: 3 })
})

test('classic VMs of a service stay an hour apart', () => {
  const problem = slotProblem({
    ticks: 4,
    slots: [[0], [1], [2]],
    resources: [{ kind: 'service', capacity: 1, span: 2 }],
    vms: [
      { allowed: [0, 1], uses: [1] },
      { allowed: [0, 1, 2], uses: [1] },
    ],
  })

  expect([...solveSlots(problem, fewest).slots]).toEqual([0, 2])
})

test('a VM that no window fits keeps what it has', () => {
  const problem = slotProblem({
    ticks: 2,
    slots: [[0], [1]],
    resources: [],
    vms: [
      { allowed: [], uses: [], home: 1 },
      { allowed: [], uses: [] },
    ],
  })

  for (const objective of OBJECTIVES) expect([...solveSlots(problem, { objective, seed: 1 }).slots]).toEqual([1, -1])
})

test('who fits nowhere goes where that does least harm', () => {
  const problem = slotProblem({
    ticks: 2,
    slots: [[0], [1]],
    resources: [{ kind: 'disks', capacity: 4 }],
    vms: [
      { allowed: [0], uses: [4] },
      { allowed: [1], uses: [3] },
      { allowed: [0, 1], uses: [2] },
    ],
  })

  const { slots, levels } = solveSlots(problem, fewest)

  expect([...slots]).toEqual([0, 1, 1])
  expect(levels[0]).toMatchObject({ level: 'violations', achieved: 1, lowerBound: 1, isProven: true })
})
