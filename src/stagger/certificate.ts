import { type CertificateLevel, certify, LEVELS, type Level, type Objective } from '../slots/objective.js'
import type { SlotSolution } from '../slots/problem.js'

/** What was counted of the whole plan, where the parts' own sums leave something out. */
export type Counted = Readonly<Partial<Record<Level, { readonly achieved: number; readonly unavoidable: number }>>>

/** The levels of all parts, summed: what no part can do without, none of them together can. */
export function sumLevels(
  solutions: readonly SlotSolution[],
  objective: Objective,
  counted: Counted,
): CertificateLevel[] {
  return LEVELS[objective].flatMap((level) => {
    const parts = solutions.flatMap((solution) => solution.levels.filter((one) => one.level === level))
    const known = counted[level]
    if (parts.length < solutions.length) return []
    const sum = (value: (one: CertificateLevel) => number) => parts.reduce((total, one) => total + value(one), 0)
    const achieved = known?.achieved ?? sum((one) => one.achieved)
    const ofParts = sum((one) => one.lowerBound)
    const unavoidable = known?.unavoidable ?? 0
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
