import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import MockDump from '../../commands/mock/dump.js'
import MockLoad from '../../commands/mock/load.js'
import MockReset from '../../commands/mock/reset.js'
import Status from '../../commands/status.js'
import VaultCreate from '../../commands/vault/create.js'
import VaultList from '../../commands/vault/list.js'
import VaultUpdate from '../../commands/vault/update.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

describe('files of the mock that cannot be used', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'azbk bad input '))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const run: typeof runAzbk = (command, argv) =>
    runAzbk(command, [...argv, '--mock-state', join(folder, 'mock.json')], { mock: 'file' })

  it.each([
    ['is cut off', '{"schemaVersion":1,'],
    ['is no state', '{}'],
  ])('load refuses a file that %s, without advice that would not mend it', async (_, text) => {
    await run(MockReset, ['--world', 'empty'])
    const before = readFileSync(join(folder, 'mock.json'), 'utf8')
    const bad = join(folder, 'bad.json')
    writeFileSync(bad, text)

    const load = await run(MockLoad, [bad])

    expect(load.exitCode).toBe(2)
    expect(load.stderr).toContain(bad)
    expect(load.stderr).not.toContain('mock reset')
    expect(readFileSync(join(folder, 'mock.json'), 'utf8')).toBe(before)
  })

  it('load refuses a folder, dump a place under a file: both without a stack', async () => {
    await run(MockReset, ['--world', 'empty'])

    const load = await run(MockLoad, [folder])
    const dump = await run(MockDump, ['--out', join(folder, 'mock.json', 'copy.json')])

    for (const refused of [load, dump]) {
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toMatch(/^Error: .*\nTry: .*\n\(code MOCK_STATE_\w+\)\n$/)
    }
  })

  it('reset refuses a fleet without VMs as a wrong value', async () => {
    const reset = await run(MockReset, ['--world', 'fleet', '--vms', '0'])

    expect(reset.exitCode).toBe(2)
    expect(reset.stderr).toMatch(/^Error: --vms: Expected an integer greater than or equal to 1, not 0\n/)
  })
})

describe('queries', () => {
  it('take a bare word in backticks for a string, as az does', async () => {
    const run = await runAzbk(VaultList, ['--query', '[?location==`westeurope` && name!="x"].name', '--output', 'tsv'])

    expect(run.stdout, run.stderr).toBe('vault-weu\n')
  })

  it.each(['length(@) == `6`', "[0].name == '`'", '@ != `null`', 'length(@) == `"6"` || `true`'])(
    'leave what is JSON already, or quoted: %s',
    async (query) => {
      const run = await runAzbk(VaultList, ['--query', query])

      expect(run.exitCode, run.stderr).toBe(0)
    },
  )
})

describe('an empty list', () => {
  it.each(['csv', 'tsv'])('is empty output as %s', async (format) => {
    const run = await runAzbk(VaultList, ['--query', '[?name==`none`]', '--output', format])

    expect(run.stdout).toBe('')
    expect(run.exitCode).toBe(0)
  })
})

describe('a yes that is missing', () => {
  it('is asked for with the steps it is about', async () => {
    const run = await runAzbk(VaultUpdate, ['--name', 'vault-eus', '--immutability', 'Locked'])

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('\n  - vault vault-eus: immutability, locked for good\n')
  })
})

describe('what Azure says of a list that it refuses', () => {
  it('is kept, also where the SDK drops it: it names the missing action', async () => {
    const mock = createTestMock()
    const message =
      "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/x' or the scope is invalid."
    mock.control.inject({
      method: 'GET',
      path: /\/virtualMachines\?/,
      fault: { kind: 'status', status: 403, body: { error: { code: 'AuthorizationFailed', message } } },
    })

    const run = await runAzbk(Status, ['--all'], { mock })

    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('Microsoft.Compute/virtualMachines/read')
    expect(run.stderr).not.toContain('Pagination failed')
  })
})

describe('the mock', () => {
  it('refuses a vault in a region that does not exist', async () => {
    const argv = ['--name', 'rsv2', '--resource-group', 'rg-shop', '--location', 'atlantis']

    const run = await runAzbk(VaultCreate, argv)

    expect(run.exitCode).toBeOneOf([2, 6])
    expect(run.stderr).toContain('LocationNotAvailableForResourceType')
  })
})

describe('a status of one shard', () => {
  it('does not take the VMs of the other shards for gone', async () => {
    const mock = createTestMock()
    const names = async (...argv: string[]) => {
      const run = await runAzbk(Status, ['--json', ...argv], { mock })
      return run.json<{ resourceGroup: string; name: string; exists: boolean }[]>().result
    }
    const whole = await names()
    const parts = [await names('--shard', '1/2'), await names('--all', '--shard', '2/2')].flat()

    const text = (rows: typeof whole) => rows.map((row) => JSON.stringify(row)).sort()
    expect(text(parts)).toEqual(text(whole))
  })

  it('that holds nothing is empty, not an error', async () => {
    const runs = [1, 2].map((part) => runAzbk(Status, ['--vm', 'web-01', '--json', '--shard', `${part}/2`]))

    const counts = (await Promise.all(runs)).map((run) => [run.exitCode, run.json<unknown[]>().result.length])
    expect(counts.sort()).toEqual([
      [0, 0],
      [0, 1],
    ])
  })
})

describe('nothing', () => {
  it.each([[], ['--json'], ['--dry-run', '--mock']])(
    'to change on a vault is refused, with other flags too: %j',
    async (...flags) => {
      const run = await runAzbk(VaultUpdate, ['--name', 'vault-weu', ...flags])

      expect(run.exitCode).toBe(2)
      expect(run.stdout + run.stderr).toContain('NOTHING_TO_UPDATE')
    },
  )

  it.each([['--vm'], ['--resource-group'], ['--query'], ['--subscription']])('after %s is no value', async (flag) => {
    const run = await runAzbk(Status, [flag, ''])

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(`${flag} has an empty value`)
  })

  it('says so when a subscription has no VM', async () => {
    const run = await runAzbk(Status, [], { mock: createTestMock({ world: 'empty' }) })

    expect(run.exitCode).toBe(4)
    expect(run.stderr).toContain('There is no VM in the subscription.')
  })
})

it('a flag that is wrong is not called a forgotten parse by Node', async () => {
  const warnings: string[] = []
  const hear = ({ message }: Error) => warnings.push(message)
  process.on('warning', hear)
  onTestFinished(() => void process.off('warning', hear))

  const run = await runAzbk(VaultList, ['--nonsense'])
  await immediate()

  expect(run.exitCode).toBe(2)
  expect(warnings).toEqual([])
})
