import { DAY_MS, HOUR_MS, MINUTE_MS } from './clock.js'

const ISO_DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/i

/** Milliseconds of an ISO 8601 duration as Azure writes it, e.g. `PT1H56M16.9236672S`; null for anything else. */
export function parseIsoDuration(text: string | undefined | null): number | null {
  const match = ISO_DURATION.exec(text?.trim() ?? '')
  if (!match) return null
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  const ms = days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000
  return Number.isNaN(ms) ? null : Math.round(ms)
}
