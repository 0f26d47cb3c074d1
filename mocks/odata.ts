/** `key eq 'value'` pairs of a filter, keys in lower case; anything else in the text is ignored, as Azure does. */
export function parseFilter(text: string | undefined): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const match of (text ?? '').matchAll(/(\w+)\s+eq\s+'((?:[^']|'')*)'/gi)) {
    pairs[(match[1] ?? '').toLowerCase()] = (match[2] ?? '').replaceAll("''", "'")
  }
  return pairs
}

/** Moment of a filter date, `2026-01-31 12:00:00 AM` (12-hour clock, UTC); `00` hours are taken as midnight. */
export function parseFilterTime(text: string | undefined): number | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:\s+(\d{1,2}):(\d{2}):(\d{2})\s*(AM|PM)?)?$/i.exec(text?.trim() ?? '')
  if (!match) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const half = match[7]?.toUpperCase()
  const hours = half ? (hour % 12) + (half === 'PM' ? 12 : 0) : hour
  return Date.UTC(year, month - 1, day, hours, minute, second)
}
