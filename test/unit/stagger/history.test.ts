import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseJobs } from '../../../src/stagger/history.js'
import {
  type HistoryJob,
  historyFile,
  prepareHistory,
  readHistory,
  saveHistory,
  type VaultHistory,
} from '../../../src/stagger/history-store.js'
import { gapsIn, KEPT_MS, windowsToRead } from '../../../src/stagger/history-windows.js'
import { folderWith } from '../../helpers/temp-folder.js'

const DAY_MS = 86_400_000
const vault = { id: '/subscriptions/s/rsv', name: 'rsv' } as never
const day = (n: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + n * DAY_MS).toISOString()
const window = (from: number, to: number) => ({ from: day(from), to: day(to) })
const job = (id: string, part: Partial<HistoryJob> = {}): HistoryJob => ({
  id,
  operation: 'Backup',
  machine: 'rg/vm-1',
  status: 'Completed',
  start: day(1),
  end: day(1),
  ...part,
})
const history = (part: Partial<VaultHistory> = {}): VaultHistory => ({
  jobs: new Map(),
  details: new Map(),
  reads: [],
  damaged: [],
  ...part,
})

describe('the file of a history', () => {
  it('gives back what was saved, the last word on each job', async () => {
    const folder = await folderWith()

    await saveHistory(folder, vault, { jobs: [job('a', { status: 'InProgress', end: null })], details: [], reads: [] })
    await saveHistory(folder, vault, {
      jobs: [job('a')],
      details: [{ id: 'a', bytes: 5, snapshotEnd: null, transferStart: null }],
      reads: [window(0, 2)],
    })

    expect(await readHistory(folder, vault)).toEqual(
      history({
        jobs: new Map([['a', job('a')]]),
        details: new Map([['a', { id: 'a', bytes: 5, snapshotEnd: null, transferStart: null }]]),
        reads: [window(0, 2)],
      }),
    )
  })

  it('loses nothing but a torn line, which is asked for again', async () => {
    const folder = await folderWith()
    await saveHistory(folder, vault, { jobs: [job('a')], details: [], reads: [window(0, 2)] })
    const file = historyFile(folder, vault)
    await appendFile(file, '{"type":"job","id":"b","oper')

    const torn = await readHistory(folder, vault)
    await saveHistory(folder, vault, { jobs: [job('c')], details: [], reads: [window(2, 3)] })
    const mended = await readHistory(folder, vault)

    expect([...torn.jobs.keys()]).toEqual(['a'])
    expect([...mended.jobs.keys()]).toEqual(['a', 'c'])
    expect(mended.reads).toEqual([window(0, 2), window(2, 3)])
  })

  it('is cut anywhere without claiming to have read what it does not hold', async () => {
    const folder = await folderWith()
    await saveHistory(folder, vault, { jobs: [job('a'), job('b')], details: [], reads: [window(0, 2)] })
    const file = historyFile(folder, vault)
    const text = await readFile(file, 'utf8')

    for (let length = 0; length < text.length; length += 1) {
      await writeFile(file, text.slice(0, length))
      const { jobs, reads } = await readHistory(folder, vault)
      if (reads.length > 0) expect(jobs.size).toBe(2)
    }
  })
})

describe('the folder of a history', () => {
  it('is refused at once where there can be none', async () => {
    await expect(prepareHistory('/proc/azbk/jobs')).rejects.toMatchObject({ code: 'HISTORY_UNWRITABLE', exitCode: 2 })
  })
})

describe('a history of another vault', () => {
  const other = { id: '/subscriptions/s/rsv-other', name: 'rsv-other' } as never

  it('is not believed, though it was renamed into place', async () => {
    const folder = await folderWith()
    await saveHistory(folder, other, { jobs: [job('a')], details: [], reads: [window(0, 2)] })
    await rename(historyFile(folder, other), historyFile(folder, vault))

    const read = readHistory(folder, vault)

    await expect(read).rejects.toMatchObject({ code: 'HISTORY_ELSEWHERE', exitCode: 6 })
    await expect(read).rejects.toThrow(
      /holds jobs of vault \/subscriptions\/s\/rsv-other, not of \/subscriptions\/s\/rsv\./,
    )
  })

  it('is not believed either when it does not say whose it is, and is read again', async () => {
    const folder = await folderWith()
    await saveHistory(folder, other, { jobs: [job('a')], details: [], reads: [window(0, 2)] })
    const [, ...lines] = (await readFile(historyFile(folder, other), 'utf8')).split('\n')
    await writeFile(historyFile(folder, vault), lines.join('\n'))

    const headless = await readHistory(folder, vault)
    await saveHistory(folder, vault, { jobs: [job('b')], details: [], reads: [window(0, 3)] })

    expect(headless).toEqual(history())
    expect((await readHistory(folder, vault)).reads).toEqual([window(0, 3)])
  })

  it('is its own, however Azure writes the id today', async () => {
    const folder = await folderWith()
    await saveHistory(folder, vault, { jobs: [job('a')], details: [], reads: [window(0, 2)] })

    const { reads } = await readHistory(folder, { id: '/SUBSCRIPTIONS/s/RSV', name: 'RSV' } as never)

    expect(reads).toEqual([window(0, 2)])
  })
})

describe('a history with a damaged line', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('never claims to have read what it does not hold: line %i', async (number) => {
    const folder = await folderWith()
    await saveHistory(folder, vault, { jobs: [job('a'), job('b')], details: [], reads: [window(0, 2)] })
    await saveHistory(folder, vault, { jobs: [job('c')], details: [], reads: [window(2, 3), window(3, 4)] })
    const file = historyFile(folder, vault)
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, lines.map((line, i) => (i === number ? line.slice(5) : line)).join('\n'))

    const { jobs, reads } = await readHistory(folder, vault)

    const covers = (from: number) => reads.some((read) => read.from === day(from))
    if (covers(0)) expect([jobs.has('a'), jobs.has('b')]).toEqual([true, true])
    if (covers(2) || covers(3)) expect(jobs.has('c')).toBe(true)
    // Only the run with the damage is read again.
    expect(covers(0) || covers(3)).toBe(true)
  })
})

describe('a history with lines cut out of its middle', () => {
  const RUNS = [
    { jobs: [job('a'), job('b')], details: [], reads: [window(0, 2)] },
    { jobs: [job('c'), job('d')], details: [], reads: [window(2, 3)] },
    { jobs: [job('e')], details: [], reads: [window(3, 4)] },
  ]
  const LINES = 11
  const heldSince = { a: 0, b: 0, c: 2, d: 2, e: 3 }

  async function cutHistory(from: number, to: number) {
    const folder = await folderWith()
    for (const run of RUNS) await saveHistory(folder, vault, run)
    const file = historyFile(folder, vault)
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, lines.filter((_, i) => i < from || i >= to).join('\n'))
    return readHistory(folder, vault)
  }

  it('never claims to have read what it does not hold, wherever the cut', async () => {
    for (let from = 0; from < LINES; from += 1) {
      for (let to = from + 1; to <= LINES; to += 1) {
        const { jobs, reads } = await cutHistory(from, to)
        const claimed = Object.entries(heldSince).filter(([, start]) => reads.some((read) => read.from === day(start)))
        for (const [id] of claimed) expect([from, to, id, jobs.has(id)]).toEqual([from, to, id, true])
      }
    }
  })

  it('names the times that the run with the damage had read', async () => {
    const { damaged, reads } = await cutHistory(5, 6)

    expect(damaged).toEqual([window(2, 3)])
    expect(reads).toEqual([window(0, 2), window(3, 4)])
  })

  it('is believed as it is when an older azbk wrote it', async () => {
    const folder = await folderWith()
    for (const run of RUNS) await saveHistory(folder, vault, run)
    const file = historyFile(folder, vault)
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/,"digest":"\w+"/g, ''))

    const reads = RUNS.flatMap((run) => run.reads)
    expect(await readHistory(folder, vault)).toMatchObject({ reads, damaged: [] })
  })
})

describe('what is asked of Azure', () => {
  it('is the whole span at first, and later only what is new', () => {
    expect(windowsToRead(history(), window(0, 7))).toEqual([window(0, 7)])
    expect(windowsToRead(history({ reads: [window(0, 7)] }), window(1, 8))).toEqual([
      { from: '2026-03-07T23:00:00.000Z', to: day(8) },
    ])
  })

  it('is also what still ran the last time, and no more than Azure keeps', () => {
    const running = job('a', { status: 'InProgress', start: day(3), end: null })

    expect(windowsToRead(history({ reads: [window(0, 7)], jobs: new Map([['a', running]]) }), window(0, 8))).toEqual([
      { from: day(3), to: '2026-03-04T00:00:01.000Z' },
      { from: '2026-03-07T23:00:00.000Z', to: day(8) },
    ])
    expect(windowsToRead(history(), window(0, 90))).toEqual([window(60, 90)])
  })

  it('leaves no gap that Azure could still fill', () => {
    const windows = fc.array(
      fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 })).map(([from, days]) => window(from, from + days)),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(windows, fc.integer({ min: 61, max: 90 }), (reads, end) => {
        const span = window(0, end)
        const after = [...reads, ...windowsToRead(history({ reads }), span)]

        const gaps = gapsIn(after, span)

        const kept = new Date(Date.parse(span.to) - KEPT_MS).toISOString()
        expect(gaps.filter(({ to }) => to > kept)).toEqual([])
      }),
    )
  })
})

describe('the jobs whose details are read', () => {
  const jobs = (...all: HistoryJob[]) => new Map(all.map((one) => [one.id, one]))
  const input = { span: window(0, 7), sample: 2, seed: 1, sizeOf: (name: string) => (name === 'rg/big' ? 9 : 1) }

  it('are of VMs never read before those read long ago, the biggest first', () => {
    const known = history({
      jobs: jobs(
        job('old', { machine: 'rg/read', start: day(1) }),
        job('read', { machine: 'rg/read', start: day(3) }),
        job('small', { machine: 'rg/small', start: day(2) }),
        job('big', { machine: 'rg/big', start: day(2) }),
      ),
      details: new Map([['old', { id: 'old', bytes: 1, snapshotEnd: null, transferStart: null }]]),
    })

    expect(chooseJobs(known, input).map(({ id }) => id)).toEqual(['big', 'small'])
    expect(chooseJobs(known, { ...input, sample: 3 }).map(({ id }) => id)).toEqual(['big', 'small', 'read'])
  })

  it('are good backups only, the last of each VM, and none that was read', () => {
    const known = history({
      jobs: jobs(
        job('failed', { machine: 'rg/a', status: 'Failed' }),
        job('restore', { machine: 'rg/b', operation: 'Restore' }),
        job('first', { start: day(1) }),
        job('last', { start: day(2) }),
      ),
    })
    const read = history({
      ...known,
      details: new Map([['last', { id: 'last', bytes: 1, snapshotEnd: null, transferStart: null }]]),
    })

    expect(chooseJobs(known, input).map(({ id }) => id)).toEqual(['last'])
    expect(chooseJobs(read, input)).toEqual([])
  })
})
