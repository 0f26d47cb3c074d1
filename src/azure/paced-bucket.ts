/** A token bucket of Azure: what it holds, and how fast it fills up again. */
export interface BucketSize {
  readonly capacity: number
  readonly perSecond: number
}

/**
 * What is known of a bucket. `unknown`: no answer yet; `free`: Azure does not say what is left, or more than the bucket
 * could hold, so that there is no such bucket; `paced`: requests wait for their tokens.
 */
export type BucketMode = 'unknown' | 'free' | 'paced'

/** Our own account of one of Azure's buckets. Times in ms. */
export interface PacedBucket {
  readonly size: BucketSize
  readonly mode: BucketMode
  /** Tokens at `atMs`, those of the waiting requests taken off: it may be below zero. */
  readonly level: number
  readonly atMs: number
  /** Requests that have a token and wait for it. */
  readonly waiting: number
  /** Requests under way. */
  readonly inFlight: number
}

/** Tokens left in the bucket: requests that overtake each other on their way must not find it empty. */
const RESERVE = 5

export function newBucket(size: BucketSize, nowMs: number): PacedBucket {
  return { size, mode: 'unknown', level: size.capacity, atMs: nowMs, waiting: 0, inFlight: 0 }
}

function refill(bucket: PacedBucket, nowMs: number): PacedBucket {
  const { size, level, atMs } = bucket
  const gained = (Math.max(0, nowMs - atMs) / 1000) * size.perSecond
  return { ...bucket, level: Math.min(size.capacity, level + gained), atMs: Math.max(atMs, nowMs) }
}

/** Takes a token, in advance if need be: after `waitMs` the request may be {@link sent}. First come, first served. */
export function takeToken(
  bucket: PacedBucket,
  nowMs: number,
): { readonly bucket: PacedBucket; readonly waitMs: number } {
  const filled = refill(bucket, nowMs)
  const waiting = filled.waiting + 1
  if (filled.mode === 'free') return { bucket: { ...filled, waiting }, waitMs: 0 }
  const level = filled.level - 1
  const missing = Math.max(0, RESERVE - level)
  return { bucket: { ...filled, level, waiting }, waitMs: Math.ceil((missing / filled.size.perSecond) * 1000) }
}

/** A request that had waited is under way. */
export function sent(bucket: PacedBucket): PacedBucket {
  return { ...bucket, waiting: bucket.waiting - 1, inFlight: bucket.inFlight + 1 }
}

/** A request that waited is not sent after all. */
export function gaveUp(bucket: PacedBucket): PacedBucket {
  return { ...bucket, waiting: bucket.waiting - 1, level: bucket.level + (bucket.mode === 'free' ? 0 : 1) }
}

/** A request has come back, or never will. */
export function ended(bucket: PacedBucket): PacedBucket {
  return { ...bucket, inFlight: bucket.inFlight - 1 }
}

/**
 * After an answer. `remaining` is what Azure says is left, undefined when it does not say. Somebody else with the same
 * login may use the bucket too: it never holds more than Azure says.
 */
export function learn(bucket: PacedBucket, remaining: number | undefined, nowMs: number): PacedBucket {
  const filled = refill(bucket, nowMs)
  if (remaining === undefined) return filled.mode === 'unknown' ? { ...filled, mode: 'free' } : filled
  if (remaining > filled.size.capacity) return { ...filled, mode: 'free' }
  // Requests under way may or may not be counted in what Azure says.
  const most = remaining - filled.waiting
  const least = most - Math.max(0, filled.inFlight - 1)
  return { ...filled, mode: 'paced', level: Math.min(most, Math.max(least, filled.level)) }
}

/** Azure refused a request because of this bucket, and asks for a pause: nobody sends before that. */
export function pause(bucket: PacedBucket, pauseMs: number, nowMs: number): PacedBucket {
  const filled = refill(bucket, nowMs)
  const level = RESERVE + 1 - (pauseMs / 1000) * filled.size.perSecond
  return { ...filled, level: Math.min(filled.level, level) }
}
