/** Conditions of a `$filter` joined by `and`; undefined when there is none. */
export function odataFilter(conditions: Readonly<Record<string, string | undefined>>): string | undefined {
  const parts = Object.entries(conditions).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} eq '${value.replace(/'/g, "''")}'`],
  )
  return parts.length === 0 ? undefined : parts.join(' and ')
}

/**
 * A time as the filters of the backup service take it: `yyyy-MM-dd hh:mm:ss tt`, 12-hour clock, UTC.
 * Source: AZURE-BACKUP-API.md section 10.
 */
export function filterTime(time: string): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T')
  const hour = Number(clock.slice(0, 2))
  const hour12 = String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, '0')
  return `${date} ${hour12}${clock.slice(2, 8)} ${hour < 12 ? 'AM' : 'PM'}`
}
