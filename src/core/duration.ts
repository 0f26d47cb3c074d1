import { DAY_MS, HOUR_MS, MINUTE_MS } from './clock.js'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS }

/** What {@link parseDuration} reads, as a pattern for JSON Schema. */
export const DURATION_PATTERN = '^\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w)\\s*)+$'

/** `90s`, `20m`, `1h30m`, `1.5d`, `2w` in milliseconds; undefined when the text is none of these or adds up to nothing. */
export function parseDuration(text: string): number | undefined {
  const lower = text.toLowerCase()
  if (!new RegExp(DURATION_PATTERN).test(lower)) return undefined
  const parts = [...lower.matchAll(/([\d.]+)\s*([a-z]+)/g)]
  const ms = Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0))
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined
}

/** The shortest word that {@link parseDuration} reads as so many milliseconds: `12h`, `90m`, `1500ms`. */
export function durationWord(ms: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
