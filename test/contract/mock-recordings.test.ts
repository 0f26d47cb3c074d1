import { describe, expect, test } from 'vitest'
import { routeName } from '../../mocks/router.js'
import { routeOf } from '../helpers/routes.js'
import { EXPECTED_DIFFERENCES, type ExpectedDifference } from './replay/expected-differences.js'
import { readRecordings } from './replay/recording.js'
import { replay } from './replay/replay.js'

const folder = process.env.AZBK_RECORDINGS

describe.skipIf(!folder)('the mock answers recorded requests as Azure did', () => {
  const used = new Set<ExpectedDifference>()
  const evidence = new Map<string, { matched: number; total: number }>()
  const recordings = folder ? readRecordings(folder) : []

  test.each(recordings)('$name', async (recording) => {
    const outcomes = await replay(recording)
    const unexpected: string[] = []
    for (const { index, title, differences } of outcomes) {
      for (const difference of differences) {
        const known = EXPECTED_DIFFERENCES.find(
          (entry) =>
            (entry.recording?.test(recording.name) ?? true) && entry.where.test(title) && entry.what.test(difference),
        )
        if (known) used.add(known)
        else unexpected.push(`#${index} ${title}: ${difference}`)
      }
    }
    for (const [index, exchange] of recording.exchanges.entries()) {
      const route = routeOf(exchange)
      const name = route ? routeName(route) : `${exchange.method} ${exchange.path}`
      const { matched, total } = evidence.get(name) ?? { matched: 0, total: 0 }
      const isMatch = outcomes[index]?.differences.length === 0
      evidence.set(name, { matched: matched + Number(isMatch), total: total + 1 })
    }
    const matched = outcomes.filter((outcome) => outcome.differences.length === 0).length
    process.stdout.write(`${recording.name}: ${matched} of ${outcomes.length} exchanges match\n`)
    expect(unexpected).toEqual([])
  })

  test('every expected difference still occurs', () => {
    expect(EXPECTED_DIFFERENCES.filter((entry) => !used.has(entry))).toEqual([])
  })

  test('the counts for each route are those in mocks/coverage: else run `npm run coverage:evidence` and `npm run docs`', async () => {
    const text = `${JSON.stringify(Object.fromEntries([...evidence].sort()), null, 2)}\n`

    await expect(text).toMatchFileSnapshot('../../mocks/coverage/recordings.json')
  })
})

test.skipIf(folder)('set AZBK_RECORDINGS to the folder of the recordings to compare the mock with them', () => {})
