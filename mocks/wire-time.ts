import { dateOf, isoOf } from './clock.js'

/** How Azure Backup writes "not yet" in operations and tasks. Source: recordings of 2024, backup api 2024-04-01. */
export const NOT_YET = '0001-01-01T00:00:00'

/** How an item that was never backed up writes its last backup. Source: as above. */
export const NEVER = '2001-01-01T00:00:00Z'

const DAY_MS = 86_400_000

/**
 * A moment as the backup service writes it: up to seven digits of a second, none when it is a full second. The mock counts
 * milliseconds; the last four digits are made from the moment itself, so equal moments stay equal text.
 */
export function wireTime(ms: number): string {
  const whole = isoOf(Math.floor(ms / 1000) * 1000).slice(0, 19)
  const fraction = Math.floor(ms) % 1000
  if (fraction === 0) return `${whole}Z`
  const tail = (Math.imul(Math.floor(ms / 7) | 0, 2654435761 | 0) >>> 0) % 10_000
  const digits = `${String(fraction).padStart(3, '0')}${String(tail).padStart(4, '0')}`
  return `${whole}.${digits.replace(/0+$/, '')}Z`
}

/** ISO 8601 duration as .NET writes it: `PT41M14.587S`, `PT1H56M16.923S`, `PT0S`. */
export function wireDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms))
  const days = Math.floor(total / DAY_MS)
  const hours = Math.floor((total % DAY_MS) / 3_600_000)
  const minutes = Math.floor((total % 3_600_000) / 60_000)
  const seconds = (total % 60_000) / 1000
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`
  if (!days && !time) return 'PT0S'
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`
}

/** Time left as `d.hh:mm:ss.fffffff`, the form of deferredDeleteTimeRemaining. */
export function wireTimeSpan(ms: number): string {
  const left = Math.max(0, ms)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = `${two((left % DAY_MS) / 3_600_000)}:${two((left % 3_600_000) / 60_000)}:${two((left % 60_000) / 1000)}`
  return `${Math.floor(left / DAY_MS)}.${clock}.${String(Math.floor(left % 1000)).padStart(3, '0')}0000`
}

/** US text of a moment as property bags carry it: `4/28/2024 6:41:00 AM`. */
export function bagTime(ms: number): string {
  const date = dateOf(ms)
  const hours = date.getUTCHours()
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${clock}`
}

/** The etag of a vault: a percent-encoded time. */
export function wireEtag(ms: number): string {
  const encoded = wireTime(ms).replaceAll(':', '%3A')
  return `W/"datetime'${encoded}'"`
}
