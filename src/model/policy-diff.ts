import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import type { PolicySpec } from './policy.js'
import { canonicalSpec } from './policy-canonical.js'
import {
  isOnDemand,
  LONG_TERM_RULES,
  planRetention,
  type RetainedPoint,
  type RetentionDecision,
  ruleDays,
  vaultedPoints,
} from './policy-retention.js'
import { runsAfter, startsOfDay, timeOfDay } from './policy-schedule.js'
import { describeArchive, describeRule, describeSchedule } from './policy-words.js'

/** One field that two policies do not share, in words; null = not set. */
export interface FieldChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** What differs between two policies; nothing when they mean the same, however they are written. */
export function diffPolicies(before: PolicySpec, after: PolicySpec): FieldChange[] {
  const [old, next] = [fieldWords(before), fieldWords(after)]
  return Object.keys(old)
    .map((field) => ({ field, before: old[field] ?? null, after: next[field] ?? null }))
    .filter((change) => change.before !== change.after)
}

/** A policy as field -> words, in the order of the policy file. */
export function fieldWords(spec: PolicySpec): Record<string, string | null> {
  const { kind, schedule, retention, instantRestoreDays, snapshotGroup, timeZone, archive, consistency } =
    canonicalSpec(spec)
  return {
    kind,
    schedule: describeSchedule(schedule),
    timeZone,
    ...Object.fromEntries(LONG_TERM_RULES.map((rule) => [`retention.${rule}`, describeRule(retention, rule) ?? null])),
    instantRestoreDays: `${instantRestoreDays} days`,
    snapshotGroup: snapshotGroup ? `${snapshotGroup.prefix}<n>${snapshotGroup.suffix ?? ''}` : null,
    archive: archive ? describeArchive(archive) : null,
    consistency,
  }
}

export interface PolicyPair {
  readonly before: PolicySpec
  readonly after: PolicySpec
}

/** The points that one policy still keeps and the other would remove, oldest first, with what holds them now. */
export function prunedPoints(points: readonly RetainedPoint[], pair: PolicyPair, now: Instant): RetentionDecision[] {
  return comparePoints(points, pair, now).pruned
}

function comparePoints(points: readonly RetainedPoint[], { before, after }: PolicyPair, now: Instant) {
  const vaulted = vaultedPoints(points, before)
  const known = points.map((point) => ({ ...point, snapshotOnly: !isOnDemand(point) && !vaulted.has(point) }))
  const held = planRetention(known, before, now).filter((decision) => decision.keep)
  const goes = planRetention(known, after, now).filter((decision) => !decision.keep)
  const names = new Set(goes.map((decision) => decision.name))
  return {
    kept: held.filter((decision) => !names.has(decision.name)),
    pruned: held.filter((decision) => names.has(decision.name)),
    oldestHeld: held[0]?.time ?? null,
  }
}

/** What a change of policy means for one VM that the old policy has backed up all along. */
export interface PruningEstimate {
  /** Points held before and after the change. */
  readonly before: number
  readonly after: number
  /** How far back the oldest point reaches, before and after. */
  readonly oldestBefore: Instant | null
  readonly oldestAfter: Instant | null
  /** Years looked back; older points are not counted. */
  readonly horizonYears: number
}

const HORIZON_YEARS = 5

/** Counts the points of a VM in a steady state, `HORIZON_YEARS` back at most. */
export function estimatePruning(before: PolicySpec, after: PolicySpec, now: Instant): PruningEstimate {
  const { kept, pruned, oldestHeld } = comparePoints(steadyPoints(before, now), { before, after }, now)
  return {
    before: kept.length + pruned.length,
    after: kept.length,
    oldestBefore: oldestHeld,
    oldestAfter: kept[0]?.time ?? null,
    horizonYears: HORIZON_YEARS,
  }
}

/** Snapshots of the last days, and before them the one point of each day that reached the vault. */
function steadyPoints(spec: PolicySpec, now: Instant): RetainedPoint[] {
  const longest = Math.max(...LONG_TERM_RULES.map((rule) => ruleDays(spec.retention, rule)))
  const snapshotsFrom = timeAfter(now, -spec.instantRestoreDays * DAY_MS)
  const vaultedFrom = timeAfter(now, -Math.min(longest, HORIZON_YEARS * 365) * DAY_MS)
  const times = [...runsBetween(oncePerDay(spec), vaultedFrom, snapshotsFrom), ...runsBetween(spec, snapshotsFrom, now)]
  return times.map((time) => ({ name: time, time }))
}

function oncePerDay(spec: PolicySpec): PolicySpec {
  if (spec.schedule.frequency !== 'hourly') return spec
  return { ...spec, schedule: { frequency: 'daily', time: timeOfDay(startsOfDay(spec.schedule).at(-1) ?? 0) } }
}

function runsBetween(spec: PolicySpec, after: Instant, until: Instant): Instant[] {
  const times: Instant[] = []
  for (const time of runsAfter(spec, after)) {
    if (time > until) break
    times.push(time)
  }
  return times
}
