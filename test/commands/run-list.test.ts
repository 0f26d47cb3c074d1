import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import Protect from '../../commands/protect.js'
import RunList from '../../commands/run/list.js'
import RunShow from '../../commands/run/show.js'
import type { RunListResult } from '../../src/runs/list.js'
import type { RunShowResult } from '../../src/runs/show.js'
import { interrupted, journals, worldOf } from '../helpers/journal-world.js'

const RUN = 'protect-20260302T'

describe('azbk run', () => {
  it('lists runs, newest first, with what is left of each and how to go on', async () => {
    const { run } = await interrupted()
    const open = await run(RunList, ['--json'])
    await run(Protect, ['--resume', 'latest'])

    const list = await run(RunList, [])

    expect(open.json<RunListResult>().result).toMatchObject([
      { verb: 'protect', state: 'interrupted', items: 30, done: 20, left: 10, failed: 0, mock: true, resumeAt: null },
    ])
    expect(open.json<RunListResult>().result[0]?.resume).toMatch(/^azbk protect --resume protect-\S+ --mock$/)
    expect(list.stdout).toMatch(
      new RegExp(`${RUN}\\d{6}Z\\s+2026-03-02 \\d\\d:\\d\\d UTC\\s+finished\\s+30\\s+30\\s+0\\s+0`),
    )
    expect(list.stdout).not.toContain('Go on with')
  })

  it('says that there is none', async () => {
    const { run } = await worldOf([])

    expect(await run(RunList, [])).toMatchObject({
      exitCode: 0,
      stdout: 'There is no journal of a run here that can be read.\n',
    })
  })

  it('ends with 3 when a journal cannot be read', async () => {
    const { run, folder } = await interrupted()
    writeFileSync(join(folder, 'runs', 'protect-broken.jsonl'), 'nonsense\n{}\n')

    const list = await run(RunList, [])

    expect(list).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('protect-broken.jsonl cannot be read') })
    expect(list.stdout).toContain('interrupted')
  })

  it('says which journal cannot be read when it finds no latest run', async () => {
    const { run, folder } = await interrupted()
    const [file = ''] = journals(folder)
    writeFileSync(join(folder, 'runs', file), 'nonsense\n{}\n')

    const unread = {
      exitCode: 4,
      stderr: expect.stringContaining(`${file} cannot be read: line 1 is no line of a journal`),
    }
    expect(await run(RunShow, ['latest'])).toMatchObject(unread)
    expect(await run(Protect, ['--resume', 'latest'])).toMatchObject(unread)
  })

  it('shows what --resume would do with each item', async () => {
    const { run, folder } = await interrupted()
    const [file = ''] = journals(folder)
    const path = join(folder, 'runs', file)
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(
      path,
      `${lines.slice(0, lines.findIndex((line) => line.includes('"type":"result"')) + 1).join('\n')}\n`,
    )

    const json = await run(RunShow, ['latest', '--json'])
    const text = await run(RunShow, [file.replace('.jsonl', '')])

    const { state, entries } = json.json<RunShowResult>().result
    expect(state).toBe('killed')
    expect(new Set(entries.map(({ state: at, next }) => `${at} ${next}`))).toEqual(
      new Set(['done nothing', 'open lookUp', 'notStarted start']),
    )
    expect(text.stdout).toMatch(/vm-39\s+protect\s+not started\s+do it/)
    expect(text.stdout).toMatch(/Next: azbk protect --resume \S+ --mock goes on with 29 items\./)
  })

  it('knows no run of that name, but close ones', async () => {
    const { run } = await interrupted()

    expect(await run(RunShow, ['protect-20260302T090001Z'])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('Did you mean protect-20260302T'),
    })
  })
})
