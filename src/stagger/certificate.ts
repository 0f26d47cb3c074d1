import { type CertificateLevel, certify, LEVELS, type Level, type Objective } from '../slots/objective.js'
import type { SlotSolution } from '../slots/problem.js'

/** What the plan achieves, which may make fewer moves than its solutions, and what no solution can change. */
export interface Counted extends Readonly<Record<Level, { readonly achieved: number; readonly unavoidable: number }>> {
  /** False: moves were left out. What was proven for plans that keep as many limits says nothing about one that does not. */
  readonly isWhole: boolean
}

/** The levels of all parts, summed: what no part can do without, none of them together can. */
export function sumLevels(
  solutions: readonly SlotSolution[],
  objective: Objective,
  counted: Counted,
): CertificateLevel[] {
  return LEVELS[objective].flatMap((level) => {
    const parts = solutions.flatMap((solution) => solution.levels.filter((one) => one.level === level))
    if (parts.length < solutions.length) return []
    const { achieved, unavoidable } = counted[level]
    if (!counted.isWhole && level !== 'violations') {
      return [certify(level, { lowerBound: 0, achieved, bound: 'nothing is proven of a plan that leaves moves out' })]
    }
    const ofParts = parts.reduce((total, { lowerBound }) => total + lowerBound, 0)
    const lowerBound = Math.min(achieved, ofParts + unavoidable)
    const bound = ofParts === 0 && unavoidable > 0 ? 'what no slot can change' : commonBound(parts)
    return [certify(level, { lowerBound, achieved, bound })]
  })
}

/** The argument that gave most of the bounds. */
function commonBound(parts: readonly CertificateLevel[]): string {
  const counts = new Map<string, number>()
  for (const { bound } of parts) counts.set(bound, (counts.get(bound) ?? 0) + 1)
  const [first, ...others] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  if (first === undefined) return 'there is nothing to plan'
  return others.length === 0 ? first[0] : `${first[0]}, and others`
}
