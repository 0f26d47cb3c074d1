import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../src/context.js'
import { AzbkError, refusedError } from '../../../src/core/errors.js'
import type { ProgressEvent } from '../../../src/core/progress.js'
import type { RunJournal } from '../../../src/fleet/journal.js'
import { type FleetStep, runFleet } from '../../../src/fleet/run.js'

function context(signal = new AbortController().signal) {
  const events: ProgressEvent[] = []
  const warnings: string[] = []
  const ctx = {
    signal,
    session: { signal },
    clock: { now: () => new Date('2026-03-02T09:00:00Z') },
    warn: (message: string) => warnings.push(message),
    progress: (event: ProgressEvent) => events.push(event),
  } as unknown as AppContext
  return { ctx, events, warnings }
}

const done = (value: string): FleetStep<string> => ({ status: 'done', value })
const quotaStop = () => new AzbkError({ code: 'QUOTA_STOP', message: 'The daily quota is spent.', exit: 'throttled' })

describe('a fleet run', () => {
  it('gives outcomes in the order of the items, however long each takes', async () => {
    const { ctx, events } = context()
    const waits = [30, 1, 15]

    const outcomes = await runFleet(ctx, {
      items: waits,
      name: (ms) => `vm-${ms}`,
      work: async (ms) => {
        for (let i = 0; i < ms; i += 1) await Promise.resolve()
        return done(String(ms))
      },
    })

    expect(outcomes.map(({ name, value }) => [name, value])).toEqual([
      ['vm-30', '30'],
      ['vm-1', '1'],
      ['vm-15', '15'],
    ])
    expect(events.map((event) => event.type === 'item' && [event.name, event.done, event.total])).toEqual([
      ['vm-1', 1, 3],
      ['vm-15', 2, 3],
      ['vm-30', 3, 3],
    ])
  })

  it('works on no more at once than it may', async () => {
    let now = 0
    let most = 0
    const work = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise(setImmediate)
      now -= 1
      return done('')
    }

    await runFleet(context().ctx, { items: Array.from({ length: 20 }), name: String, work, atOnce: 3 })

    expect(most).toBe(3)
  })

  it('keeps the code and the advice of a failure, and goes on', async () => {
    const outcomes = await runFleet(context().ctx, {
      items: ['a', 'b'],
      name: (item) => item,
      work: async (item) => {
        if (item === 'a') throw refusedError('LOCKED', 'It is locked.', ['Unlock it.'])
        return { status: 'unchanged', value: item, message: 'as it was' }
      },
    })

    expect(outcomes).toEqual([
      {
        name: 'a',
        status: 'failed',
        exitCode: 6,
        value: null,
        code: 'LOCKED',
        message: 'It is locked.',
        suggestions: ['Unlock it.'],
        details: {},
      },
      {
        name: 'b',
        status: 'unchanged',
        exitCode: 0,
        value: 'b',
        code: null,
        message: 'as it was',
        suggestions: [],
        details: {},
      },
    ])
  })

  it("keeps Azure's code and request id of a failure", async () => {
    const details = { azureCode: 'ScopeLocked', requestId: 'r-1' }
    const work = () => Promise.reject(new AzbkError({ code: 'SCOPE_LOCKED', message: 'No.', exit: 'refused', details }))

    const outcomes = await runFleet(context().ctx, { items: ['a', 'b'], name: String, work })

    expect(outcomes).toMatchObject([{ details }, { details }])
  })

  it('throws the error of a VM that was asked for alone', async () => {
    const work = () => Promise.reject(refusedError('LOCKED', 'It is locked.'))

    await expect(runFleet(context().ctx, { items: ['a'], name: String, work, alone: true })).rejects.toThrow(
      'It is locked.',
    )
  })

  it('starts nothing more when a daily quota is spent', async () => {
    const outcomes = await runFleet(context().ctx, {
      items: ['a', 'b', 'c'],
      name: (item) => item,
      atOnce: 1,
      work: async (item) => {
        if (item === 'b') throw quotaStop()
        return done(item)
      },
    })

    expect(outcomes.map(({ status, code, exitCode }) => [status, code, exitCode])).toEqual([
      ['done', null, 0],
      ['failed', 'QUOTA_STOP', 7],
      ['notStarted', 'QUOTA_STOP', 7],
    ])
  })

  it('says that a wait which ended too early left work running', async () => {
    const error = new AzbkError({ code: 'OPERATION_STILL_RUNNING', message: 'It goes on.', exit: 'stillRunning' })

    const outcomes = await runFleet(context().ctx, {
      items: ['a', 'b'],
      name: String,
      work: () => Promise.reject(error),
    })

    expect(outcomes).toMatchObject([
      { status: 'running', exitCode: 8 },
      { status: 'running', exitCode: 8 },
    ])
  })

  it('finishes what is in flight after an interrupt, with a signal that does not end', async () => {
    const controller = new AbortController()
    const { ctx, events } = context(controller.signal)

    const outcomes = await runFleet(ctx, {
      items: ['a', 'b', 'c'],
      name: (item) => item,
      atOnce: 2,
      work: async (item, steady) => {
        await new Promise(setImmediate)
        controller.abort()
        expect([steady.signal.aborted, steady.session.signal.aborted]).toEqual([false, false])
        return done(item)
      },
    })

    expect(outcomes.map(({ status, exitCode }) => [status, exitCode])).toEqual([
      ['done', 0],
      ['done', 0],
      ['notStarted', 130],
    ])
    expect(events[0]).toMatchObject({ type: 'note', text: expect.stringContaining('starting nothing new') })
  })

  it('starts nothing more, and sends nothing, once its journal can no longer be written', async () => {
    const { ctx, warnings } = context()
    const settled: string[] = []
    const lost = new AzbkError({
      code: 'JOURNAL_LOST',
      message: 'The journal can no longer be written.',
      exit: 'failed',
    })
    const journal = {
      resumeCommand: 'azbk protect --resume x',
      item: () => undefined,
      intend: (key: string) => {
        if (key !== 'vm-0') throw lost
      },
      settle: (key: string) => settled.push(key),
      stop: () => {},
    } as unknown as RunJournal
    const worked: string[] = []

    const outcomes = await runFleet(ctx, {
      items: ['vm-0', 'vm-1', 'vm-2'],
      name: String,
      atOnce: 1,
      journal: { of: journal, key: String },
      work: async (item) => {
        worked.push(item)
        return done(item)
      },
    })

    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(['done', 'JOURNAL_LOST', 'JOURNAL_LOST'])
    expect([worked, settled]).toEqual([['vm-0'], ['vm-0']])
    expect(warnings.join()).toContain('Stopped: 2 of 3 are left.')
  })
})
