import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { MINUTE_MS } from '../core/clock.js'
import {
  type BucketSize,
  ended,
  gaveUp,
  learn,
  newBucket,
  type PacedBucket,
  pause,
  sent,
  takeToken,
} from './paced-bucket.js'
import type { PipelineHooks } from './pipeline.js'
import { askedPauseMs } from './retry.js'

type Kind = 'reads' | 'writes' | 'deletes'

/** What one login may send to one subscription. Source: AZURE-LIMITS.md D9. */
const SIZES: Readonly<Record<Kind, BucketSize>> = {
  reads: { capacity: 250, perSecond: 25 },
  writes: { capacity: 200, perSecond: 10 },
  deletes: { capacity: 200, perSecond: 10 },
}

/** A pause that is worth a line. */
const LONG_PAUSE_MS = 10_000

/** Of the provider's quota for an hour, the last requests are sent one a minute: better late than not at all. */
const SCARCE = 20
const SCARCE_GAP_MS = MINUTE_MS

type Hooks = Pick<PipelineHooks, 'clock' | 'signal' | 'progress'>

/**
 * Keeps under Azure's limits instead of bouncing off them. Sends at once until an answer shows that requests are counted;
 * from then on each waits for its token. One pacer for all clients of a session.
 */
export function pacingPolicy(hooks: Hooks): PipelinePolicy {
  const arm = createArmPacer(hooks)
  const provider = createProviderPacer(hooks)
  return {
    name: 'azbkPacing',
    async sendRequest(request, next) {
      await provider.wait(request)
      const turn = await arm.wait(request)
      try {
        const response = await next(request)
        turn.learn(response)
        provider.learn(request, response)
        return response
      } finally {
        turn.done()
      }
    },
  }
}

interface Lane {
  bucket: PacedBucket
  /** Those who wait for the first answer, which tells whether there is a bucket at all. */
  firstAnswer: Promise<void>
  answered: () => void
  /** When a pause was last told. */
  toldMs: number
}

function createArmPacer({ clock, signal, progress }: Hooks) {
  const lanes = new Map<string, Lane>()
  const now = () => clock.now().getTime()
  const laneOf = (key: string, kind: Kind): Lane => {
    const known = lanes.get(key)
    if (known) return known
    let answered = () => {}
    const firstAnswer = new Promise<void>((resolve) => {
      answered = resolve
    })
    const lane: Lane = { bucket: newBucket(SIZES[kind], now()), firstAnswer, answered, toldMs: 0 }
    lanes.set(key, lane)
    return lane
  }
  const tell = (lane: Lane, kind: Kind, waitMs: number) => {
    if (waitMs < LONG_PAUSE_MS || now() - lane.toldMs < LONG_PAUSE_MS * 3) return
    lane.toldMs = now()
    const { perSecond } = lane.bucket.size
    const text = `Azure takes ${perSecond} ${kind} a second from one login: the next one waits ${Math.ceil(waitMs / 1000)}s.`
    progress({ type: 'note', text })
  }
  return {
    async wait(request: PipelineRequest) {
      const kind = kindOf(request.method)
      const lane = laneOf(`${scopeOf(request.url)} ${kind}`, kind)
      let take = takeToken(lane.bucket, now())
      if (lane.bucket.mode === 'unknown' && take.waitMs > 0) {
        await lane.firstAnswer
        take = takeToken(lane.bucket, now())
      }
      lane.bucket = take.bucket
      if (take.waitMs > 0) {
        tell(lane, kind, take.waitMs)
        await clock.sleep(take.waitMs, abortOf(request) ?? signal).catch((error: unknown) => {
          lane.bucket = gaveUp(lane.bucket)
          throw error
        })
      }
      lane.bucket = sent(lane.bucket)
      return {
        learn(response: PipelineResponse) {
          lane.bucket = isRefusalOfArm(response)
            ? pause(lane.bucket, askedPauseMs(response) ?? 1000, now())
            : learn(lane.bucket, remainingOf(response, kind), now())
        },
        done() {
          lane.bucket = ended(lane.bucket)
          lane.answered()
        },
      }
    },
  }
}

/** The hourly quotas of the backup service, one for each kind of call: only what is left is known, and only the reads are slowed. */
function createProviderPacer({ clock, signal }: Hooks) {
  const left = new Map<string, { readonly count: number; readonly sentMs: number }>()
  const now = () => clock.now().getTime()
  return {
    async wait(request: PipelineRequest) {
      const known = request.method === 'GET' ? left.get(actionKey(request)) : undefined
      if (known === undefined || known.count >= SCARCE) return
      const waitMs = known.sentMs + SCARCE_GAP_MS - now()
      left.set(actionKey(request), { count: known.count, sentMs: Math.max(now(), known.sentMs + SCARCE_GAP_MS) })
      if (waitMs > 0) await clock.sleep(waitMs, abortOf(request) ?? signal)
    },
    learn(request: PipelineRequest, response: PipelineResponse) {
      const count = numberOf(response.headers.get('x-ms-ratelimit-remaining-subscription-resource-requests'))
      const key = actionKey(request)
      if (count !== undefined) left.set(key, { count, sentMs: left.get(key)?.sentMs ?? now() })
    },
  }
}

/** A provider that refuses says nothing of the buckets of ARM. */
function isRefusalOfArm({ status, bodyAsText }: PipelineResponse): boolean {
  return status === 429 && !/"ResourceRequestsThrottled"/.test(bodyAsText ?? '')
}

/** The request's own signal: work in flight is finished although the run was interrupted. */
function abortOf({ abortSignal }: PipelineRequest): AbortSignal | undefined {
  return abortSignal as AbortSignal | undefined
}

function kindOf(method: string): Kind {
  if (method === 'GET' || method === 'HEAD') return 'reads'
  return method === 'DELETE' ? 'deletes' : 'writes'
}

/** Requests without a subscription count against the tenant. */
function scopeOf(url: string): string {
  return /\/subscriptions\/([^/?]+)/i.exec(url)?.[1]?.toLowerCase() ?? 'tenant'
}

/** Types without names: `get microsoft.recoveryservices/vaults/backupjobs`. */
function actionKey({ method, url }: PipelineRequest): string {
  const [, path = ''] = /\/providers\/([^?]*)/i.exec(url) ?? []
  const types = path.split('/').filter((_, i) => i === 0 || i % 2 === 1)
  return `${method} ${types.join('/')}`.toLowerCase()
}

function remainingOf(response: PipelineResponse, kind: Kind): number | undefined {
  const header = (scope: string) => response.headers.get(`x-ms-ratelimit-remaining-${scope}-${kind}`)
  return numberOf(header('subscription') ?? header('tenant'))
}

function numberOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined
}
