import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../src/context.js'
import { adoptOpen } from '../../../src/fleet/adopt.js'
import { readJournal } from '../../../src/fleet/journal-lines.js'
import { runFleet } from '../../../src/fleet/run.js'
import { type RunDoor, withRun } from '../../../src/fleet/with-run.js'
import { runContext } from '../../helpers/run-context.js'
import { folderWith } from '../../helpers/temp-folder.js'

/** How often each item took effect: once is right. */
type World = Map<string, number>

const VERB = 'count'

function work(ctx: AppContext, world: World, door: RunDoor, keys: readonly string[]) {
  const journal = door.begin({ items: keys.map((key) => ({ item: key, name: key, plan: { action: 'count' } })) })
  return runFleet(ctx, {
    items: keys,
    name: (key) => key,
    atOnce: 2,
    journal: journal && { of: journal, key: (key) => key },
    work: async (key) => {
      world.set(key, (world.get(key) ?? 0) + 1)
      return { status: 'done', value: { key } }
    },
  })
}

const firstRun = (ctx: AppContext, world: World, keys: readonly string[]) =>
  withRun(ctx, { verb: VERB, input: { all: true }, options: {} }, async (door) => {
    await work(ctx, world, door, keys)
    return door.begin({ items: [] })?.file ?? ''
  })

const resumed = (ctx: AppContext, world: World, run: string) =>
  withRun(ctx, { verb: VERB, input: {}, options: { resume: run } }, async (door) => {
    const { resumed: journal } = door
    if (journal === undefined) throw new Error('There is no run.')
    await adoptOpen(ctx, journal, async ({ key }) => (world.has(key) ? { status: 'done', value: { key } } : undefined))
    return work(
      ctx,
      world,
      door,
      journal.items().map(({ key }) => key),
    )
  })

/** The world of a process that was killed when so much was written: what has a result happened, what has an intent may have. */
function worldAt(text: string, file: string, isSent: (key: string) => boolean): World {
  const { items } = readJournal(text, file)
  const happened = [...items.values()].filter(({ key, state }) => state === 'done' || (state === 'open' && isSent(key)))
  return new Map(happened.map(({ key }) => [key, 1]))
}

describe('a journal', () => {
  it('cut at any byte, and any part of what was under way done or not, leads a resumed run to the same end', async () => {
    const folder = await folderWith()
    let n = 0

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        async (size, share, sent) => {
          n += 1
          const keys = Array.from({ length: size }, (_, i) => `vm-${i}`)
          const { ctx } = runContext(`${folder}/${n}`)
          const file = await firstRun(ctx, new Map(), keys)
          const whole = readFileSync(file, 'utf8')
          const head = whole.split('\n', size + 1).join('\n').length + 1
          const text = whole.slice(0, head + Math.round(share * (whole.length - head)))
          writeFileSync(file, text)
          const world = worldAt(text, file, (key) => sent[Number(key.slice(3))] === true)

          const outcomes = await resumed(ctx, world, basename(file, '.jsonl'))

          expect(outcomes.map(({ name, status }) => [name, status])).toEqual(keys.map((key) => [key, 'done']))
          expect([...world].sort()).toEqual(keys.map((key) => [key, 1]))
          expect(readJournal(readFileSync(file, 'utf8'), file).end?.state).toBe('finished')
          expect(dirname(file)).toBe(`${folder}/${n}/runs`)
        },
      ),
      { numRuns: 60 },
    )
  })
})
