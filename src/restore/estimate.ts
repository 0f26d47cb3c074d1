import { HOUR_MS, MINUTE_MS } from '../core/clock.js'
import type { PointTier } from '../model/point.js'
import type { RehydrationPriority, RestoreMode } from '../model/restore.js'

/** How long a restore takes. */
export interface RestoreEstimate {
  readonly bestMs: number
  /** Null, like the worst, when only the least that is to be copied is known: `bestMs` then holds for that. */
  readonly likelyMs: number | null
  readonly worstMs: number | null
  /** What takes most of the likely time. */
  readonly bound: EstimateBound
}

/** Making disks and VMs, the copy out of the vault, the wait for a staging account, the way back from the archive. */
export const ESTIMATE_BOUNDS = ['making', 'vault', 'account', 'archive'] as const
export type EstimateBound = (typeof ESTIMATE_BOUNDS)[number]

export interface EstimateFacts {
  readonly mode: RestoreMode
  /** Where the data come from. */
  readonly tier: PointTier
  /** Of all disks that are restored; null when it is not known. */
  readonly sizeGb: number | null
  /** What there is to copy at least; null when that is not known either. */
  readonly leastGb: number | null
  /** Null when nothing has to be brought back. */
  readonly priority: RehydrationPriority | null
}

/** A best, a likely and a worst time in milliseconds, or a rate in MB/s. */
type Range = readonly [best: number, likely: number, worst: number]

/** Seen from snapshots: 68 to 90 s for disks, 135 to 152 s for a VM, 23 minutes for a replacement; the worst are ours. Source: AZURE-BACKUP-API.md sections 12 and 18. */
const MAKING: Readonly<Record<RestoreMode, Range>> = {
  disks: [MINUTE_MS, 2 * MINUTE_MS, 15 * MINUTE_MS],
  vm: [2 * MINUTE_MS, 3 * MINUTE_MS, 20 * MINUTE_MS],
  replace: [5 * MINUTE_MS, 23 * MINUTE_MS, 45 * MINUTE_MS],
}

/**
 * Of whole disks, full or not. Microsoft calls 30 MB/s optimal (AZURE-LIMITS.md D7); disks that were all but empty were
 * seen at 60, and at 120 in the paired region, where the copies lie already; half of it at worst is ours.
 */
const VAULT_RATE: Range = [125, 30, 15]

/** Within 15 hours, or within one. Source: Microsoft docs, "Use archive tier support". */
const REHYDRATION: Readonly<Record<RehydrationPriority, Range>> = {
  standard: [HOUR_MS, 15 * HOUR_MS, 15 * HOUR_MS],
  high: [HOUR_MS / 4, HOUR_MS, HOUR_MS],
}

const MB_PER_GB = 1024

/** Null when it depends on a size of which nothing is known. Grows with the size, and best <= likely <= worst. */
export function estimateRestore(facts: EstimateFacts): RestoreEstimate | null {
  const { mode, tier, priority } = facts
  const sizeGb = tier === 'instant' ? 0 : (facts.sizeGb ?? facts.leastGb)
  if (sizeGb === null) return null
  const times = ([0, 1, 2] as const).map((i) => ({
    making: MAKING[mode][i],
    vault: ((sizeGb * MB_PER_GB) / VAULT_RATE[i]) * 1000,
    account: 0,
    archive: priority === null ? 0 : REHYDRATION[priority][i],
  }))
  const [bestMs = 0, likelyMs = 0, worstMs = 0] = times.map(({ making, vault, archive }) =>
    Math.round(making + vault + archive),
  )
  if (tier !== 'instant' && facts.sizeGb === null) return { bestMs, likelyMs: null, worstMs: null, bound: 'vault' }
  return { bestMs, likelyMs, worstMs, bound: largestOf(times[1]) }
}

/** Of a restore that begins when another one is over. */
export function estimateAfter(before: RestoreEstimate | null, own: RestoreEstimate | null): RestoreEstimate | null {
  if (before === null || own === null) return null
  const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b)
  const isWait = (before.likelyMs ?? before.bestMs) >= (own.likelyMs ?? own.bestMs)
  return {
    bestMs: before.bestMs + own.bestMs,
    likelyMs: sum(before.likelyMs, own.likelyMs),
    worstMs: sum(before.worstMs, own.worstMs),
    bound: isWait ? 'account' : own.bound,
  }
}

function largestOf(parts: Readonly<Record<EstimateBound, number>> | undefined): EstimateBound {
  const timeOf = (bound: EstimateBound) => parts?.[bound] ?? 0
  return ESTIMATE_BOUNDS.reduce((most, bound) => (timeOf(bound) > timeOf(most) ? bound : most))
}
