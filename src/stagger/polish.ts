import type { Clock } from '../core/clock.js'
import { type PolishedPart, polishSlots } from '../slots/exact/polish.js'
import { keepHomes } from '../slots/keep-homes.js'
import { measureSlots } from '../slots/measure.js'
import { certify, LEVELS, type Objective } from '../slots/objective.js'
import { levelPeak } from '../slots/peak/level.js'
import type { SlotProblem, SlotSolution } from '../slots/problem.js'
import type { Polish } from './make-plan.js'

/** Makes a plan better by exact solving until the time is up; how far it gets depends on the machine. */
export function polishFor(
  seconds: number,
  { objective, clock, signal }: { readonly objective: Objective; readonly clock: Clock; readonly signal: AbortSignal },
): Polish {
  return async ({ parts }, solutions) => {
    const untilMs = clock.now().getTime() + seconds * 1000
    const budget = { leftMs: () => untilMs - clock.now().getTime() }
    const given = parts.map(({ problem }, i) => {
      const { slots, levels } = solutions[i] as SlotSolution
      return { problem, slots, lowerBound: levels.find(({ level }) => level === LEVELS[objective][1])?.lowerBound ?? 0 }
    })
    const polished = await polishSlots(given, { objective, budget, signal })
    return given.map(({ problem }, i) =>
      withProofs(problem, solutions[i] as SlotSolution, { ...(polished[i] as PolishedPart), objective }),
    )
  }
}

/** What is below the polished level is made good again, and measured anew. */
function withProofs(
  problem: SlotProblem,
  solution: SlotSolution,
  { proofs, slots: polished, lowerBound: exact, objective }: PolishedPart & { readonly objective: Objective },
): SlotSolution {
  if (proofs.length === 0) return solution
  const keep = KEPT[objective]
  const plan = objective === 'fewest-policies' ? keepHomes(problem, polished) : polished
  const slots = keep ? levelPeak(problem, plan, { keep }).slots : plan
  const achieved = measureSlots(problem, slots)
  const levels = solution.levels.map(({ level, lowerBound, bound }) =>
    level === proofs[0]?.level && exact > lowerBound
      ? certify(level, { lowerBound: exact, achieved: achieved[level], bound: 'exact solution of vaults' })
      : certify(level, { lowerBound, achieved: achieved[level], bound }),
  )
  return { ...solution, slots, levels }
}

const KEPT = {
  'fewest-policies': 'policies',
  'least-moves': 'moves',
  'lowest-peak': null,
  'shortest-night': null,
} as const
