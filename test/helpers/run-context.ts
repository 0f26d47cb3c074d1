import type { AppContext } from '../../src/context.js'
import { cancelledError } from '../../src/core/errors.js'

/** What the fleet runner needs of a context: a clock on which waiting takes no time, and a place. */
export function runContext(stateDir: string, options: { readonly signal?: AbortSignal; readonly start?: string } = {}) {
  const { signal = new AbortController().signal, start = '2026-03-02T09:00:00.000Z' } = options
  const warnings: string[] = []
  let now = Date.parse(start)
  const ctx = {
    settings: {
      stateDir,
      cloud: 'AzureCloud',
      mock: true,
      dryRun: false,
      subscriptions: [],
      timeoutMs: 3_600_000,
      origins: {},
    },
    session: {
      kind: 'mock',
      cloud: { armEndpoint: 'https://management.azure.com' },
      subscriptionId: () => 'S',
      signal,
    },
    clock: {
      now: () => new Date(now),
      sleep: async (ms: number, aborted?: AbortSignal) => {
        if (aborted?.aborted) throw cancelledError()
        now += ms
      },
    },
    signal,
    progress: () => {},
    warn: (message: string) => warnings.push(message),
  } as unknown as AppContext
  return { ctx, warnings }
}
