import { expect, test } from 'vitest'
import { solveSlots } from '../../../src/slots/solve.js'
import { type SmallProblem, slotProblem } from '../../helpers/slot-problem-arbitrary.js'

const DAY = Array.from({ length: 48 }, (_, tick) => [tick])
const EVER = DAY.map((_, slot) => slot)

function conflictsOf(problem: Omit<SmallProblem, 'ticks' | 'slots'> & Partial<SmallProblem>): string[] {
  const { conflicts } = solveSlots(slotProblem({ ticks: 48, slots: DAY, ...problem }), {
    objective: 'fewest-policies',
    seed: 1,
  })
  return conflicts.map(({ message }) => message)
}

test('an account with more disks than all starts of the day can take', () => {
  const vms = Array.from({ length: 150 }, () => ({ allowed: EVER, uses: [10] }))

  const messages = conflictsOf({ resources: [{ kind: 'disks', capacity: 20 }], vms })

  expect(messages).toEqual(['disks 0: 1,500 disks / 20 = 75 > 48 starts'])
})

test('a window with room for fewer VMs than have to start in it', () => {
  const late = Array.from({ length: 260 }, () => ({ allowed: [0, 44, 45, 46, 47], uses: [1] }))
  const free = Array.from({ length: 10 }, () => ({ allowed: EVER, uses: [1] }))

  const messages = conflictsOf({ resources: [{ kind: 'machines', capacity: 40 }], vms: [...late, ...free] })

  expect(messages).toEqual(['machines 0: 260 VMs that may start in [22:00, 00:00] UTC only / 40 = 7 > 5 starts'])
})

test('says so when it counts a week, or one day of it', () => {
  const week = 7 * 48
  const at = (tick: number) => Array.from({ length: 7 }, (_, day) => day * 48 + tick)
  const daily = Array.from({ length: 90 }, () => ({ allowed: [0, 1], uses: [1] }))
  const sundays = Array.from({ length: 90 }, () => ({ allowed: [2, 3], uses: [1] }))
  const of = (vms: SmallProblem['vms']) =>
    conflictsOf({
      ticks: week,
      slots: [at(44), at(45), [44], [45]],
      resources: [{ kind: 'machines', capacity: 40 }],
      vms,
    })

  expect(of(daily)).toEqual(['machines 0: 90 VMs x 7 starts a week / 40 = 16 > 14 starts a week'])
  expect(of(sundays)).toEqual(['machines 0: 90 VMs / 40 = 3 > 2 starts on Sundays'])
})

test('VMs that need a start of their own each', () => {
  const vms = Array.from({ length: 4 }, () => ({ allowed: [3, 4, 5], uses: [11] }))

  const messages = conflictsOf({ resources: [{ kind: 'disks', capacity: 20 }], vms })

  expect(messages).toEqual(['disks 0: 44 disks / 20 = 4 > 3 starts'])
})

test('pinned VMs that break a limit by themselves', () => {
  const vms = Array.from({ length: 3 }, () => ({ allowed: EVER, uses: [10], home: 2, pinned: true }))

  const messages = conflictsOf({ resources: [{ kind: 'disks', capacity: 20 }], vms })

  expect(messages).toContain('disks 0: VMs that stay where they are start 30 disks together > 20')
})

test('a vault that may not make the policies that its VMs need', () => {
  const vms = Array.from({ length: 90 }, () => ({ allowed: EVER, uses: [1] }))

  const messages = conflictsOf({ resources: [{ kind: 'machines', capacity: 40 }], vms, newPolicies: 2 })

  expect(messages).toEqual(['vault rsv-1: 3 new policies are needed > 2 that may be made'])
})

test('policies that take fewer VMs than have to start in a window', () => {
  const vms = Array.from({ length: 450 }, () => ({ allowed: [44, 45], uses: [1], home: 44 }))
  const free = Array.from({ length: 10 }, () => ({ allowed: EVER, uses: [1] }))
  const policies = DAY.map((_, slot) => (slot === 44 ? 1 : 0))
  const problem = { resources: [{ kind: 'machines' as const, capacity: 500 }], policies }

  expect(conflictsOf({ ...problem, vms: [...vms, ...free] })).toEqual([
    'policies of gold in vault rsv-1: 450 VMs that may start in [22:00, 22:30] UTC only / 100 in a policy = 5 > 2 policies (one for a start; 1 may be made)',
  ])
  expect(conflictsOf({ ...problem, vms: vms.slice(0, 150), newPolicies: 0 })).toEqual([
    'vault rsv-1: 1 new policy is needed > 0 that may be made',
    'policies of gold in vault rsv-1: 150 VMs / 100 in a policy = 2 > 1 policy (one for a start; 0 may be made)',
  ])
})

test('pinned VMs that are too many for their policy', () => {
  const vms = Array.from({ length: 120 }, () => ({ allowed: EVER, uses: [1], home: 3, pinned: true }))
  const policies = DAY.map((_, slot) => (slot === 3 ? 1 : 0))

  expect(conflictsOf({ resources: [{ kind: 'machines', capacity: 500 }], policies, vms })).toEqual([
    'policies of gold in vault rsv-1: 120 VMs / 100 in a policy = 2 > 1 policy (one for a start; 0 may be made)',
  ])
})

test.each([
  { what: 'a window', vms: 450, newPolicies: 200, over: 250 },
  { what: 'a vault that makes no more', vms: 150, newPolicies: 0, over: 50 },
])('VMs for which the policies of $what have no room are as many as the bound says', ({ vms, newPolicies, over }) => {
  const { levels } = solveSlots(
    slotProblem({
      ticks: 48,
      slots: DAY,
      resources: [{ kind: 'machines', capacity: 500 }],
      policies: DAY.map((_, slot) => (slot === 44 ? 1 : 0)),
      vms: Array.from({ length: vms }, () => ({ allowed: [44, 45], uses: [1], home: 44 })),
      newPolicies,
    }),
    { objective: 'least-moves', seed: 1 },
  )

  expect(levels[0]).toMatchObject({ lowerBound: over, achieved: over, isProven: true })
})

test('disks of VMs without a policy are not over a limit', () => {
  const vms = Array.from({ length: 100 }, () => ({ allowed: EVER, uses: [20] }))
  const problem = slotProblem({
    ticks: 48,
    slots: DAY,
    resources: [{ kind: 'disks', capacity: 20 }],
    vms,
    newPolicies: 0,
  })
  const { levels } = solveSlots(problem, { objective: 'least-moves', seed: 1 })

  expect(levels[0]).toMatchObject({ lowerBound: 100, achieved: 100 })
})

test('a conflict of policies proves a violation at least', () => {
  const vms = Array.from({ length: 90 }, () => ({ allowed: EVER, uses: [1] }))
  const problem = slotProblem({
    ticks: 48,
    slots: DAY,
    resources: [{ kind: 'machines', capacity: 40 }],
    vms,
    newPolicies: 2,
  })
  const { levels } = solveSlots(problem, { objective: 'fewest-policies', seed: 1 })

  expect(levels[0]).toMatchObject({ lowerBound: 1, achieved: 10 })
})

test('nothing is claimed where counting proves nothing', () => {
  // Three VMs of 2 units do not fit in two starts of 3, although 6 units do.
  const vms = Array.from({ length: 3 }, () => ({ allowed: [0, 1], uses: [1, 2] }))

  expect(
    conflictsOf({
      resources: [
        { kind: 'machines', capacity: 2 },
        { kind: 'disks', capacity: 4 },
      ],
      vms,
    }),
  ).toEqual([])
})
