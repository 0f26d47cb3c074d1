import { afterAll, describe, expect, test } from 'vitest'
import { routeName } from '../../mocks/router.js'
import { routeOf } from '../helpers/routes.js'
import { EXPECTED_DIFFERENCES } from './replay/expected-differences.js'
import { type Recording, readRecordings } from './replay/recording.js'
import { type Outcome, replay } from './replay/replay.js'
import { type ReplayReport, reportOn, reportTable } from './replay/report.js'

const folder = process.env.AZBK_RECORDINGS

describe.skipIf(!folder)('the served mock answers recorded requests as Azure did', () => {
  const reports: ReplayReport[] = []
  const evidence = new Map<string, { matched: number; total: number }>()
  const recordings = folder ? readRecordings(folder) : []

  afterAll(() => {
    process.stdout.write(`\n${reportTable(reports)}\n`)
  })

  test.each(recordings)('$name', async (recording) => {
    const outcomes = await replay(recording)
    const report = reportOn(recording.name, outcomes)
    reports.push(report)
    countRoutes(evidence, recording, outcomes)

    expect(report.unexpected).toEqual([])
  })

  test('every expected difference still occurs', () => {
    const used = new Set(reports.flatMap(({ known }) => known))

    expect(EXPECTED_DIFFERENCES.filter((entry) => !used.has(entry))).toEqual([])
  })

  test('the counts for each route are those in mocks/coverage: else run `npm run coverage:evidence` and `npm run docs`', async () => {
    const text = `${JSON.stringify(Object.fromEntries([...evidence].sort()), null, 2)}\n`

    await expect(text).toMatchFileSnapshot('../../mocks/coverage/recordings.json')
  })
})

function countRoutes(
  evidence: Map<string, { matched: number; total: number }>,
  { exchanges }: Recording,
  outcomes: readonly Outcome[],
): void {
  for (const [index, exchange] of exchanges.entries()) {
    const route = routeOf(exchange)
    const name = route ? routeName(route) : `${exchange.method} ${exchange.path}`
    const { matched, total } = evidence.get(name) ?? { matched: 0, total: 0 }
    const isMatch = outcomes[index]?.differences.length === 0
    evidence.set(name, { matched: matched + Number(isMatch), total: total + 1 })
  }
}

test.skipIf(folder)('set AZBK_RECORDINGS to the folder of the recordings to compare the mock with them', () => {})
