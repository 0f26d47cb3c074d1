import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../src/context.js'
import { AzbkError } from '../../../src/core/errors.js'
import { type FleetRun, reasonOf, runFleet } from '../../../src/fleet/run.js'
import { waitStop } from '../../../src/fleet/stop.js'

function context(): AppContext {
  const { signal } = new AbortController()
  const clock = { now: () => new Date('2026-03-02T09:00:00Z') }
  return { signal, session: { signal }, clock, warn: () => {}, progress: () => {} } as unknown as AppContext
}

/** Items such as `a1`, whose letter is their lane; what was done is told in `events`. */
function lanesRun(items: readonly string[], more: Partial<FleetRun<string, string>> = {}) {
  const events: string[] = []
  const run: FleetRun<string, string> = {
    items,
    name: (item) => item,
    work: async (item) => {
      events.push(`begin ${item}`)
      await new Promise(setImmediate)
      return { status: 'done', value: item }
    },
    lanes: {
      of: ([lane = '']) => lane,
      clear: async (before) => {
        await new Promise(setImmediate)
        events.push(`clear ${before}`)
        return undefined
      },
    },
    ...more,
  }
  return { events, run }
}

describe('a fleet run in lanes', () => {
  it('begins an item when the one before it in its lane is clear, and waits for no other lane', async () => {
    const { events, run } = lanesRun(['a1', 'b1', 'a2', 'a3'])

    const outcomes = await runFleet(context(), run)

    expect(outcomes.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a1 done',
      'b1 done',
      'a2 done',
      'a3 done',
    ])
    expect(events.filter((event) => /a\d/.test(event))).toEqual([
      ...['begin a1', 'clear a1', 'begin a2', 'clear a2', 'begin a3'],
    ])
    expect(events.indexOf('begin b1')).toBeLessThan(events.indexOf('begin a2'))
  })

  it('leaves those whose turn has not come, with the reason, and goes on with other lanes', async () => {
    const wait = reasonOf(waitStop('Not yet.', null))
    const lanes = {
      of: ([lane = '']: string) => lane,
      clear: async (item: string) => (item === 'a1' ? wait : undefined),
    }
    const { events, run } = lanesRun(['a1', 'a2', 'a3', 'b1', 'b2'], { lanes })

    const outcomes = await runFleet(context(), run)

    expect(outcomes.map(({ name, status, exitCode }) => `${name} ${status} ${exitCode}`)).toEqual([
      ...['a1 done 0', 'a2 notStarted 8', 'a3 notStarted 8', 'b1 done 0', 'b2 done 0'],
    ])
    expect(outcomes[2]).toMatchObject({ code: 'NOT_SAFE_NOW', message: 'Not yet.' })
    expect(events).not.toContain('begin a2')
  })

  it('starts nothing more in any lane after a failure that all would meet', async () => {
    const begun: string[] = []
    const work = async (item: string) => {
      begun.push(item)
      if (item === 'a1') throw new AzbkError({ code: 'QUOTA_STOP', message: 'Spent.', exit: 'throttled' })
      for (let i = 0; i < 10; i += 1) await new Promise(setImmediate)
      return { status: 'done', value: item } as const
    }
    const { run } = lanesRun(['a1', 'a2', 'b1', 'b2'], { work })

    const outcomes = await runFleet(context(), run)

    expect(begun).toEqual(['a1', 'b1'])
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'notStarted', 'done', 'notStarted'])
  })
})
