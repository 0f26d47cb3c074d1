import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../../src/core/clock.js'
import { autosave } from '../../../src/mock/autosave.js'

/** A server of some minutes: what happens in each, and what saving takes. */
async function run(minutes: number, { changesIn, saveMs = 0, fails = false }: Scenario) {
  const ended = new AbortController()
  const told: string[] = []
  const savedAt: number[] = []
  let nowMs = 0
  let changes = 0
  await autosave({
    signal: ended.signal,
    changes: () => changes,
    save: () => {
      savedAt.push(nowMs / MINUTE_MS)
      nowMs += saveMs
      if (fails) throw new Error('The disk is full.')
    },
    warn: (message) => void told.push(message),
    clock: {
      now: () => new Date(nowMs),
      sleep: async (ms) => {
        nowMs += ms
        changes += changesIn.includes(Math.floor(nowMs / MINUTE_MS)) ? 1 : 0
        if (nowMs >= minutes * MINUTE_MS) ended.abort()
      },
    },
  })
  return { savedAt, told }
}

interface Scenario {
  readonly changesIn: readonly number[]
  readonly saveMs?: number
  readonly fails?: boolean
}

describe('autosave', () => {
  it('saves in the minutes in which something changed, and in no other', async () => {
    expect((await run(10, { changesIn: [2, 3, 7] })).savedAt).toEqual([2, 3, 7])
  })

  it('waits a hundred times as long as saving took', async () => {
    const everyMinute = Array.from({ length: 60 }, (_, minute) => minute)

    const { savedAt } = await run(30, { changesIn: everyMinute, saveMs: 6_000 })

    expect(savedAt.length).toBe(3)
  })

  it('tells once that it cannot save, and goes on trying', async () => {
    const { savedAt, told } = await run(10, { changesIn: [2, 3, 7], fails: true })

    expect(savedAt.length).toBeGreaterThan(2)
    expect(told).toEqual(['The disk is full. The mock goes on, and tries again.'])
  })
})
