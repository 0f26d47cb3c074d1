import { describe, expect, it } from 'vitest'
import { autosave } from '../../../src/mock/autosave.js'

const SECOND_MS = 1_000

/** A server of some seconds: what happens in each, and what saving takes. */
async function run(seconds: number, { changesIn, saveMs = 0, fails = false }: Scenario) {
  const ended = new AbortController()
  const told: string[] = []
  const savedAt: number[] = []
  let nowMs = 0
  let changes = 0
  await autosave({
    signal: ended.signal,
    changes: () => changes,
    save: () => {
      savedAt.push(nowMs / SECOND_MS)
      nowMs += saveMs
      if (fails) throw new Error('The disk is full.')
    },
    warn: (message) => void told.push(message),
    clock: {
      now: () => new Date(nowMs),
      sleep: async (ms) => {
        nowMs += ms
        changes += changesIn.includes(Math.floor(nowMs / SECOND_MS)) ? 1 : 0
        if (nowMs >= seconds * SECOND_MS) ended.abort()
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
  it('saves in the seconds in which something changed, and in no other', async () => {
    expect((await run(10, { changesIn: [2, 3, 7] })).savedAt).toEqual([2, 3, 7])
  })

  it('waits a hundred times as long as saving took', async () => {
    const everySecond = Array.from({ length: 60 }, (_, second) => second)

    const { savedAt } = await run(30, { changesIn: everySecond, saveMs: 100 })

    expect(savedAt.length).toBe(3)
  })

  it('tells once that it cannot save, and goes on trying', async () => {
    const { savedAt, told } = await run(10, { changesIn: [2, 3, 7], fails: true })

    expect(savedAt.length).toBeGreaterThan(2)
    expect(told).toEqual(['The disk is full. The mock goes on, and tries again.'])
  })
})
