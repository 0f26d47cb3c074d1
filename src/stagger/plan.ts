import { compareTexts, nameFirst } from '../core/names.js'
import type { CompiledEstate } from '../slots/compile.js'
import { windowReader } from '../slots/compile-windows.js'
import type { DurationModel } from '../slots/durations.js'
import type { Estate, EstateMachine } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { nightOf } from '../slots/measure.js'
import type { Objective } from '../slots/objective.js'
import { peakOf } from '../slots/peak/peak-of.js'
import type { SlotProblem, SlotSolution } from '../slots/problem.js'
import type { DstMode } from '../slots/zones.js'
import { sumLevels } from './certificate.js'
import { tellClocks } from './clock-findings.js'
import { fingerprintVaults } from './fingerprint.js'
import { SCENARIOS } from './measure.js'
import {
  type NewPolicy,
  PLAN_KIND,
  type PlanBasis,
  type PlannedMove,
  type PlanSide,
  type StaggerPlan,
} from './plan-file.js'
import { type PlannedPart, planPart } from './plan-part.js'
import type { DayBudget } from './rollout.js'
import { sortFindings } from './verify.js'

export interface PlanOptions {
  readonly objective: Objective
  readonly seed: number
  readonly limits: LimitsProfile
  readonly dst: DstMode
  /** The first day, `YYYY-MM-DD`. */
  readonly from: string
  readonly durations: DurationModel
  readonly basis: Omit<PlanBasis, 'vaults'>
  /** What of today's budgets is spent already, by vault key. */
  readonly spent?: ReadonlyMap<string, DayBudget>
}

/** What a plan is made from: an estate, the same in numbers, and a solution for each part of it. */
export interface PlanInput {
  readonly estate: Estate
  readonly compiled: CompiledEstate
  readonly solutions: readonly SlotSolution[]
  /** What was found out while the estate was read. */
  readonly findings: readonly StaggerFinding[]
}

export interface PlannedEstate {
  readonly plan: StaggerPlan
  readonly parts: readonly PlannedPart[]
}

/** Turns slots into a plan: policies and moves by name, over days, with what it is worth. Pure. */
export function planEstate(input: PlanInput, options: PlanOptions): PlannedEstate {
  const { estate, compiled, solutions } = input
  const { limits, objective } = options
  const ofPart = { budgetOf: budgets(options), windowOf: windowReader(estate.tiers, null) }
  const parts = compiled.parts.map((part, i) =>
    planPart(part, solutions[i]?.slots ?? part.problem.vms.home, { ...options, ...ofPart }),
  )
  const moves = byDay(parts.flatMap((part) => part.moves))
  const policies = byDay(parts.flatMap((part) => part.policies).sort(comparePolicies))
  const summary = { before: sideOf(parts, 'before'), after: sideOf(parts, 'after') }
  const left = parts.flatMap((part) => part.left)
  const plan: StaggerPlan = {
    kind: PLAN_KIND,
    schemaVersion: 1,
    from: options.from,
    objective,
    seed: options.seed,
    dst: options.dst,
    limits,
    basis: { ...options.basis, vaults: fingerprintVaults(estate, limits) },
    policies,
    moves,
    summary,
    days: Math.max(0, ...moves.slice(-1).map(({ day }) => day)),
    certificate: sumLevels(solutions, objective, {
      isWhole: left.length === 0,
      violations: { achieved: summary.after.violations, unavoidable: overAlone(compiled) },
      moves: { achieved: moves.length, unavoidable: moves.filter(({ from }) => from === null).length },
      policies: { achieved: summary.after.policies, unavoidable: 0 },
      peak: { achieved: sumOf(parts, peakOf), unavoidable: 0 },
      night: { achieved: sumOf(parts, nightOf), unavoidable: 0 },
    }),
    conflicts: solutions.flatMap((solution) => solution.conflicts),
    findings: sortFindings([...input.findings, ...tellClocks(compiled, parts), ...leftFindings(left, moves)]),
  }
  return { plan, parts }
}

function sumOf(parts: readonly PlannedPart[], measure: (problem: SlotProblem, slots: Int32Array) => number): number {
  return parts.reduce((sum, { part, slots }) => sum + measure(part.problem, slots), 0)
}

/** A full day for each vault, the first without what is spent. */
function budgets({ limits, spent }: PlanOptions): (vault: string, day: number) => DayBudget {
  const full = {
    policyWrites: limits.policyWritesPerDay?.value ?? Number.POSITIVE_INFINITY,
    changes: limits.protectionChangesPerDay?.value ?? Number.POSITIVE_INFINITY,
  }
  return (vault, day) => {
    const gone = day === 1 ? spent?.get(vault) : undefined
    if (gone === undefined) return full
    return {
      policyWrites: Math.max(0, full.policyWrites - gone.policyWrites),
      changes: Math.max(0, full.changes - gone.changes),
    }
  }
}

function byDay<T extends NewPolicy | PlannedMove>(steps: readonly T[]): T[] {
  return [...steps].sort((a, b) => a.day - b.day)
}

function comparePolicies(a: NewPolicy, b: NewPolicy): number {
  return compareTexts(a.vault, b.vault) || compareTexts(a.name, b.name)
}

function sideOf(parts: readonly PlannedPart[], side: 'before' | 'after'): PlanSide {
  const sum = (value: (part: PlannedPart) => number) => parts.reduce((total, part) => total + value(part), 0)
  return {
    violations: sum((part) => part[side].violations),
    mostStarts: parts.reduce((most, part) => Math.max(most, part[side].mostStarts), 0),
    peak: sum((part) => part[side].peaks.likely),
    policies: sum((part) => (side === 'before' ? part.usedBefore : part.usedAfter).size),
  }
}

/** Most VMs at work at the same time by each scenario, summed over vaults. */
export function peaksOf(parts: readonly PlannedPart[], side: 'before' | 'after') {
  const [best, likely, worst] = SCENARIOS.map((scenario) =>
    parts.reduce((sum, part) => sum + part[side].peaks[scenario], 0),
  )
  return { best: best ?? 0, likely: likely ?? 0, worst: worst ?? 0 }
}

/** Disks over the limit of VMs that alone have more in an account than may start together: no plan changes that. */
function overAlone({ findings }: CompiledEstate): number {
  return findings
    .filter(({ code }) => code === 'MACHINE_OVER_ACCOUNT')
    .reduce((sum, { evidence }) => sum + Number(evidence.disks) - Number(evidence.limit), 0)
}

function leftFindings(left: readonly EstateMachine[], moves: readonly PlannedMove[]): StaggerFinding[] {
  if (left.length === 0) return []
  const names = left.map(({ name }) => name)
  return [
    {
      id: findingId('MOVES_LEFT_OUT', []),
      code: 'MOVES_LEFT_OUT',
      severity: 'warning',
      message: `${nameFirst(names, 5)} stay where they are: on the way to their slots, a night would be worse than it is now.`,
      evidence: { machines: left.map(({ key }) => key) },
      source: null,
      cure:
        moves.length > 0
          ? 'azbk stagger plan once this plan is applied.'
          : 'Allow more changes a day: protectionChangesPerDay in a file for --profile.',
    },
  ]
}
