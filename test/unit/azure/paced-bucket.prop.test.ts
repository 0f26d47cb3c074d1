import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ended, learn, newBucket, type PacedBucket, pause, sent, takeToken } from '../../../src/azure/paced-bucket.js'

const WRITES = { capacity: 200, perSecond: 10 }

/** Azure's own bucket, as its documentation has it. */
function azure(size = WRITES) {
  let level = size.capacity
  let atMs = 0
  return (nowMs: number): number | undefined => {
    level = Math.min(size.capacity, level + ((nowMs - atMs) / 1000) * size.perSecond)
    atMs = nowMs
    if (level < 1) return undefined
    level -= 1
    return Math.floor(level)
  }
}

/** Sends one request after the other, each as early as it may go; gives the times and what was refused. */
function drive(requests: number, answer: (nowMs: number) => number | undefined, start?: Partial<PacedBucket>) {
  let bucket: PacedBucket = { ...newBucket(WRITES, 0), ...start }
  const times: number[] = []
  let refused = 0
  for (let i = 0, nowMs = 0; i < requests; i += 1) {
    const take = takeToken(bucket, nowMs)
    nowMs += take.waitMs
    const remaining = answer(nowMs)
    if (remaining === undefined) refused += 1
    bucket = ended(learn(sent(take.bucket), remaining, nowMs))
    times.push(nowMs)
  }
  return { times, refused }
}

describe('a paced bucket', () => {
  it('sends 2,000 requests without a refusal, in hardly more than the tokens take', () => {
    const { times, refused } = drive(2000, azure())

    expect(refused).toBe(0)
    expect((times.at(-1) ?? 0) / 1000).toBeLessThan(181)
  })

  it('never waits when Azure does not say what is left, or more than such a bucket holds', () => {
    for (const remaining of [undefined, 1199, 11_999]) {
      expect(
        drive(2000, () => remaining)
          .times.slice(10)
          .at(-1),
      ).toBe(0)
    }
  })

  it('meets no refusal whoever else uses the bucket before each of its requests, as long as it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 300, maxLength: 600 }), (others) => {
        const bucket = azure()
        let i = 0

        const { refused } = drive(others.length, (nowMs) => {
          const own = bucket(nowMs)
          for (let n = 0; n < (others[i] ?? 0); n += 1) bucket(nowMs)
          i += 1
          return own
        })

        expect(refused).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('lets requests wait in line: the next one goes a tenth of a second after the one before', () => {
    let bucket = learn(newBucket(WRITES, 0), 5, 0)
    const waits = Array.from({ length: 4 }, () => {
      const take = takeToken(bucket, 0)
      bucket = take.bucket
      return take.waitMs
    })

    expect(waits).toEqual([100, 200, 300, 400])
  })

  it('is not filled by answers while others wait', () => {
    let bucket = learn(newBucket(WRITES, 0), 5, 0)
    for (let i = 0; i < 50; i += 1) bucket = takeToken(bucket, 0).bucket
    for (let i = 0; i < 20; i += 1) bucket = ended(learn(sent(bucket), 5, 0))

    expect(takeToken(bucket, 0).waitMs).toBeGreaterThanOrEqual(2900)
  })

  it('waits as long as a refusal asks', () => {
    const bucket = pause(learn(newBucket(WRITES, 0), 50, 0), 17_000, 0)

    expect(takeToken(bucket, 0).waitMs).toBe(17_000)
    expect(takeToken(bucket, 10_000).waitMs).toBe(7_000)
  })
})
