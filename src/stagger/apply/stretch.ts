import type { Instant } from '../../core/clock.js'
import { formatTime } from '../../view/format.js'

/** A time in which a VM may be moved. */
export interface Stretch {
  readonly from: Instant
  /** Null when nothing near ends it. */
  readonly to: Instant | null
}

/** `between 2026-03-02 22:00 and 23:30 UTC`, or `after 2026-03-02 22:00 UTC`. */
export function sayStretch({ from, to }: Stretch): string {
  if (to === null) return `after ${formatTime(from)}`
  const isSameDay = from.slice(0, 10) === to.slice(0, 10)
  const start = formatTime(from).replace(' UTC', '')
  return `between ${start} and ${isSameDay ? formatTime(to).slice(11) : formatTime(to)}`
}
