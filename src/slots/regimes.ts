import type { ZoneClock } from './zones.js'

/** A way in which some clocks lie to one another, for part of the year. */
export interface Regime {
  /** A moment at which they do. */
  readonly fromMs: number
  /** Of each clock, minutes ahead of the first clock. */
  readonly ahead: readonly number[]
}

/**
 * Every way in which the clocks lie to one another within the 12 months, the earliest first. Clocks that change on the
 * same day by the same step stay in one regime: seen from one another nothing moves.
 */
export function regimesOf(clocks: readonly ZoneClock[], fromMs: number): Regime[] {
  const moments = [fromMs, ...clocks.flatMap((clock) => clock.changes.map((change) => change.atMs))]
  const regimes = new Map<string, Regime>()
  for (const ms of [...new Set(moments)].sort((a, b) => a - b)) {
    const offsets = clocks.map((clock) => clock.offsetAt(ms))
    const ahead = offsets.map((offset) => offset - (offsets[0] ?? 0))
    const key = ahead.join()
    if (!regimes.has(key)) regimes.set(key, { fromMs: ms, ahead })
  }
  return [...regimes.values()]
}
