import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/clock.js'
import { figure } from '../core/figure.js'

const UNITS = [
  [DAY_MS, 'd'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'm'],
  [1000, 's'],
] as const

/** `1d 2h`, `1h 20m`, `3m 5s`, `12s`: the two largest units. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000)) * 1000
  const first = UNITS.findIndex(([size]) => total >= size)
  if (first < 0) return '0s'
  let rest = total
  const parts = UNITS.slice(first, first + 2).flatMap(([size, unit]) => {
    const n = Math.floor(rest / size)
    rest %= size
    return n === 0 ? [] : [`${n}${unit}`]
  })
  return parts.join(' ')
}

/** `2026-01-31 22:30 UTC`; the way every time is printed. */
export function formatTime(time: Date | string | null | undefined): string {
  if (time === null || time === undefined) return '-'
  const date = typeof time === 'string' ? new Date(time) : time
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `1 VM`, `3 VMs`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${figure(n)} ${n === 1 ? noun : plural}`
}

/** The first of many sentences, each on its line under a heading, and how many more there are. */
export function listFirst(sentences: readonly string[], most = 5): string {
  const more = sentences.length > most ? [`and ${figure(sentences.length - most)} more`] : []
  return [...sentences.slice(0, most), ...more].map((line) => `\n  - ${line}`).join('')
}

/** What to do next, best first: the first few, after the word that says so. */
export function renderAdvice(advice: readonly string[], most = 5): string {
  const [only, ...others] = advice
  if (only === undefined) return ''
  return others.length === 0 ? `\nTry: ${only}` : `\nTry:${listFirst(advice, most)}`
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
