import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { timeAfter } from '../../../src/core/clock.js'
import { AzbkError } from '../../../src/core/errors.js'
import type { RunJournal } from '../../../src/fleet/journal.js'
import { readJournal } from '../../../src/fleet/journal-lines.js'
import { lockOwner, takeLock } from '../../../src/fleet/lock-file.js'
import { noError } from '../../../src/fleet/run.js'
import { makeFolder } from '../../../src/fleet/run-folder.js'
import { resumeRun, startRun } from '../../../src/fleet/start-run.js'
import { budgetStop, isStop, resumeTime, sayWhen } from '../../../src/fleet/stop.js'
import { runContext } from '../../helpers/run-context.js'
import { folderWith } from '../../helpers/temp-folder.js'

const ITEMS = ['a', 'b', 'c'].map((key) => ({ item: key, name: key.toUpperCase(), plan: { action: 'protect' } }))
const done = (name: string) => ({ name, status: 'done' as const, value: null, ...noError(null) })

function start(ctx: Parameters<typeof startRun>[0], verb = 'protect'): RunJournal {
  const journal = startRun(ctx, { verb, input: { all: true, policy: undefined }, items: ITEMS, options: {} })
  if (journal === undefined) throw new Error('There is no journal.')
  return journal
}

const resume = (ctx: Parameters<typeof startRun>[0], run = 'latest') => resumeRun(ctx, 'protect', { resume: run })
const states = (journal: RunJournal) => journal.items().map(({ key, state }) => `${key} ${state}`)

describe('a journal', () => {
  it('has a header, the items, and a line before and after each of them', async () => {
    const { ctx } = runContext(await folderWith())
    const journal = start(ctx)

    journal.intend('a')
    journal.settle('a', done('A'))
    journal.intend('b')
    journal.close()

    const lines = readFileSync(journal.file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({
      type: 'run',
      schemaVersion: 1,
      run: 'protect-20260302T090000Z',
      verb: 'protect',
      input: { all: true },
      place: { cloud: 'AzureCloud', subscription: 's', mock: true },
      itemCount: 3,
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(lines.slice(1).map(({ type, item }) => [type, item])).toEqual([
      ['item', 'a'],
      ['item', 'b'],
      ['item', 'c'],
      ['intent', 'a'],
      ['result', 'a'],
      ['intent', 'b'],
      ['end', undefined],
    ])
  })

  it('gives two runs of one second two names', async () => {
    const { ctx } = runContext(await folderWith())

    const runs = [start(ctx), start(ctx), start(ctx, 'stagger apply')].map(({ run }) => run)

    expect(runs).toEqual(['protect-20260302T090000Z', 'protect-20260302T090000Z-2', 'stagger-apply-20260302T090000Z'])
  })

  it('is gone on with where it was: done, unknown since the last intent, failed, not started', async () => {
    const { ctx } = runContext(await folderWith())
    const first = start(ctx)
    first.intend('a')
    first.settle('a', done('A'))
    first.intend('b')
    first.settle('b', { ...done('B'), status: 'failed' })
    await ctx.clock.sleep(60_000)
    first.intend('c')

    const journal = resume(ctx)

    expect(states(journal)).toEqual(['a done', 'b failed', 'c open'])
    expect(journal.item('c')?.since).toBe('2026-03-02T09:01:00.000Z')
    expect(journal.resumeCommand).toBe('azbk protect --resume protect-20260302T090000Z --mock')
  })

  it.each([
    ['a wait that ended too early', { status: 'running' as const }],
    ['an outcome that could not be read', { status: 'failed' as const, code: 'OUTCOME_UNKNOWN' }],
  ])('takes %s for unknown', async (_, outcome) => {
    const { ctx } = runContext(await folderWith())
    const journal = start(ctx)
    journal.intend('a')
    journal.settle('a', { ...done('A'), ...outcome })

    expect(journal.item('a')).toMatchObject({ state: 'open', since: '2026-03-02T09:00:00.000Z' })
  })

  it.each([
    ['', 'b open'],
    ['{"type":"resu', 'b open'],
    ['{"type":"result","at":"2026', 'b open'],
    ['\0\0\0\0\n', 'b open'],
  ])('is mended when its last line is torn: %j', async (rest, state) => {
    const { ctx } = runContext(await folderWith())
    const first = start(ctx)
    first.intend('b')
    const sound = readFileSync(first.file, 'utf8')
    writeFileSync(first.file, sound + rest)

    const journal = resume(ctx)
    journal.settle('b', done('B'))
    journal.close()

    expect(states(journal)[1]).toBe(state.replace('open', 'done'))
    expect(readJournal(readFileSync(first.file, 'utf8'), first.file).items.get('b')?.state).toBe('done')
  })

  it.each([
    ['a broken line in the middle', (text: string) => text.replace('"type":"intent"', 'type')],
    ['a changed item', (text: string) => text.replace('"name":"B"', '"name":"X"')],
    ['no header', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['nothing in it', () => ''],
  ])('is refused with %s', async (_, change) => {
    const { ctx } = runContext(await folderWith())
    const { run, file, intend } = start(ctx)
    intend('a')
    intend('b')
    writeFileSync(file, change(readFileSync(file, 'utf8')))

    expect(() => resume(ctx, run)).toThrow(expect.objectContaining({ code: 'JOURNAL_DAMAGED', exitCode: 6 }))
  })

  it('is not looked into under `latest` when it is broken: another run is taken', async () => {
    const { ctx } = runContext(await folderWith())
    const good = start(ctx)
    good.close()
    await ctx.clock.sleep(1000)
    writeFileSync(start(ctx).file, 'nonsense\n')

    expect(resume(ctx).run).toBe(good.run)
  })

  it('forgets finished runs beyond a hundred and those of ninety days ago, and never an unfinished one', async () => {
    const folder = await folderWith()
    const { ctx } = runContext(folder)
    const open = start(ctx)
    open.close()
    for (let i = 0; i < 104; i += 1) {
      await ctx.clock.sleep(1000)
      const journal = start(ctx)
      for (const { item, name } of ITEMS) journal.settle(item, done(name))
      journal.close()
    }
    start(ctx).close()
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(102)

    await ctx.clock.sleep(91 * 86_400_000)
    start(ctx).close()

    const left = readdirSync(join(folder, 'runs'))
    expect(left).toHaveLength(3)
    expect(existsSync(open.file)).toBe(true)
  })
})

describe('the lock of a journal', () => {
  it('keeps a second process away, and is taken over from one that is gone', async () => {
    const file = join(await folderWith(), 'x')
    const lock = (pid: number, host = hostname()) => writeFileSync(`${file}.lock`, `${pid}\n${host}\n`)

    lock(process.ppid)
    expect(takeLock(file)).toEqual({ pid: process.ppid, host: hostname() })
    lock(2 ** 22 + 1)
    expect(takeLock(file)).toBeUndefined()
    lock(1, 'another-machine')
    expect(takeLock(file)).toEqual({ pid: 1, host: 'another-machine' })
    writeFileSync(`${file}.lock`, '')
    expect(lockOwner(file)).toBeUndefined()
    expect(takeLock(file)).toBeUndefined()
  })

  it('is let go of with the journal', async () => {
    const { ctx } = runContext(await folderWith())
    const journal = start(ctx)
    expect(existsSync(`${journal.file}.lock`)).toBe(true)

    journal.close()

    expect(existsSync(`${journal.file}.lock`)).toBe(false)
  })
})

describe('a stop', () => {
  const now = new Date('2026-03-02T22:10:00Z')
  const stop = (code: string, details = {}) => new AzbkError({ code, exit: 'throttled', message: 'No.', details })

  it('says when to go on: as told, after the pause, or on the next UTC day', () => {
    expect(resumeTime(budgetStop('Spent.', '2026-03-05T00:00:00.000Z'), now)).toBe('2026-03-05T00:00:00.000Z')
    expect(resumeTime(stop('THROTTLED', { retryAfterSeconds: 1800 }), now)).toBe(timeAfter(now, 1_800_000))
    expect(resumeTime(stop('QUOTA_STOP'), now)).toBe('2026-03-03T00:00:00.000Z')
    expect(resumeTime(stop('LOGIN_EXPIRED'), now)).toBeNull()
    expect(sayWhen('2026-03-02T22:10:01.000Z')).toBe('2026-03-02 22:11 UTC')
  })

  it('is what every further item would meet', () => {
    expect(['QUOTA_STOP', 'THROTTLED', 'LOGIN_EXPIRED', 'ITEM_BUSY'].map((code) => isStop(stop(code)))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

describe('a folder for journals', () => {
  it('keeps nothing of a journal that could not be written: a full disk is not made fuller', async () => {
    const stateDir = await folderWith()
    const { ctx, warnings } = runContext(stateDir)
    // A folder of that name: the draft is written, and cannot take its place.
    makeFolder(join(stateDir, 'runs', 'protect-20260302T090000Z.jsonl'))

    expect(() => start(ctx)).toThrow('There is no journal.')

    expect(warnings).toEqual([expect.stringContaining('This run has no journal')])
    expect(readdirSync(join(stateDir, 'runs'))).toEqual(['protect-20260302T090000Z.jsonl'])
  })

  it('is made with all that is missing above it, for the user alone', async () => {
    const folder = join(await folderWith(), 'a', 'b')

    makeFolder(folder)
    makeFolder(folder)

    expect(existsSync(folder)).toBe(true)
  })

  it('is refused where a file has its name, or that of a folder above it', async () => {
    const folder = await folderWith({ file: '' })

    expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/)
    expect(() => makeFolder(join(folder, 'file', 'runs'))).toThrow(/ENOTDIR|EEXIST/)
  })

  it.runIf(process.platform === 'linux')('that can never be is refused at once, however deep', () => {
    expect(() => makeFolder('/proc/azbk/runs')).toThrow(/ENOENT|EACCES|EPERM/)
  })
})
