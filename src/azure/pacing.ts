import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { HOUR_MS } from '../core/clock.js'
import {
  abortOf,
  countOf,
  createLane,
  type Lane,
  LONG_PAUSE_MS,
  type PaceHooks,
  type RequestKind,
} from './paced-lane.js'

/**
 * Keeps under Azure's limits instead of bouncing off them. Sends at once until an answer shows that requests are counted;
 * from then on each waits for its token. One pacer for all clients of a session.
 */
export function pacingPolicy(hooks: PaceHooks): PipelinePolicy {
  const lanes = new Map<string, Lane>()
  const provider = createProviderPacer(hooks)
  const laneOf = ({ method, url }: PipelineRequest) => {
    const kind = kindOf(method)
    const key = `${scopeOf(url)} ${kind}`
    const lane = lanes.get(key) ?? createLane(kind, hooks)
    lanes.set(key, lane)
    return lane
  }
  return {
    name: 'azbkPacing',
    async sendRequest(request, next) {
      await provider.wait(request)
      const lane = laneOf(request)
      await lane.wait(request)
      try {
        const response = await next(request)
        lane.learn(response)
        provider.learn(request, response)
        return response
      } finally {
        lane.ended()
      }
    },
  }
}

/** Of the provider's quota for an hour, the last reads are spread over what is left of it: better late than not at all. */
const SCARCE = 20

/** What is known of one quota. */
interface Left {
  readonly count: number
  readonly sentMs: number
  /** Since when there are few; the hour that Azure counts ends at most an hour later. */
  readonly scarceMs: number
}

/** The hourly quotas of the backup service, one for each kind of call, of which only what is left is known. */
function createProviderPacer({ clock, signal, progress }: PaceHooks) {
  const left = new Map<string, Left>()
  const now = () => clock.now().getTime()
  return {
    async wait(request: PipelineRequest) {
      const known = request.method === 'GET' ? left.get(actionKey(request)) : undefined
      if (known === undefined || known.count >= SCARCE) return
      const gapMs = Math.max(0, known.scarceMs + HOUR_MS - now()) / Math.max(1, known.count)
      const turnMs = Math.max(now(), Math.ceil(known.sentMs + gapMs))
      left.set(actionKey(request), { ...known, sentMs: turnMs })
      const waitMs = turnMs - now()
      if (waitMs >= LONG_PAUSE_MS) {
        const rest = `Azure takes ${known.count} more reads of this kind (${actionKey(request).split('/').at(-1)}) this hour`
        progress({ type: 'note', text: `${rest}: the next one waits ${Math.ceil(waitMs / 1000)}s.` })
      }
      if (waitMs > 0) await clock.sleep(waitMs, abortOf(request) ?? signal)
    },
    learn(request: PipelineRequest, response: PipelineResponse) {
      const count = countOf(response.headers.get('x-ms-ratelimit-remaining-subscription-resource-requests'))
      const key = actionKey(request)
      const known = left.get(key)
      if (count === undefined) return
      const isScarce = known !== undefined && known.count < SCARCE
      left.set(key, { count, sentMs: known?.sentMs ?? now(), scarceMs: isScarce ? known.scarceMs : now() })
    },
  }
}

function kindOf(method: string): RequestKind {
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
