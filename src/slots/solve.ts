import { nightBound } from './bounds/night.js'
import { policyBounds } from './bounds/policies.js'
import { brokenResources, findConflicts, violationsBound } from './conflicts.js'
import { fewestPolicies } from './fewest-policies.js'
import { measureSlots, misplaced } from './measure.js'
import { movesBound } from './moves/bound.js'
import { replan } from './moves/replan.js'
import { type CertificateLevel, certify, LEVELS, type Level } from './objective.js'
import { peakBound } from './peak/bound.js'
import { levelPeak } from './peak/level.js'
import type { SlotProblem, SlotSolution, SolveOptions } from './problem.js'
import { shortenNights } from './shorten-nights.js'

/** Finds a slot for each VM: no violation where that is possible, then the levels of the objective in their order. */
export function solveSlots(problem: SlotProblem, options: SolveOptions): SlotSolution {
  const slots = slotsFor(problem, options)
  const achieved = measureSlots(problem, slots)
  const broken = achieved.violations > 0 ? brokenResources(problem, slots) : []
  const plan = { slots, achieved, broken }
  return {
    slots,
    levels: LEVELS[options.objective].map((level) => certifyLevel(problem, level, plan)),
    conflicts: achieved.violations > 0 ? findConflicts(problem, broken) : [],
  }
}

interface Plan {
  readonly slots: Int32Array
  readonly achieved: Record<Level, number>
  /** Resources over their capacity. */
  readonly broken: readonly number[]
}

function slotsFor(problem: SlotProblem, { objective, seed, effort = 1 }: SolveOptions): Int32Array {
  const few = () => fewestPolicies(problem, { seed, effort, bounds: policyBounds(problem, 'limits') })
  if (objective === 'fewest-policies') return levelPeak(problem, few(), { keep: 'policies', effort })
  const near = nearestPlan(problem, { seed, effort, few })
  if (objective === 'shortest-night') return shortenNights(problem, near, { seed, effort })
  return levelPeak(problem, near, { keep: objective === 'least-moves' ? 'moves' : 'none', effort })
}

/** From home, or from nothing where that leaves limits broken that need not be. */
function nearestPlan(
  problem: SlotProblem,
  options: { seed: number; effort: number; few: () => Int32Array },
): Int32Array {
  const { slots } = replan(problem, options)
  const { violations } = measureSlots(problem, slots)
  if (violations === 0) return slots
  const fresh = options.few()
  return measureSlots(problem, fresh).violations < violations ? fresh : slots
}

type Bound = Pick<CertificateLevel, 'lowerBound' | 'bound'>

function certifyLevel(problem: SlotProblem, level: Level, plan: Plan): CertificateLevel {
  const bounds: Record<Level, () => Bound> = {
    violations: () => violationsBound(problem, plan.broken),
    moves: () => movesBound(problem, { violations: plan.achieved.violations }),
    policies: () => policiesBound(problem, plan),
    peak: () => peakBound(problem, { plan: plan.slots }),
    night: () => ({ lowerBound: nightBound(problem), bound: 'the windows of each vault that lie furthest apart' }),
  }
  return certify(level, { ...bounds[level](), achieved: plan.achieved[level] })
}

/** Where a limit has to be broken, others may be broken too, and VMs may start together: bounds by limits say nothing. */
function policiesBound(problem: SlotProblem, { slots, achieved }: Plan): Bound {
  if (misplaced(problem, slots) > 0) return { lowerBound: 0, bound: 'nothing is proven while VMs find no policy' }
  const keepsLimits = achieved.violations === 0
  const byFamily = policyBounds(problem, keepsLimits ? 'limits' : 'windows')
  return {
    lowerBound: byFamily.reduce((sum, count) => sum + count, 0),
    bound: `windows${keepsLimits ? ', VMs and disks' : ''} of each tier of each vault`,
  }
}
