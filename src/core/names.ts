import { editDistance } from './closest.js'
import { figure } from './figure.js'

/** Azure compares names, ids and enum values without case; so do we, everywhere through these. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** The form of a name to use as a map key. */
export function nameKey(name: string): string {
  return name.toLowerCase()
}

/** Order for output: without case, numbers by value, the same on every machine. */
export function compareNames(a: string, b: string): number {
  const x = a.toLowerCase()
  const y = b.toLowerCase()
  return COLLATOR.compare(x, y) || compareTexts(a, b)
}

/** By code units, and so the same on every machine: `localeCompare` follows the language that is set. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** {@link compareNames} for named resources; of the same name, by id. */
export function compareNamed<T extends { readonly name: string; readonly id: string }>(a: T, b: T): number {
  return compareNames(a.name, b.name) || compareNames(a.id, b.id)
}

const COLLATOR = new Intl.Collator('en-US', { numeric: true })

/** The word among the known ones that a text stands for, in the case of the known one. */
export function findName<T extends string>(known: readonly T[], text: string | undefined | null): T | undefined {
  return known.find((name) => sameName(name, text ?? ''))
}

/** In one line, of many the first: `web-01, web-02, web-03 and 197 more`. */
export function nameFirst(names: readonly string[], most = 3): string {
  const more = names.length > most ? ` and ${figure(names.length - most)} more` : ''
  return `${names.slice(0, most).join(', ')}${more}`
}

/** One form of a region: Azure takes and shows both `West Europe` and `westeurope`. */
export function regionKey(region: string): string {
  return region.toLowerCase().replace(/\s/g, '')
}

/** The names most like a mistyped one, nearest first: those that hold it, or differ in at most a third of it. */
export function closeNames(typed: string, candidates: readonly string[], limit = 3): string[] {
  const key = nameKey(typed)
  const distance = (name: string) => (nameKey(name).includes(key) ? 0 : editDistance(key, nameKey(name)))
  const within = Math.max(1, Math.floor(key.length / 3))
  return [...new Set(candidates)]
    .map((name) => ({ name, distance: distance(name) }))
    .filter((candidate) => candidate.distance <= within)
    .sort((a, b) => a.distance - b.distance || compareNames(a.name, b.name))
    .slice(0, limit)
    .map((candidate) => candidate.name)
}
