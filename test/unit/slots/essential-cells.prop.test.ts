import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLoadTable } from '../../../src/slots/load-table.js'
import { slotProblem, smallProblems } from '../../helpers/slot-problem-arbitrary.js'

const disks = { kind: 'disks', capacity: 3 } as const

test('who fits by all cells fits by the essential ones, and nobody else does', () => {
  fc.assert(
    fc.property(smallProblems, fc.infiniteStream(fc.nat(7)), (problem, picks) => {
      const [all, essential] = [createLoadTable(problem), createLoadTable(problem, 'essential')]
      for (let vm = 0; vm < problem.vms.count; vm += 1) {
        const allowed = [...(problem.vms.allowances[problem.vms.allowance[vm] as number] ?? [])]
        expect(allowed.map((slot) => essential.fits(vm, slot))).toEqual(allowed.map((slot) => all.fits(vm, slot)))
        const slot = allowed[(picks.next().value as number) % (allowed.length + 1)]
        if (slot === undefined) continue
        for (const table of [all, essential]) table.place(vm, slot)
      }
    }),
    { numRuns: 300 },
  )
})

test('of cells that the same slots load one counts, and none that only one slot loads beside others', () => {
  const problem = slotProblem({
    ticks: 6,
    slots: [
      [0, 1, 2, 3],
      [0, 1, 4],
    ],
    resources: [disks],
    vms: [{ allowed: [0, 1], uses: [1] }],
  })

  const { startCells } = createLoadTable(problem, 'essential')

  expect([...startCells.cells]).toEqual([0, 0])
})
