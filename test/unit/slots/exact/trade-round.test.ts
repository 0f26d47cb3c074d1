import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTrades } from '../../../../src/slots/exact/trade-round.js'
import { measureSlots } from '../../../../src/slots/measure.js'
import { type SmallFleet, smallProblem } from './slot-problems.js'

function trade(fleet: SmallFleet, slots: readonly number[], bounds: readonly number[] = [0]): number[] {
  const round = { slots: Int32Array.from(slots), bounds: Int32Array.from(bounds), seed: 1 }
  return [...runTrades({ problem: smallProblem(fleet), ...round })]
}

describe('a round of trades', () => {
  it('gives up two slots for one that nobody had', () => {
    expect(trade({ vms: [{ allowed: [0, 2] }, { allowed: [1, 2] }] }, [0, 1], [1])).toEqual([2, 2])
  })

  it('finds room in the other slots of the family by moving others on', () => {
    const vms = [{ allowed: [0, 3] }, { allowed: [1, 3] }, { allowed: [1, 2] }, { allowed: [2] }]
    const slots = trade({ vms }, [0, 1, 1, 2], [2])

    expect(slots).toEqual([3, 3, 2, 2])
  })

  it('lets pinned VMs stay at home', () => {
    const vms = [{ allowed: [0, 2], home: 0, isPinned: true }, { allowed: [1, 2] }]

    expect(trade({ vms }, [0, 1], [1])[0]).toBe(0)
  })

  it('leaves a plan that reaches its bound as it is', () => {
    expect(trade({ vms: [{ allowed: [0, 2] }, { allowed: [1, 2] }] }, [0, 1], [2])).toEqual([0, 1])
  })

  it('makes no policy in a vault that has as many as it may', () => {
    const vms = [{ allowed: [0, 2] }, { allowed: [1, 2] }]

    expect(trade({ vms, newPolicies: 0 }, [0, 1], [1])).toEqual([0, 1])
  })
})

it('never uses more slots, nor breaks limits more, and gives the same plan each time', () => {
  const vm = fc.record({
    vault: fc.nat(1),
    allowed: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
    disks: fc.nat(6),
  })
  fc.assert(
    fc.property(fc.array(vm, { minLength: 1, maxLength: 12 }), (vms) => {
      const fleet = { vms, disksTogether: 8 }
      const problem = smallProblem(fleet)
      const start = vms.map(({ allowed }) => allowed[0] as number)
      const before = measureSlots(problem, Int32Array.from(start))
      const slots = trade(fleet, start, [0, 0])
      const after = measureSlots(problem, Int32Array.from(slots))

      expect(after.policies).toBeLessThanOrEqual(before.policies)
      expect(after.violations).toBeLessThanOrEqual(before.violations)
      expect(trade(fleet, start, [0, 0])).toEqual(slots)
    }),
    { numRuns: 50 },
  )
})
