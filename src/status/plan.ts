import type { TierChoice } from '../config/tiers.js'
import { HOUR_MS, type Instant } from '../core/clock.js'
import { type ItemCondition, itemCondition, type ProtectedItem, type ProtectionState } from '../model/item.js'
import type { Job, JobError } from '../model/job.js'
import type { Policy } from '../model/policy.js'

/** Azure starts a scheduled backup within two hours: a point that much older than the RPO is still on time. AZURE-LIMITS.md D2. */
export const START_JITTER_MS = 2 * HOUR_MS

/** `unknown`: a vault that may hold the VM's item could not be read. */
export type StatusCondition = ItemCondition | 'unprotected' | 'unknown'

/** How one VM is protected. Durations in milliseconds. */
export interface StatusRow {
  readonly name: string
  readonly resourceGroup: string
  readonly id: string
  /** False for an item whose VM is gone. */
  readonly exists: boolean
  readonly condition: StatusCondition
  /** Azure's own word; null without an item. */
  readonly state: ProtectionState | null
  readonly vault: string | null
  readonly policy: string | null
  /** In words, in the policy's zone, e.g. `daily at 22:00 W. Europe Standard Time`; null when it could not be read. */
  readonly schedule: string | null
  /** The next scheduled starts; empty without a policy. */
  readonly nextRuns: readonly Instant[]
  readonly lastPoint: Instant | null
  readonly pointAgeMs: number | null
  readonly tier: string
  readonly tierReason: string
  readonly rpoMs: number | null
  /** Whether the last point is young enough; null when there is nothing to hold it against. */
  readonly rpoMet: boolean | null
  readonly health: string | null
  readonly lastBackup: { readonly time: Instant; readonly status: string | null } | null
  /** The backup that runs now. */
  readonly runningJob: string | null
  readonly lastFailure: StatusFailure | null
  /** When a soft-deleted item vanishes. */
  readonly purgeTime: Instant | null
}

export interface StatusFailure {
  readonly job: string
  readonly time: Instant
  /** Azure's reasons; lists may leave them out. */
  readonly errors: readonly JobError[]
}

/** A VM, or what is left of one in a vault. */
export interface StatusSubject {
  readonly name: string
  readonly resourceGroup: string
  readonly id: string
  readonly exists: boolean
}

/** What is known of one VM. */
export interface StatusFacts {
  readonly subject: StatusSubject
  readonly item: ProtectedItem | null
  /** True when a vault that may hold an item of it could not be read. */
  readonly uncertain: boolean
  readonly tier: TierChoice
  readonly policy: PolicyTimes | null
  /** Its backup jobs: those that run, and those that failed lately, newest first. */
  readonly running: Job | null
  readonly failed: Job | null
}

/** A policy's times, worked out once for all its VMs. */
export interface PolicyTimes {
  readonly policy: Policy
  readonly schedule: string
  readonly nextRuns: readonly Instant[]
}

export function statusRow(facts: StatusFacts, now: Date): StatusRow {
  const { subject, item, policy, tier, running, failed } = facts
  const condition = conditionOf(facts)
  const pointAgeMs = ageOf(item?.lastPointTime ?? null, now)
  const { rpoMs } = tier.tier
  return {
    ...subject,
    condition,
    state: item?.state ?? null,
    vault: item?.vaultName ?? null,
    policy: item?.policyName ?? null,
    schedule: condition === 'protected' ? (policy?.schedule ?? null) : null,
    nextRuns: condition === 'protected' ? (policy?.nextRuns ?? []) : [],
    lastPoint: item?.lastPointTime ?? null,
    pointAgeMs,
    tier: tier.tier.name,
    tierReason: tier.reason,
    rpoMs,
    rpoMet: isOnTime(condition, pointAgeMs, rpoMs),
    health: item?.health ?? null,
    lastBackup: item?.lastBackupTime ? { time: item.lastBackupTime, status: item.lastBackupStatus } : null,
    runningJob: running?.name ?? null,
    lastFailure: failed === null ? null : { job: failed.name, time: failed.startTime, errors: failed.errors },
    purgeTime: item?.softDelete?.purgeTime ?? null,
  }
}

function conditionOf({ item, uncertain }: StatusFacts): StatusCondition {
  if (item !== null) return itemCondition(item)
  return uncertain ? 'unknown' : 'unprotected'
}

function ageOf(time: Instant | null, now: Date): number | null {
  return time === null ? null : Math.max(0, now.getTime() - new Date(time).getTime())
}

/** A VM with an item and no point yet could lose everything: its RPO is not met. */
function isOnTime(condition: StatusCondition, ageMs: number | null, rpoMs: number | null): boolean | null {
  if (condition === 'unknown' || condition === 'unprotected' || condition === 'deleted' || rpoMs === null) return null
  return ageMs !== null && ageMs <= rpoMs + START_JITTER_MS
}
