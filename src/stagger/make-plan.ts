import { AzbkError } from '../core/errors.js'
import { type CompiledEstate, compileEstate } from '../slots/compile.js'
import { createDurationModel, type DurationFit } from '../slots/durations.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import type { SlotSolution } from '../slots/problem.js'
import { solveSlots } from '../slots/solve.js'
import { listFirst } from '../view/format.js'
import type { EstateReading } from './inventory.js'
import type { Scenario } from './measure.js'
import { type Overview, overviewOf } from './overview.js'
import { type PlanOptions, peaksOf, planEstate } from './plan.js'
import { type DurationSummary, longBackups, summarizeDurations } from './plan-durations.js'
import type { StaggerPlan } from './plan-file.js'
import { verifyPlan } from './verify.js'

/** A plan, and what it looks like. */
export interface MadePlan extends Overview {
  readonly plan: StaggerPlan
  /** VMs at work at the same time at most, summed over vaults, by how long backups take. */
  readonly peaks: Readonly<Record<'before' | 'after', Readonly<Record<Scenario, number>>>>
  /** How long backups take, and what that time goes to; empty when there are none. */
  readonly durations: readonly DurationSummary[]
}

/** Makes solutions better by a means that takes time; they come back in the same order. */
export type Polish = (compiled: CompiledEstate, solutions: readonly SlotSolution[]) => Promise<readonly SlotSolution[]>

export interface MakePlanOptions extends Omit<PlanOptions, 'durations'> {
  /** How long backups take, as jobs have shown. */
  readonly fit?: DurationFit
}

/**
 * Estate -> problems -> slots -> plan, read by the independent verifier before anybody sees it. The same estate, options
 * and seed give the same plan; only polishing by the clock may not.
 */
export async function makePlan(
  { estate, findings }: EstateReading,
  options: MakePlanOptions,
  polish?: Polish,
): Promise<MadePlan> {
  const { limits, dst, from, objective, seed, fit } = options
  const durations = createDurationModel({ assumptions: waitsOf(limits), ...(fit === undefined ? {} : { fit }) })
  const compiled = compileEstate(estate, { limits, dst, from, durations })
  const quick = compiled.parts.map(({ problem }) => solveSlots(problem, { objective, seed }))
  const solutions = polish === undefined ? quick : await polish(compiled, quick)
  const machines = compiled.parts.flatMap((part) => part.machines)
  const told = [...findings, ...longBackups(machines, durations, limits)]
  const { plan, parts } = planEstate({ estate, compiled, solutions, findings: told }, { ...options, durations })
  refuseDefects(verifyPlan(estate, plan, durations.likelyMinutes))
  return {
    plan,
    peaks: { before: peaksOf(parts, 'before'), after: peaksOf(parts, 'after') },
    durations: summarizeDurations(machines, durations),
    ...overviewOf(parts, options),
  }
}

function waitsOf({ startSpreadMinutes, queueHours }: LimitsProfile) {
  return { startSpreadMinutes: startSpreadMinutes.value, queueHours: queueHours.value }
}

/** A plan that the verifier finds fault with is a mistake of this program, whatever the estate is. */
function refuseDefects(findings: readonly StaggerFinding[]): void {
  const defects = findings.filter(({ severity }) => severity === 'error')
  if (defects.length === 0) return
  const shown = listFirst(defects.map(({ code, message }) => `${code}: ${message}`))
  throw new AzbkError({
    code: 'PLAN_DEFECTIVE',
    kind: 'bug',
    exit: 'failed',
    message: `The plan did not pass its own check, and is thrown away:${shown}`,
    suggestions: ['Report this with the inventory, or with the output of the same command and --debug.'],
  })
}
