import type { Clock } from '../core/clock.js'
import { polishSlots } from '../slots/exact/polish.js'
import type { Objective } from '../slots/objective.js'
import { certify } from '../slots/objective.js'
import type { SlotSolution } from '../slots/problem.js'
import type { Polish } from './make-plan.js'

/** Makes a plan better by exact solving until the time is up; how far it gets depends on the machine. */
export function polishFor(
  seconds: number,
  { objective, clock, signal }: { readonly objective: Objective; readonly clock: Clock; readonly signal: AbortSignal },
): Polish {
  return async ({ parts }, solutions) => {
    const untilMs = clock.now().getTime() + seconds * 1000
    const budget = { leftMs: () => untilMs - clock.now().getTime() }
    const given = parts.map(({ problem }, i) => ({ problem, slots: (solutions[i] as SlotSolution).slots }))
    const polished = await polishSlots(given, { objective, budget, signal })
    return solutions.map((solution, i) => withProofs(solution, polished[i]))
  }
}

type Polished = Awaited<ReturnType<typeof polishSlots>>[number]

/** Bounds of blocks add up where every vault has one. */
function withProofs(solution: SlotSolution, polished: Polished | undefined): SlotSolution {
  if (polished === undefined || polished.proofs.length === 0) return solution
  const levels = solution.levels.map((level) => {
    const proofs = polished.proofs.filter((proof) => proof.level === level.level)
    if (proofs.length === 0) return level
    const sum = (value: (proof: (typeof proofs)[number]) => number) => proofs.reduce((total, p) => total + value(p), 0)
    const [bounds, achieved] = [sum((proof) => proof.lowerBound), sum((proof) => proof.achieved)]
    if (bounds <= level.lowerBound) return certify(level.level, { ...level, achieved })
    return certify(level.level, { lowerBound: bounds, achieved, bound: 'exact solution of vaults' })
  })
  return { ...solution, slots: polished.slots, levels }
}
