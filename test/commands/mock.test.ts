import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import JobList from '../../commands/job/list.js'
import MockAdvance from '../../commands/mock/advance.js'
import MockDump from '../../commands/mock/dump.js'
import MockLoad from '../../commands/mock/load.js'
import MockReset from '../../commands/mock/reset.js'
import VaultList from '../../commands/vault/list.js'
import { runAzbk } from '../helpers/run-command.js'

interface Summary {
  file: string
  time: string
  machines: number
  vaults: number
  items: number
  points: number
  newJobs: number
}

describe('azbk mock', () => {
  let folder = ''
  let state = ''
  beforeEach(() => {
    // A blank in the path on purpose.
    folder = mkdtempSync(join(tmpdir(), 'azbk mock '))
    state = join(folder, 'mock.json')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const run: typeof runAzbk = (command, argv) => runAzbk(command, [...argv, '--mock-state', state], { mock: 'file' })

  it('reset makes contoso, kept in a file that only the owner can read', async () => {
    const reset = await run(MockReset, ['--json'])

    expect(reset.exitCode).toBe(0)
    expect(reset.json<Summary>().result).toMatchObject({ file: state, machines: 60 })
    expect(statSync(state).mode & 0o777).toBe(0o600)
  })

  it('reset makes the same fleet for the same seed', async () => {
    await run(MockReset, ['--world', 'fleet', '--vms', '25', '--seed', '7'])
    const first = JSON.parse(readFileSync(state, 'utf8'))
    await run(MockReset, ['--world', 'fleet', '--vms', '25', '--seed', '7'])
    const second = JSON.parse(readFileSync(state, 'utf8'))

    expect(Object.keys(first.compute.virtualMachines)).toHaveLength(25)
    expect(Object.keys(second.compute.virtualMachines)).toEqual(Object.keys(first.compute.virtualMachines))
  })

  it('reset refuses --vms for a world that has its own, and leaves the state alone', async () => {
    await run(MockReset, ['--world', 'empty'])
    const before = readFileSync(state, 'utf8')

    const reset = await run(MockReset, ['--vms', '10'])

    expect(reset.exitCode).toBe(2)
    expect(reset.stderr).toContain('--world fleet')
    expect(readFileSync(state, 'utf8')).toBe(before)
  })

  it('the first use of --mock makes contoso by itself', async () => {
    const list = await run(VaultList, ['--mock', '--query', 'length(@)', '--output', 'tsv'])

    expect(list.exitCode, list.stderr).toBe(0)
    expect(Number(list.stdout)).toBeGreaterThan(3)
    expect(existsSync(state)).toBe(true)
  })

  it('advance lets schedules fire: new jobs, and a later calendar', async () => {
    await run(MockReset, [])

    const advance = await run(MockAdvance, ['2d', '--json'])

    const { from, time, newJobs } = advance.json<Summary & { from: string }>().result
    expect(newJobs).toBeGreaterThan(20)
    expect(Date.parse(time) - Date.parse(from)).toBeGreaterThanOrEqual(2 * 86_400_000)
  })

  it('advance lets backups of its nights take minutes, as in Azure', async () => {
    await run(MockReset, [])
    await run(MockAdvance, ['1d'])

    const list = await run(JobList, ['--mock', '--last', '20h', '--operation', 'Backup', '--json'])

    const minutes = list.json<{ durationMs: number }[]>().result.map(({ durationMs }) => durationMs / 60_000)
    expect(minutes.length).toBeGreaterThan(10)
    expect(minutes.sort((a, b) => a - b)[Math.floor(minutes.length / 2)]).toBeGreaterThan(2)
  })

  it('advance refuses what is no duration', async () => {
    const advance = await run(MockAdvance, ['tomorrow'])

    expect(advance.exitCode).toBe(2)
    expect(advance.stderr).toContain("'tomorrow' is not a duration")
  })

  it('dump and load carry a state to another file', async () => {
    await run(MockReset, ['--world', 'fleet', '--vms', '5'])
    const out = join(folder, 'estate.json')
    const dump = await run(MockDump, ['--out', out, '--json'])
    await run(MockReset, ['--world', 'empty'])

    const load = await run(MockLoad, [out, '--json'])

    expect(load.exitCode).toBe(0)
    expect(load.json<Summary>().result).toMatchObject({ machines: 5, vaults: dump.json<Summary>().result.vaults })
  })

  it('load refuses a missing and a foreign file, and keeps the present state', async () => {
    await run(MockReset, ['--world', 'empty'])
    const before = readFileSync(state, 'utf8')
    const foreign = join(folder, 'foreign.json')
    writeFileSync(foreign, '{"hello": 1}')

    expect((await run(MockLoad, [join(folder, 'none.json')])).exitCode).toBe(4)
    expect((await run(MockLoad, [foreign])).exitCode).toBe(2)
    expect(readFileSync(state, 'utf8')).toBe(before)
  })

  it('a corrupt state is told with its path and kept until a reset', async () => {
    writeFileSync(state, '{"schemaVersion": 1, "clock"')

    const list = await run(VaultList, ['--mock'])

    expect(list.exitCode).toBe(6)
    expect(list.stderr).toContain(state)
    expect(list.stderr).toContain('azbk mock reset')
    expect(readFileSync(state, 'utf8')).toBe('{"schemaVersion": 1, "clock"')
    expect((await run(MockReset, [])).exitCode).toBe(0)
  })

  it('a state of a later version is refused, not misread', async () => {
    await run(MockReset, ['--world', 'empty'])
    writeFileSync(state, readFileSync(state, 'utf8').replace('"schemaVersion":1', '"schemaVersion":99'))

    const list = await run(VaultList, ['--mock'])

    expect(list.exitCode).toBe(6)
    expect(list.stderr).toContain('schemaVersion 99')
  })

  it('a state that a living process holds is refused with its pid', async () => {
    await run(MockReset, ['--world', 'empty'])
    writeFileSync(`${state}.lock`, String(process.ppid))

    const list = await run(VaultList, ['--mock'])

    expect(list.exitCode).toBe(6)
    expect(list.stderr).toContain(`process ${process.ppid}`)
  })

  it('the lock of a process that is gone is taken over', async () => {
    await run(MockReset, ['--world', 'empty'])
    writeFileSync(`${state}.lock`, '999999999')

    const list = await run(VaultList, ['--mock'])

    expect(list.exitCode).toBe(0)
    expect(existsSync(`${state}.lock`)).toBe(false)
  })

  it('a folder that cannot be made is an error, not a crash', async () => {
    const blocked = join(folder, 'file')
    writeFileSync(blocked, '')

    const reset = await runAzbk(MockReset, ['--mock-state', join(blocked, 'mock.json')], { mock: 'file' })

    expect(reset.exitCode).toBe(1)
    expect(reset.stderr).toContain('--mock-state')
    expect(reset.stderr).not.toContain('Unexpected error')
  })
})
