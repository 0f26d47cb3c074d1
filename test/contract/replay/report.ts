import { EXPECTED_DIFFERENCES, type ExpectedDifference } from './expected-differences.js'
import type { Outcome } from './replay.js'

/** What became of one recording. */
export interface ReplayReport {
  name: string
  exchanges: number
  matched: number
  /** Entries of the list of expected differences that occurred. */
  known: ExpectedDifference[]
  /** Differences that nobody expects, with their exchanges. */
  unexpected: string[]
}

/** Sorts the differences of a recording into known and unexpected ones. */
export function reportOn(name: string, outcomes: readonly Outcome[]): ReplayReport {
  const known = new Set<ExpectedDifference>()
  const unexpected: string[] = []
  for (const { index, title, differences } of outcomes) {
    for (const difference of differences) {
      const entry = EXPECTED_DIFFERENCES.find(
        ({ recording, where, what }) => (recording?.test(name) ?? true) && where.test(title) && what.test(difference),
      )
      if (entry) known.add(entry)
      else unexpected.push(`#${index} ${title}: ${difference}`)
    }
  }
  const matched = outcomes.filter(({ differences }) => differences.length === 0).length
  return { name, exchanges: outcomes.length, matched, known: [...known], unexpected }
}

/** The table of all recordings: exchanges, matched, differing, and why. */
export function reportTable(reports: readonly ReplayReport[]): string {
  const width = Math.max(...reports.map(({ name }) => name.length))
  const row = (name: string, counts: readonly (string | number)[], why = '') =>
    [name.padEnd(width), ...counts.map((count) => String(count).padStart(9)), why].join('  ').trimEnd()
  const rows = reports.flatMap(({ name, exchanges, matched, known, unexpected }) => {
    const [first = '', ...others] = [...known.map(({ reason }) => reason), ...unexpected]
    return [
      row(name, [exchanges, matched, exchanges - matched], first),
      ...others.map((why) => row('', ['', '', ''], why)),
    ]
  })
  const sum = (key: 'exchanges' | 'matched') => reports.reduce((total, report) => total + report[key], 0)
  const [exchanges, matched] = [sum('exchanges'), sum('matched')]
  return [
    row('recording', ['exchanges', 'matched', 'differing'], 'why'),
    ...rows,
    row('all', [exchanges, matched, exchanges - matched]),
  ].join('\n')
}
