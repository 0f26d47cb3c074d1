import { HOUR_MS, MINUTE_MS } from '../core/clock.js'
import type { PointTier } from '../model/point.js'
import type { RehydrationPriority, RestoreMode } from '../model/restore.js'

/** How long a restore takes. */
export interface RestoreEstimate {
  readonly bestMs: number
  readonly likelyMs: number
  readonly worstMs: number
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
  readonly crossRegion: boolean
  /** Null when nothing has to be brought back. */
  readonly priority: RehydrationPriority | null
  /** From 1: its place among the restores that go through the same staging account, one after the other. */
  readonly turn: number
}

/** A best, a likely and a worst time in milliseconds, or a rate in MB/s. */
type Range = readonly [best: number, likely: number, worst: number]

/** Seen from snapshots: 68 to 90 s for disks, 135 to 152 s for a VM, 23 minutes for a replacement; the worst are ours. Source: AZURE-BACKUP-API.md sections 12 and 18. */
const MAKING: Readonly<Record<RestoreMode, Range>> = {
  disks: [MINUTE_MS, 2 * MINUTE_MS, 15 * MINUTE_MS],
  vm: [2 * MINUTE_MS, 3 * MINUTE_MS, 20 * MINUTE_MS],
  replace: [5 * MINUTE_MS, 23 * MINUTE_MS, 45 * MINUTE_MS],
}

/** Microsoft calls 30 MB/s optimal, and 50 are seen; half of it at worst is ours. Source: AZURE-LIMITS.md D7. */
const VAULT_RATE: Range = [50, 30, 15]

/** No figure is published: the copy of the paired region is no faster than that of the vault's own, and may be slower. */
const CROSS_REGION: Range = [1, 1.5, 3]

/** Within 15 hours, or within one. Source: Microsoft docs, "Use archive tier support". */
const REHYDRATION: Readonly<Record<RehydrationPriority, Range>> = {
  standard: [HOUR_MS, 15 * HOUR_MS, 15 * HOUR_MS],
  high: [HOUR_MS / 4, HOUR_MS, HOUR_MS],
}

const MB_PER_GB = 1024

/** Null when it depends on a size that is not known. Grows with the size, and best <= likely <= worst. */
export function estimateRestore(facts: EstimateFacts): RestoreEstimate | null {
  const { mode, tier, sizeGb, crossRegion, priority, turn } = facts
  const isCopied = tier !== 'instant'
  if (isCopied && sizeGb === null) return null
  const times = ([0, 1, 2] as const).map((i) => {
    const alone = isCopied ? (((sizeGb ?? 0) * MB_PER_GB) / VAULT_RATE[i]) * 1000 : 0
    return {
      making: MAKING[mode][i],
      vault: alone * (crossRegion ? CROSS_REGION[i] : 1),
      account: alone * (crossRegion ? CROSS_REGION[i] : 1) * (Math.max(1, turn) - 1),
      archive: priority === null ? 0 : REHYDRATION[priority][i],
    }
  })
  const [bestMs = 0, likelyMs = 0, worstMs = 0] = times.map((parts) =>
    Math.round(parts.making + parts.vault + parts.account + parts.archive),
  )
  return { bestMs, likelyMs, worstMs, bound: largestOf(times[1]) }
}

function largestOf(parts: Readonly<Record<EstimateBound, number>> | undefined): EstimateBound {
  const timeOf = (bound: EstimateBound) => parts?.[bound] ?? 0
  return ESTIMATE_BOUNDS.reduce((most, bound) => (timeOf(bound) > timeOf(most) ? bound : most))
}
