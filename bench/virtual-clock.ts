import type { HttpClient } from '@azure/core-rest-pipeline'
import type { Mock } from '../mocks/index.js'
import { CLOUDS } from '../src/azure/clouds.js'
import { createSession } from '../src/azure/session.js'
import { mockTransport } from '../src/azure/transport.js'
import { resolveSettings } from '../src/config/resolve.js'
import type { AppContext } from '../src/context.js'
import type { Clock } from '../src/core/clock.js'

export type VirtualClock = Clock & { watch(client: HttpClient): HttpClient }

/** Time that jumps to the next sleeper whenever no request is under way, so that waits overlap as they do in reality. */
export function virtualClock(mock: Pick<Mock, 'now' | 'control'>): VirtualClock {
  const sleepers: { due: number; wake: () => void }[] = []
  let busy = 0
  let scheduled = false
  const pump = () => {
    scheduled = false
    if (busy > 0 || sleepers.length === 0) return
    sleepers.sort((a, b) => a.due - b.due)
    const next = sleepers.shift()
    if (next === undefined) return
    mock.control.advance(Math.max(0, next.due - mock.now().getTime()))
    next.wake()
    schedule()
  }
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => setImmediate(pump))
  }
  return {
    now: () => mock.now(),
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ due: mock.now().getTime() + ms, wake })
        schedule()
      }),
    watch: (client) => ({
      async sendRequest(request) {
        busy += 1
        try {
          const response = await client.sendRequest(request)
          // Azure's answers of this kind carry no Retry-After that was ever recorded; the manual clock's is 0.
          if (response.status < 400) response.headers.delete('retry-after')
          return response
        } finally {
          busy -= 1
          schedule()
        }
      },
    }),
  }
}

export interface VirtualRun {
  /** Where journals lie. */
  readonly stateDir: string
  /** In place of the mock's own client. */
  readonly client?: HttpClient
  readonly signal?: AbortSignal
  readonly warn?: AppContext['warn']
  readonly progress?: AppContext['progress']
}

/** What a use case needs, on a mock whose time jumps. Nobody is asked for a yes. */
export async function virtualContext(mock: Mock, run: VirtualRun): Promise<AppContext> {
  const clock = virtualClock(mock)
  const [{ id = '' } = {}] = mock.subscriptions
  const env = { AZBK_SUBSCRIPTION: id, AZBK_STATE_DIR: run.stateDir }
  const settings = await resolveSettings({ flags: {}, typed: new Set(), env, cwd: '/nonexistent' })
  const { signal = new AbortController().signal, warn = () => {}, progress = () => {} } = run
  const httpClient = clock.watch(run.client ?? mock.httpClient)
  const session = createSession({
    cloud: CLOUDS.AzureCloud,
    transport: mockTransport({ httpClient, credential: mock.credential }),
    subscriptionId: id,
    clock,
    signal,
    progress,
    userAgent: 'azbk-bench',
    timeoutMs: 3_600_000,
  })
  return { settings, session, clock, signal, progress, warn, confirm: async () => {} }
}
