import { expect, it } from 'vitest'
import { measureSlots } from '../../../../src/slots/measure.js'
import { createFleet } from '../../../../src/slots/moves/fleet.js'
import { giveBack } from '../../../../src/slots/moves/give-back.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { boardOf } from '../../../../src/slots/repair/board.js'

const slot = (...starts: number[]) => ({ starts: Uint16Array.from(starts), rank: 0, policies: 1, capacity: 10 })

/** One VM may start at a time. The first starts twice a day, at 0 and 2 at home; the second once, at 2 at home. */
const problem: SlotProblem = {
  name: 'rsv',
  time: { tickMinutes: 30, ticks: 4, regimes: 1 },
  vaults: [{ name: 'rsv', newPolicies: 0 }],
  families: [
    { vault: 0, name: 'twice', slots: [slot(0, 2), slot(1, 3)] },
    { vault: 0, name: 'once', slots: [slot(0), slot(1), slot(2), slot(3)] },
  ],
  resources: [{ kind: 'machines', name: 'vault rsv', capacity: 1, span: 1 }],
  vms: {
    count: 2,
    family: Int32Array.of(0, 1),
    allowance: Int32Array.of(0, 1),
    allowances: [Uint16Array.of(0, 1), Uint16Array.of(0, 2)],
    home: Int32Array.of(0, 2),
    pinned: new Uint8Array(2),
    duration: Uint16Array.of(1, 1),
    use: { from: Int32Array.of(0, 1, 2), resource: Int32Array.of(0, 0), amount: Int32Array.of(1, 1) },
  },
}

it('sends nobody home where the VM that makes room has no place but one that starts at the same time', () => {
  const fleet = createFleet(problem)
  fleet.table.place(0, 1)
  fleet.table.place(1, 0)

  giveBack(fleet, boardOf(problem, fleet.table, new Uint8Array(2)))

  expect([...fleet.table.slots]).toEqual([1, 2])
  expect(measureSlots(problem, fleet.table.slots)).toMatchObject({ violations: 0, moves: 1 })
})
