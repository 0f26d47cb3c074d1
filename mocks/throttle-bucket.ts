/** Size of a token bucket: how much it holds, and how fast it fills up again. Whole tokens, tokens for each second. */
export interface BucketSize {
  readonly capacity: number
  readonly perSecond: number
}

/** A token bucket. Thousandths of a token, so that each millisecond brings a whole number: refilling loses nothing. */
export interface Bucket {
  level: number
  atMs: number
}

/** What asking for a token came to. */
export interface Take {
  bucket: Bucket
  isGranted: boolean
  /** Whole tokens that are left. */
  left: number
  /** Milliseconds until a token is there again; 0 when one is left. */
  waitMs: number
}

const TOKEN = 1000

/** A bucket that nobody has used. */
export function fullBucket({ capacity }: BucketSize, nowMs: number): Bucket {
  return { level: capacity * TOKEN, atMs: nowMs }
}

/** The bucket at a later moment; an earlier one changes nothing. */
export function refill(bucket: Bucket, { capacity, perSecond }: BucketSize, nowMs: number): Bucket {
  const passedMs = Math.max(0, nowMs - bucket.atMs)
  return {
    level: Math.min(capacity * TOKEN, bucket.level + passedMs * perSecond),
    atMs: bucket.atMs + passedMs,
  }
}

/** Takes a token when there is one. */
export function takeToken(bucket: Bucket, size: BucketSize, nowMs: number): Take {
  const filled = refill(bucket, size, nowMs)
  const isGranted = filled.level >= TOKEN
  const next = isGranted ? { ...filled, level: filled.level - TOKEN } : filled
  return {
    bucket: next,
    isGranted,
    left: Math.floor(next.level / TOKEN),
    waitMs: next.level >= TOKEN ? 0 : Math.ceil((TOKEN - next.level) / size.perSecond),
  }
}
