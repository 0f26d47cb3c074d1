import { expect, it } from 'vitest'
import { certify, type Level } from '../../../src/slots/objective.js'
import type { SlotSolution } from '../../../src/slots/problem.js'
import { polishFor } from '../../../src/stagger/polish.js'
import { smallProblem } from '../slots/exact/slot-problems.js'

const clock = { now: () => new Date('2026-01-31T22:00:00Z'), sleep: async () => {} }
const levels: readonly Level[] = ['violations', 'policies', 'peak', 'night']

it('says of every level what the polished plan achieves, with the better bound', async () => {
  const problem = smallProblem({ vms: Array.from({ length: 4 }, () => ({})) })
  const solution: SlotSolution = {
    slots: Int32Array.of(0, 1, 2, 3),
    levels: levels.map((level) =>
      certify(level, { lowerBound: 0, achieved: level === 'policies' ? 4 : 1, bound: 'none' }),
    ),
    conflicts: [],
  }
  const polish = polishFor(10, { objective: 'fewest-policies', clock, signal: new AbortController().signal })

  const [polished] = await polish({ parts: [{ problem }] } as unknown as Parameters<typeof polish>[0], [solution])

  expect(new Set(polished?.slots).size).toBe(2)
  expect(polished?.levels).toMatchObject([
    { level: 'violations', achieved: 0 },
    { level: 'policies', lowerBound: 2, achieved: 2, isProven: true, bound: 'exact solution of vaults' },
    { level: 'peak', achieved: 2, bound: 'none' },
    { level: 'night' },
  ])
})
