import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { pacingPolicy } from '../../../src/azure/pacing.js'
import { cancelledError } from '../../../src/core/errors.js'
import type { ProgressEvent } from '../../../src/core/progress.js'

/** The policy alone, on a clock that stands still: who waits goes on when told. */
function still() {
  const waits: { ms: number; end: (error?: unknown) => void }[] = []
  const events: ProgressEvent[] = []
  let sent = 0
  const policy = pacingPolicy({
    clock: {
      now: () => new Date('2026-03-02T09:00:00Z'),
      sleep: (ms) =>
        new Promise<void>((resolve, reject) =>
          waits.push({ ms, end: (error) => (error === undefined ? resolve() : reject(error)) }),
        ),
    },
    signal: new AbortController().signal,
    progress: (event) => events.push(event),
  })
  const send = (method: 'GET' | 'PUT' | 'DELETE', remaining: number, subscription = 's') => {
    const request = createPipelineRequest({ method, url: `https://arm/subscriptions/${subscription}/x` })
    const kind = { GET: 'reads', PUT: 'writes', DELETE: 'deletes' }[method]
    return policy.sendRequest(request, async (): Promise<PipelineResponse> => {
      sent += 1
      const headers = createHttpHeaders({ [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(remaining) })
      return { request, status: 200, headers }
    })
  }
  return { send, waits, events, sent: () => sent }
}

describe('the pacing policy', () => {
  it('tells of a long wait, once', async () => {
    const { send, events, waits } = still()
    await send('PUT', 5)

    for (let i = 0; i < 200; i += 1) void send('PUT', 5)
    await new Promise(setImmediate)

    expect([waits[0]?.ms, waits.at(-1)?.ms]).toEqual([100, 20_000])
    expect(events).toEqual([
      { type: 'note', text: 'Azure takes 10 writes a second from one login: the next one waits 10s.' },
    ])
  })

  it('keeps reads, writes, deletes and subscriptions apart', async () => {
    const { send, waits } = still()
    await send('PUT', 0)

    await Promise.all([send('GET', 100), send('DELETE', 100), send('PUT', 100, 'other')])

    expect(waits).toEqual([])
  })

  it('sends no more than a bucket holds before the first answer says whether there is one', async () => {
    const { send, waits, sent } = still()

    const all = Array.from({ length: 300 }, () => send('PUT', 10_000))
    await Promise.all(all)

    expect([waits.length, sent()]).toEqual([0, 300])
  })

  it('gives the token back of a request that waited in vain', async () => {
    const { send, waits } = still()
    await send('PUT', 5)

    const given = send('PUT', 5)
    await new Promise(setImmediate)
    waits[0]?.end(cancelledError())
    await expect(given).rejects.toMatchObject({ code: 'INTERRUPTED' })
    void send('PUT', 5)
    await new Promise(setImmediate)

    expect(waits.map(({ ms }) => ms)).toEqual([100, 100])
  })
})
