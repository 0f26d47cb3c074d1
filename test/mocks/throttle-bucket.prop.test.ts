import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bucket, type BucketSize, fullBucket, refill, takeToken } from '../../mocks/throttle-bucket.js'

const size: fc.Arbitrary<BucketSize> = fc.record({
  capacity: fc.integer({ min: 1, max: 500 }),
  perSecond: fc.integer({ min: 1, max: 50 }),
})
const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 400 })

/** Asks at each moment; gives what was granted and the bucket at the end. */
function askAt(moments: readonly number[], of: BucketSize): { granted: number; bucket: Bucket } {
  let bucket = fullBucket(of, 0)
  let granted = 0
  for (const moment of moments) {
    const take = takeToken(bucket, of, moment)
    bucket = take.bucket
    if (take.isGranted) granted += 1
  }
  return { granted, bucket }
}

function momentsOf(pauses: readonly number[]): number[] {
  let now = 0
  return pauses.map((pause) => {
    now += pause
    return now
  })
}

describe('a token bucket', () => {
  test('never grants more than it holds and what came in meanwhile', () => {
    fc.assert(
      fc.property(size, gaps, (of, pauses) => {
        const moments = momentsOf(pauses)
        const passed = moments.at(-1) ?? 0

        expect(askAt(moments, of).granted).toBeLessThanOrEqual(of.capacity + Math.floor((passed * of.perSecond) / 1000))
      }),
    )
  })

  test('fills up by the same amount whether it is looked at on the way or not', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 500_000 }), gaps, (of, level, pauses) => {
        const moments = momentsOf(pauses)
        const end = moments.at(-1) ?? 0
        const start: Bucket = { level: Math.min(level, of.capacity * 1000), atMs: 0 }
        const looked = moments.reduce((bucket, moment) => refill(bucket, of, moment), start)

        expect(looked).toEqual(refill(start, of, end))
      }),
    )
  })

  test('holds the whole of its size at most, and a clock that goes back takes nothing', () => {
    fc.assert(
      fc.property(size, gaps, fc.integer({ min: 0, max: 10_000_000 }), (of, pauses, later) => {
        const { bucket } = askAt(momentsOf(pauses), of)

        expect(refill(bucket, of, bucket.atMs + later).level).toBeLessThanOrEqual(of.capacity * 1000)
        expect(refill(bucket, of, bucket.atMs - later)).toEqual(bucket)
      }),
    )
  })

  test('grants the same to two askers of one moment, whoever comes first', () => {
    fc.assert(
      fc.property(size, fc.array(fc.constantFrom('left', 'right'), { maxLength: 600 }), (of, askers) => {
        const grantedTo = (order: readonly string[]) => {
          const moments = order.map(() => 500)
          return askAt(moments, of).granted
        }

        expect(grantedTo(askers)).toBe(grantedTo([...askers].reverse()))
        expect(grantedTo(askers)).toBe(Math.min(askers.length, of.capacity))
      }),
    )
  })

  test('its wait is true: a token is there after it, and not a millisecond before', () => {
    fc.assert(
      fc.property(size, gaps, (of, pauses) => {
        let take = takeToken(fullBucket(of, 0), of, 0)
        for (const moment of momentsOf(pauses)) take = takeToken(take.bucket, of, moment)
        while (take.waitMs === 0) take = takeToken(take.bucket, of, take.bucket.atMs)
        const at = take.bucket.atMs

        expect(takeToken(take.bucket, of, at + take.waitMs).isGranted).toBe(true)
        expect(takeToken(take.bucket, of, at + take.waitMs - 1).isGranted).toBe(false)
      }),
    )
  })
})
