import { findWindows, WINDOWS_TO_IANA_MAP } from 'windows-iana'
import { editDistance } from '../core/closest.js'
import { nameKey } from '../core/names.js'

/**
 * The Windows name, as Azure wants it, of a zone given by Windows or IANA name in any case;
 * undefined when neither Windows nor this Node knows it.
 */
export function normalizeTimeZone(text: string): string | undefined {
  const name = text.trim()
  const windows = WINDOWS_ZONES.get(nameKey(name))
  if (windows !== undefined) return windows.name
  const iana = canonicalIana(name)
  return iana === undefined ? undefined : findWindows(iana)[0]
}

/** The IANA zone whose clock a Windows zone follows; `UTC` for a zone that nobody knows. */
export function ianaZone(windowsName: string): string {
  return WINDOWS_ZONES.get(nameKey(windowsName))?.iana ?? 'UTC'
}

/** Windows and IANA names for "did you mean": those spelt alike, then those that share most words, shortest first. */
export function similarTimeZones(text: string, limit = 3): string[] {
  const words = nameKey(text)
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2)
  const hits = (name: string) => words.filter((word) => nameKey(name).includes(word)).length
  const names = [...[...WINDOWS_ZONES.values()].map((zone) => zone.name), ...Intl.supportedValuesOf('timeZone')]
  const byWords = names
    .map((name) => ({ name, hits: hits(name) }))
    .filter((candidate) => candidate.hits > 0)
    .sort((a, b) => b.hits - a.hits || a.name.length - b.name.length)
    .map((candidate) => candidate.name)
  const alike = names.filter((name) => editDistance(nameKey(text), nameKey(name)) <= MISSPELT)
  return [...new Set(alike.length > 0 ? alike : byWords)].slice(0, limit)
}

/** Letters: `Europe/Berlinn` is meant as `Europe/Berlin`. */
const MISSPELT = 2

/** By {@link nameKey}; of each zone the place that stands for the whole world (territory 001 of CLDR). */
const WINDOWS_ZONES: ReadonlyMap<string, { readonly name: string; readonly iana: string }> = new Map(
  WINDOWS_TO_IANA_MAP.filter((row) => row.territory === '001').map((row) => [
    nameKey(row.windowsName),
    { name: row.windowsName, iana: row.iana[0] ?? 'UTC' },
  ]),
)

/** Intl matches without case and gives renamed zones (Europe/Kyiv) the name that the Windows table has. */
function canonicalIana(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
