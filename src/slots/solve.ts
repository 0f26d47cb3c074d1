import { figure } from '../core/figure.js'
import { nightNearHome, peakNearHome } from './bounds/near-home.js'
import { nightBound } from './bounds/night.js'
import { policyBounds } from './bounds/policies.js'
import { brokenResources, findConflicts, NO_CONFLICT, violationsBound } from './conflicts.js'
import { fewestPolicies, placeAnew } from './fewest-policies.js'
import { keepHomes } from './keep-homes.js'
import { measureSlots, misplaced } from './measure.js'
import { boundOf } from './moves/bound.js'
import { type Replan, replan } from './moves/replan.js'
import { type CertificateLevel, certify, LEVELS, type Level } from './objective.js'
import { peakBound } from './peak/bound.js'
import { leaversOf } from './peak/leavers.js'
import { type Levelled, levelPeak } from './peak/level.js'
import { inOneShape, type SlotProblem, type SlotSolution, type SolveOptions } from './problem.js'
import { shortenNights } from './shorten-nights.js'

/** Finds a slot for each VM: no violation where that is possible, then the levels of the objective in their order. */
export function solveSlots(given: SlotProblem, options: SolveOptions): SlotSolution {
  const problem = inOneShape(given)
  const work: Work = {
    problem,
    ...options,
    effort: options.effort ?? 1,
    bounds: once(() => policyBounds(problem, 'limits')),
    nearest: once(() => replan(problem, options)),
  }
  const { slots, lowerBound, bound } = slotsFor(work)
  const achieved = measureSlots(problem, slots)
  const broken = achieved.violations > 0 ? brokenResources(problem, slots) : []
  const plan = { slots, achieved, broken, peakBound: { lowerBound, bound } }
  return {
    slots,
    levels: LEVELS[options.objective].map((level) => certifyLevel(work, level, plan)),
    conflicts: achieved.violations > 0 ? findConflicts(problem, broken) : [],
  }
}

interface Work extends Required<SolveOptions> {
  readonly problem: SlotProblem
  /** Fewest slots by family, of plans without violation. */
  bounds(): Int32Array
  /** From home. */
  nearest(): Replan
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Where the peak comes third, one look at it has to do. */
const THIRD = 1 / 6

function slotsFor(work: Work): Levelled {
  const { problem, objective, seed, effort } = work
  if (objective === 'fewest-policies') {
    const plan = keepHomes(problem, fewestPolicies(problem, work))
    return levelPeak(problem, plan, { keep: 'policies', effort: effort * THIRD })
  }
  const near = nearestPlan(work)
  if (objective === 'shortest-night') {
    const slots = shortenNights(problem, near, { seed, effort })
    return { slots, ...peakBound(problem, { plan: slots, effort: 0 }) }
  }
  if (objective === 'lowest-peak') return levelPeak(problem, near, { keep: 'none', effort })
  const { violations, moves } = measureSlots(problem, near)
  const { survey } = work.nearest()
  const isNearHome = violations === 0 && survey.mayLeave.includes(1)
  return levelPeak(problem, near, {
    keep: 'moves',
    effort,
    ...(isNearHome && { leavers: leaversOf(problem, survey, moves) }),
  })
}

/** From home; or from nothing, where that leaves limits broken that need not be. */
function nearestPlan(work: Work): Int32Array {
  const { slots } = work.nearest()
  const { violations } = measureSlots(work.problem, slots)
  if (violations === 0) return slots
  const { lowerBound } = violationsBound(work.problem, { slots, broken: brokenResources(work.problem, slots) })
  if (violations === lowerBound) return slots
  const fresh = placeAnew(work.problem, work)
  return measureSlots(work.problem, fresh).violations < violations ? fresh : slots
}

interface Plan {
  readonly slots: Int32Array
  readonly achieved: Record<Level, number>
  /** Resources over their capacity. */
  readonly broken: readonly number[]
  /** Proven by levelling. */
  readonly peakBound: Bound
}

type Bound = Pick<CertificateLevel, 'lowerBound' | 'bound'>

function certifyLevel(work: Work, level: Level, plan: Plan): CertificateLevel {
  const { problem, objective } = work
  const { moves } = plan.achieved
  const isNearHome = objective === 'least-moves'
  const bounds: Record<Level, () => Bound> = {
    violations: () => (plan.achieved.violations === 0 ? NO_CONFLICT : violationsBound(problem, plan)),
    moves: () => boundOf(work.nearest().survey, { violations: plan.achieved.violations }),
    policies: () => policiesBound(work, plan),
    peak: () =>
      larger(
        plan.peakBound,
        isNearHome && { lowerBound: peakNearHome(problem, moves), bound: `the peak now, less ${figure(moves)} moves` },
      ),
    night: () =>
      larger(
        {
          lowerBound: nightBound(problem, { keepsLimits: plan.achieved.violations === 0 }),
          bound: 'the windows of each vault that lie furthest apart, and how many VMs may start together',
        },
        isNearHome && {
          lowerBound: nightNearHome(problem, moves),
          bound: `the nights now, less ${figure(moves)} moves`,
        },
      ),
  }
  return certify(level, { ...bounds[level](), achieved: plan.achieved[level] })
}

function larger(bound: Bound, other: Bound | false): Bound {
  return other !== false && other.lowerBound > bound.lowerBound ? other : bound
}

/** Where a limit has to be broken, others may be broken too, and VMs may start together: bounds by limits say nothing. */
function policiesBound({ problem, bounds }: Work, { slots, achieved }: Plan): Bound {
  if (misplaced(problem, slots) > 0) return { lowerBound: 0, bound: 'nothing is proven while VMs find no policy' }
  const keepsLimits = achieved.violations === 0
  const byFamily = keepsLimits ? bounds() : policyBounds(problem, 'windows')
  return {
    lowerBound: byFamily.reduce((sum, count) => sum + count, 0),
    bound: `windows${keepsLimits ? ', VMs and disks' : ''} of each tier of each vault`,
  }
}
