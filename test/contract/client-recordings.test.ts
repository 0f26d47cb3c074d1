import { afterAll, describe, expect, it } from 'vitest'
import { type Exchange, loadRecordings, sessionReplaying } from './adapters/recordings.js'
import { ADAPTERS, NOT_READ } from './adapters/table.js'

const recordings = loadRecordings()
if (recordings === undefined) {
  process.stderr.write('AZBK_RECORDINGS is not set: the recorded Azure traffic is not checked in this run.\n')
}

const pathOf = (exchange: Exchange) => exchange.path.replace(/%3B/gi, ';')

describe.skipIf(recordings === undefined)('what Azure sent, read by our adapters', () => {
  const tally = { read: 0, left: 0, all: 0 }
  afterAll(() => {
    process.stderr.write(
      `recordings: ${tally.read} of ${tally.all} exchanges read by adapters, ${tally.left} not read on purpose\n`,
    )
  })

  for (const recording of recordings ?? []) {
    for (const [index, exchange] of recording.exchanges.entries()) {
      const path = pathOf(exchange)
      const adapter = ADAPTERS.find(
        (candidate) =>
          candidate.method === exchange.method &&
          candidate.path.test(path) &&
          (candidate.status === undefined || candidate.status === exchange.status),
      )
      tally.all += 1
      if (adapter === undefined) {
        tally.left += 1
        it(`${recording.name} #${index}: ${exchange.method} is left out for a known reason`, () => {
          expect(NOT_READ.find((known) => known.path.test(path))?.reason).toBeTypeOf('string')
        })
        continue
      }
      it(`${recording.name} #${index}: ${adapter.name} comes out as Azure meant it`, async () => {
        await adapter.check(sessionReplaying(recording, index), exchange)
        tally.read += 1
      })
    }
  }
})
