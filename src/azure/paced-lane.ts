import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { type BucketSize, ended, gaveUp, learn, newBucket, pause, sent, takeToken } from './paced-bucket.js'
import type { PipelineHooks } from './pipeline.js'
import { askedPauseMs } from './retry.js'

export type PaceHooks = Pick<PipelineHooks, 'clock' | 'signal' | 'progress'>

export type RequestKind = 'reads' | 'writes' | 'deletes'

/** What one login may send to one subscription. Source: AZURE-LIMITS.md D9. */
const SIZES: Readonly<Record<RequestKind, BucketSize>> = {
  reads: { capacity: 250, perSecond: 25 },
  writes: { capacity: 200, perSecond: 10 },
  deletes: { capacity: 200, perSecond: 10 },
}

/** A pause that is worth a line, and how often. */
export const LONG_PAUSE_MS = 10_000
const TOLD_EVERY_MS = 30_000

/** Requests of one kind to one subscription, one behind the other. */
export interface Lane {
  /** Resolves when the request may go. Then `ended` must be called. */
  wait(request: PipelineRequest): Promise<void>
  learn(response: PipelineResponse): void
  ended(): void
}

export function createLane(kind: RequestKind, { clock, signal, progress }: PaceHooks): Lane {
  const now = () => clock.now().getTime()
  const firstAnswer = createGate()
  let bucket = newBucket(SIZES[kind], now())
  let toldMs = Number.NEGATIVE_INFINITY
  const tell = (waitMs: number) => {
    if (waitMs < LONG_PAUSE_MS || now() - toldMs < TOLD_EVERY_MS) return
    toldMs = now()
    const rate = `Azure takes ${bucket.size.perSecond} ${kind} a second from one login`
    progress({ type: 'note', text: `${rate}: the next one waits ${Math.ceil(waitMs / 1000)}s.` })
  }
  return {
    async wait(request) {
      // Only the first answer tells whether there is a bucket at all.
      if (bucket.mode === 'unknown' && takeToken(bucket, now()).waitMs > 0) await firstAnswer.opened
      const take = takeToken(bucket, now())
      bucket = take.bucket
      if (take.waitMs > 0) {
        tell(take.waitMs)
        await clock.sleep(take.waitMs, abortOf(request) ?? signal).catch((error: unknown) => {
          bucket = gaveUp(bucket)
          throw error
        })
      }
      bucket = sent(bucket)
    },
    learn(response) {
      bucket = isRefusalOfArm(response)
        ? pause(bucket, askedPauseMs(response) ?? 1000, now())
        : learn(bucket, remainingOf(response, kind), now())
    },
    ended() {
      bucket = ended(bucket)
      firstAnswer.open()
    },
  }
}

function createGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** The request's own signal: work in flight is finished although the run was interrupted. */
export function abortOf({ abortSignal }: PipelineRequest): AbortSignal | undefined {
  return abortSignal as AbortSignal | undefined
}

/** A provider that refuses says nothing of the buckets of ARM. */
function isRefusalOfArm({ status, bodyAsText }: PipelineResponse): boolean {
  return status === 429 && !/"ResourceRequestsThrottled"/.test(bodyAsText ?? '')
}

function remainingOf({ headers }: PipelineResponse, kind: RequestKind): number | undefined {
  const header = (scope: string) => headers.get(`x-ms-ratelimit-remaining-${scope}-${kind}`)
  return countOf(header('subscription') ?? header('tenant'))
}

/** A whole number of a header. */
export function countOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined
}
