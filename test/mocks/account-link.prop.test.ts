import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MockContext } from '../../mocks/context.js'
import { createEventQueue } from '../../mocks/event-queue.js'
import { addFlows, takeDone } from '../../mocks/service/account-link.js'
import type { MockEvent } from '../../mocks/service/model.js'
import { createTransfers } from '../../mocks/service/transfer-model.js'

const MBPS = 800
const BYTES_PER_MS = (MBPS * 1e6) / 8 / 1000

const flows = fc.array(
  fc.record({
    startMs: fc.integer({ min: 0, max: 100_000 }),
    bytes: fc.integer({ min: 0, max: 5_000_000_000 }),
    limit: fc.constantFrom(20_000, 60_000),
  }),
  { minLength: 1, maxLength: 30 },
)

interface Done {
  startMs: number
  endMs: number
  bytes: number
  limit: number
}

/** Lets flows out of one account run to their ends. */
function run(given: readonly { startMs: number; bytes: number; limit: number }[]): Done[] {
  let nowMs = 0
  const transfers = { ...createTransfers('shared'), egressMbps: { acc: MBPS } }
  const queue = createEventQueue<MockEvent>([])
  const ctx = {
    state: { transfers, storage: { accounts: {} } },
    settings: { jobSpeed: 1 },
    now: () => nowMs,
    schedule: (event: MockEvent, dueMs: number) => queue.push(event, dueMs),
  } as unknown as MockContext
  const done: Done[] = []
  const settle = (untilMs: number) => {
    for (let entry = queue.popDue(untilMs); entry; entry = queue.popDue(untilMs)) {
      nowMs = entry.dueMs
      const { revision } = entry.event as Extract<MockEvent, { kind: 'link-due' }>
      for (const { jobId } of takeDone(ctx, 'acc', revision)) {
        const flow = given[Number(jobId)]
        if (flow) done.push({ ...flow, endMs: nowMs })
      }
    }
    nowMs = Math.max(nowMs, untilMs === Number.POSITIVE_INFINITY ? nowMs : untilMs)
  }
  const inOrder = given.map((flow, index) => ({ ...flow, index })).sort((a, b) => a.startMs - b.startMs)
  for (const { startMs, bytes, limit, index } of inOrder) {
    settle(startMs)
    const vault = { key: 'v', numericId: '1' }
    addFlows(ctx, 'acc', [{ vault, jobId: String(index), leftBytes: bytes, limitBytesPerMs: limit }])
  }
  settle(Number.POSITIVE_INFINITY)
  expect(transfers.links).toEqual({})
  return done
}

test('every flow ends once, no sooner than its own limit lets it', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const done = run(given)

      expect(done).toHaveLength(given.length)
      for (const { startMs, endMs, bytes, limit } of done)
        expect(endMs - startMs).toBeGreaterThanOrEqual(Math.floor(bytes / limit))
    }),
  )
})

test('an account never sends more than it can, and never less while a flow could take it', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const done = run(given)
      const [first, last] = [Math.min(...done.map((d) => d.startMs)), Math.max(...done.map((d) => d.endMs))]
      const total = given.reduce((sum, { bytes }) => sum + bytes, 0)
      // With all flows there from the beginning and nobody limited: exactly as long as the bytes take.
      const wide = run(given.map((flow) => ({ ...flow, startMs: 0, limit: 10 * BYTES_PER_MS })))

      expect(last - first).toBeGreaterThanOrEqual(Math.floor(total / BYTES_PER_MS))
      expect(Math.max(...wide.map((d) => d.endMs))).toBeLessThanOrEqual(Math.ceil(total / BYTES_PER_MS) + given.length)
      expect(Math.max(...wide.map((d) => d.endMs))).toBeGreaterThanOrEqual(Math.floor(total / BYTES_PER_MS))
    }),
  )
})

test('flows of the same size that start together end together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 5_000_000_000 }), (count, bytes) => {
      const ends = run(Array.from({ length: count }, () => ({ startMs: 0, bytes, limit: 60_000 }))).map((d) => d.endMs)

      expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(1)
    }),
  )
})
