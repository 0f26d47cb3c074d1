import type { PolicySpec } from '../model/policy.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import type { CertificateLevel, Conflict, Objective } from '../slots/objective.js'
import type { DstMode } from '../slots/zones.js'

export const PLAN_KIND = 'azbk-stagger-plan'

export type { DstMode }

/** A saved plan: plain data, the only input of `stagger apply`. The same estate, options and seed give the same bytes. */
export interface StaggerPlan {
  readonly kind: typeof PLAN_KIND
  readonly schemaVersion: 1
  /** The day, `YYYY-MM-DD`, from which on it holds for 12 months of clock changes. */
  readonly from: string
  readonly objective: Objective
  readonly seed: number
  readonly dst: DstMode
  readonly limits: LimitsProfile
  /** What it was made from: a plan is stale for a vault when that vault's part has changed. */
  readonly basis: PlanBasis
  readonly policies: readonly NewPolicy[]
  readonly moves: readonly PlannedMove[]
  readonly summary: { readonly before: PlanSide; readonly after: PlanSide }
  /** Days that the budgets ask for, by vault the most. */
  readonly days: number
  readonly certificate: readonly CertificateLevel[]
  /** Why limits stay broken; empty when none is. */
  readonly conflicts: readonly Conflict[]
  readonly findings: readonly StaggerFinding[]
  /** SHA-256 of all of the above, in a file that was saved: one that was edited is told. */
  readonly digest?: string
}

export interface PlanBasis {
  /** An inventory file has no vaults in Azure: its plan can be simulated, not applied. */
  readonly source: 'azure' | 'inventory'
  readonly subscriptions: readonly string[]
  /** SHA-256 by vault key: policy bodies, item -> policy, disk choice and limits; no times or counters. */
  readonly vaults: readonly { readonly key: string; readonly fingerprint: string }[]
}

/** A slot policy to make: a clone that differs in its start time only. */
export interface NewPolicy {
  readonly vault: string
  readonly name: string
  /** The policy that it is a clone of; null when it is made from the tier's template. */
  readonly like: string | null
  readonly spec: PolicySpec
  /** Day of the rollout, from 1. */
  readonly day: number
}

export interface PlannedMove {
  /** Key of the machine in the estate: its resource id. */
  readonly machine: string
  readonly name: string
  readonly vault: string
  /** Null for a VM that has no policy yet (inventories only). */
  readonly from: string | null
  readonly to: string
  readonly reason: string
  /** Day of the rollout, from 1. */
  readonly day: number
}

/** The estate as it is, or as it will be. */
export interface PlanSide {
  /**
   * VMs and disks over a limit, summed over places (vaults, accounts, services). Of each place: what the worst weekday
   * has at each time of day, summed over the times of day, in the worst state of the clocks; a service counts the hours
   * that begin with a start. `measureSides` counts it.
   */
  readonly violations: number
  /** Most VMs that start together in one vault, on any weekday, in any state of the clocks. */
  readonly mostStarts: number
  /** VMs at work at the same time by the likely duration, at most, summed over vaults. */
  readonly peak: number
  /** Policies that some VM follows. */
  readonly policies: number
}
