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
  return COLLATOR.compare(x, y) || (a < b ? -1 : a > b ? 1 : 0)
}

const COLLATOR = new Intl.Collator('en-US', { numeric: true })
