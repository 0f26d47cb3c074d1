import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSlotRoom } from '../../../../src/slots/bounds/crowded-day.js'
import { policyBounds } from '../../../../src/slots/bounds/policies.js'
import { measureSlots } from '../../../../src/slots/measure.js'
import type { Slot, SlotProblem } from '../../../../src/slots/problem.js'

const [DAILY, ONCE] = [0, 1]

test('where VMs of every day leave no whole start, those of one day need more slots than their number asks for', () => {
  const problem = vaultOf({
    days: 7,
    capacity: 4,
    daily: [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    once: 4,
  })

  expect(createSlotRoom(problem)(ONCE, 0)).toBe(2)
  expect([...policyBounds(problem, 'limits')]).toEqual([2, 2])
  expect([...policyBounds(problem, 'windows')]).toEqual([1, 1])
})

test('VMs that may start elsewhere take no room', () => {
  const free = vaultOf({ days: 7, capacity: 4, daily: [[2], [2], [2], [2]], once: 4 })

  expect(createSlotRoom(free)(ONCE, 0)).toBe(4)
  expect(createSlotRoom(free)(DAILY, 0)).toBe(4)
})

test('no plan that keeps the limit has fewer slots', () => {
  const fleets = fc.record({
    days: fc.constant(2),
    capacity: fc.integer({ min: 1, max: 4 }),
    daily: fc.array(fc.subarray([0, 1, 2], { minLength: 1 }), { minLength: 1, maxLength: 4 }),
    once: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fleets.map(vaultOf), (problem) => {
      const bounds = policyBounds(problem, 'limits')
      for (const slots of plansOf(problem)) {
        if (measureSlots(problem, slots).violations > 0) continue
        for (const family of [DAILY, ONCE]) {
          const used = new Set(slots.filter((_, vm) => problem.vms.family[vm] === family))
          expect(used.size).toBeGreaterThanOrEqual(bounds[family] as number)
        }
      }
    }),
  )
})

interface Fleet {
  readonly days: number
  readonly capacity: number
  /** Which of the three starts of a day each VM of every day may have. */
  readonly daily: readonly (readonly number[])[]
  /** VMs that start once, at one of the first two starts of any day. */
  readonly once: number
}

/** A vault whose days have three starts. */
function vaultOf({ days, capacity, daily, once }: Fleet): SlotProblem {
  const everyDay = [0, 1, 2].map((start) => Array.from({ length: days }, (_, day) => 3 * day + start))
  const oneDay = Array.from({ length: 3 * days }, (_, cell) => [cell])
  const early = oneDay.map((_, cell) => cell).filter((cell) => cell % 3 < 2)
  const allowed = [...daily, ...Array.from({ length: once }, () => early)]
  return {
    name: 'rsv-1',
    time: { tickMinutes: 480, ticks: 3 * days, regimes: 1 },
    vaults: [{ name: 'rsv-1', newPolicies: 200 }],
    families: [
      { vault: 0, name: 'daily', slots: everyDay.map(slotAt) },
      { vault: 0, name: 'weekly', slots: oneDay.map(slotAt) },
    ],
    resources: [{ kind: 'machines', name: 'vault rsv-1', capacity, span: 1 }],
    vms: {
      count: allowed.length,
      family: Int32Array.from(allowed, (_, vm) => (vm < daily.length ? DAILY : ONCE)),
      allowance: Int32Array.from(allowed.keys()),
      allowances: allowed.map((slots) => Uint16Array.from(slots)),
      home: new Int32Array(allowed.length).fill(-1),
      pinned: new Uint8Array(allowed.length),
      duration: new Uint16Array(allowed.length).fill(1),
      use: {
        from: Int32Array.from({ length: allowed.length + 1 }, (_, vm) => vm),
        resource: new Int32Array(allowed.length),
        amount: new Int32Array(allowed.length).fill(1),
      },
    },
  }
}

const slotAt = (starts: readonly number[], rank: number): Slot => ({
  starts: Uint16Array.from(starts),
  rank,
  policies: 0,
  capacity: 100,
})

function plansOf({ vms }: SlotProblem, from: readonly number[] = []): Int32Array[] {
  if (from.length === vms.count) return [Int32Array.from(from)]
  const allowed = vms.allowances[from.length] as Uint16Array
  return [...allowed].flatMap((slot) => plansOf({ vms } as SlotProblem, [...from, slot]))
}
