import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/clock.js'

/** `1d 2h`, `1h 20m`, `3m 5s`, `12s`: the two largest units. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000)) * 1000
  if (total >= DAY_MS) return pair(total, DAY_MS, 'd', HOUR_MS, 'h')
  if (total >= HOUR_MS) return pair(total, HOUR_MS, 'h', MINUTE_MS, 'm')
  if (total >= MINUTE_MS) return pair(total, MINUTE_MS, 'm', 1000, 's')
  return `${total / 1000}s`
}

function pair(total: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((total % big) / small)
  return `${Math.floor(total / big)}${bigUnit}${rest > 0 ? ` ${rest}${smallUnit}` : ''}`
}

/** `2026-01-31 22:30 UTC`; the way every time is printed. */
export function formatTime(time: Date | string | null | undefined): string {
  if (time === null || time === undefined) return '-'
  const date = typeof time === 'string' ? new Date(time) : time
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Time between two instants in words: `3h 5m ago`, `in 2d`. */
export function formatRelative(time: Date | string, now: Date): string {
  const ms = new Date(time).getTime() - now.getTime()
  return ms <= 0 ? `${formatDuration(-ms)} ago` : `in ${formatDuration(ms)}`
}

export function formatGigabytes(gb: number): string {
  return gb >= 1024 ? `${trim(gb / 1024)} TiB` : `${trim(gb)} GiB`
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '')
}

/** `1 VM`, `3 VMs`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
