import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import MockRecord from '../../commands/mock/record.js'
import MockReplay from '../../commands/mock/replay.js'
import VaultList from '../../commands/vault/list.js'
import { allCommands } from '../helpers/all-commands.js'
import { fakeJwt, fakeNetwork } from '../helpers/fake-network.js'
import { createTestMock, type RunOptions, runAzbk } from '../helpers/run-command.js'

const commands = await allCommands()

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'azbk traffic '))
  file = join(folder, 'traffic.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const record = (argv: readonly string[], options: RunOptions = {}) =>
  runAzbk(MockRecord, [file, ...argv], { commands, ...options })
const replay = (argv: readonly string[], options: RunOptions = {}) =>
  runAzbk(MockReplay, [file, ...argv], { commands, ...options })

/** A line of a traffic file, changed. */
function exchangeText(change: object): string {
  const exchange = { time: '2026-03-02T09:00:00Z', method: 'GET', url: 'https://a.example/', status: 200, headers: {} }
  return `${JSON.stringify({ ...exchange, request: null, body: null, ...change })}\n`
}

function exchanges(): { method: string; url: string; time: string }[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

describe('azbk mock record', () => {
  it('prints what the command prints, and says on stderr what was recorded', async () => {
    const alone = await runAzbk(VaultList, ['--json'])

    const run = await record(['--', 'vault', 'list', '--json'])

    expect(run).toMatchObject({ stdout: alone.stdout, exitCode: 0 })
    expect(run.stderr).toBe(`Recorded ${exchanges().length} exchange in ${file}\n`)
    expect(exchanges()).toMatchObject([{ method: 'GET', time: '2026-03-02T09:00:00.000Z' }])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('ends with the exit code and the error of the command, and keeps what was said until then', async () => {
    const run = await record(['--', 'vault', 'show', '--name', 'vault-none', '--json'])

    expect(run.exitCode).toBe(4)
    expect(run.json().error?.code).toBe('VAULT_NOT_FOUND')
    expect(exchanges().length).toBeGreaterThan(0)
  })

  it('hands on interruption', async () => {
    const run = await record(['--', 'vault', 'list'], { signal: AbortSignal.abort() })

    expect(run).toMatchObject({ stdout: '', exitCode: 130 })
    expect(run.stderr).toContain('Recorded 0 exchanges')
  })

  it('says nothing of its own with --quiet', async () => {
    expect(await record(['--quiet', '--', 'vault', 'list', '--query', '[].name'])).toMatchObject({
      stderr: '',
      exitCode: 0,
    })
  })

  it('records the mock of a state file, and a later run of the same process does not record', async () => {
    const state = join(folder, 'mock.json')
    const options: RunOptions = { mock: 'file' }

    const run = await record(['--', 'vault', 'list', '--mock', '--mock-state', state, '--json'], options)

    expect(run.exitCode).toBe(0)
    expect(exchanges()).toHaveLength(1)
    expect((await replay(['--', 'vault', 'list', '--json'], options)).stdout).toBe(run.stdout)
  })

  it('leaves a file alone that is there, and sends nothing', async () => {
    writeFileSync(file, 'mine')
    const mock = createTestMock()

    const run = await record(['--', 'vault', 'list'], { mock })

    expect(run).toMatchObject({ stdout: '', exitCode: 6 })
    expect(run.stderr).toContain('--force')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(mock.control.requests.entries).toHaveLength(0)
  })

  it('replaces it with --force, also what others could read', async () => {
    writeFileSync(file, 'mine', { mode: 0o644 })

    const run = await record(['--force', '--', 'vault', 'list'])

    expect(run.exitCode).toBe(0)
    expect(exchanges()).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['a folder', () => mkdirSync(file), ['--force']],
    ['a file in a folder that is not there', () => rmSync(folder, { recursive: true }), []],
  ])('refuses %s before anything is sent', async (_what, arrange, flags) => {
    arrange()
    const mock = createTestMock()

    const run = await record([...flags, '--', 'vault', 'list'], { mock })

    expect(run).toMatchObject({ stdout: '', exitCode: 2 })
    expect(run.stderr).toContain('TRAFFIC_UNWRITABLE')
    expect(mock.control.requests.entries).toHaveLength(0)
  })
})

describe('a recorded run on Azure', () => {
  const HUB = 'https://management.hub.contoso.example'
  const SUBSCRIPTION = '00000000-0000-0000-0000-00000000000a'
  const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.RecoveryServices/vaults/vault-hub`
  const SECRET = 'geheim-geheim'
  const token = fakeJwt({ aud: HUB, exp: 1 })
  const network = () =>
    fakeNetwork({
      '/metadata/endpoints': () => ({ authentication: { loginEndpoint: `${HUB}/adfs`, audiences: [HUB] } }),
      '/.well-known/openid-configuration': () => ({
        issuer: `${HUB}/adfs`,
        token_endpoint: `${HUB}/adfs/oauth2/token`,
        authorization_endpoint: `${HUB}/adfs/oauth2/authorize`,
        jwks_uri: `${HUB}/adfs/keys`,
      }),
      '/oauth2/token': () => ({ token_type: 'Bearer', expires_in: 3600, access_token: token }),
      '/vaults?': () => ({
        value: [],
        nextLink: `${HUB}/subscriptions/${SUBSCRIPTION}/next?api-version=2024-04-01&$skipToken=${SECRET}`,
      }),
      '/next?': () => ({ value: [{ id: VAULT, name: 'vault-hub', location: 'hub' }] }),
    })
  const env = { AZURE_TENANT_ID: 'adfs', AZURE_CLIENT_ID: SUBSCRIPTION, AZURE_CLIENT_SECRET: SECRET }
  const argv = ['--', 'vault', 'list', '--subscription', SUBSCRIPTION, '--output', 'tsv', '--query', '[].name']

  it('holds the way to the cloud, and nothing of the login', async () => {
    const run = await record([...argv, '--arm-endpoint', HUB, '--auth', 'env'], { network: network(), env })

    const text = readFileSync(file, 'utf8')
    expect(run).toMatchObject({ stdout: 'vault-hub\n', exitCode: 0 })
    expect(exchanges().map(({ url }) => new URL(url).pathname.split('/').at(-1))).toEqual([
      'endpoints',
      'vaults',
      'next',
    ])
    expect([SECRET, token, token.split('.')[1] ?? ''].filter((secret) => text.includes(secret))).toEqual([])
  })

  it.each([
    ['there again', ['--arm-endpoint', HUB]],
    ['in the public cloud', []],
  ])('plays back %s', async (_where, flags) => {
    await record([...argv, '--arm-endpoint', HUB, '--auth', 'env'], { network: network(), env })

    const silent = fakeNetwork({})
    const run = await replay([...argv, ...flags], { network: silent })

    expect(run).toMatchObject({ stdout: 'vault-hub\n', stderr: '', exitCode: 0 })
    expect(silent.sent).toEqual([])
  })
})

describe('azbk mock replay', () => {
  it('answers a write and its polling from the file, without any service', async () => {
    const argv = [
      '--',
      'vault',
      'create',
      '--name',
      'vault-new',
      '-g',
      'rg-shop',
      '--location',
      'northeurope',
      '--json',
    ]
    const recorded = await record(argv)
    const silent = createTestMock()

    const replayed = await replay(argv, { mock: silent })

    expect(recorded.exitCode).toBe(0)
    expect(replayed).toMatchObject({ stdout: recorded.stdout, exitCode: 0 })
    expect(silent.control.requests.entries).toHaveLength(0)
  })

  it('is at the time and in the subscription of the recording', async () => {
    const argv = ['--', 'job', 'list', '--vault', 'vault-weu', '--last', '1d', '--json']
    const recorded = await record(argv)
    const later = createTestMock({ world: 'empty', clock: { kind: 'manual', start: '2027-06-01T00:00:00.000Z' } })

    const replayed = await replay(argv, { mock: later, env: { AZBK_SUBSCRIPTION: '' } })

    expect(recorded.json<unknown[]>().result.length).toBeGreaterThan(0)
    expect(replayed).toMatchObject({ stdout: recorded.stdout, stderr: '' })
  })

  it('ends with the exit code of a refusal that was recorded', async () => {
    const argv = ['--', 'vault', 'show', '--name', 'vault-none', '--json']
    await record(argv)

    const replayed = await replay(argv)

    expect(replayed.exitCode).toBe(4)
    expect(replayed.json().error?.code).toBe('VAULT_NOT_FOUND')
  })

  it('names the request that is not in the file', async () => {
    await record(['--', 'vault', 'list'])

    const run = await replay(['--', 'job', 'show', '11111111-1111-1111-1111-111111111111', '--vault', 'rg-x/vault-x'])

    expect(run).toMatchObject({ stdout: '', exitCode: 6 })
    expect(run.stderr).toContain('NOT_RECORDED')
    expect(run.stderr).toContain('vault-x')
  })

  it.each([
    ['a file that is not there', undefined, 'no such file'],
    ['a file of something else', 'hello\n', 'line 1'],
    ['an exchange without headers', exchangeText({ headers: null }), 'line 1'],
    ['an exchange with a header that is no text', exchangeText({ headers: { 'retry-after': 5 } }), 'line 1'],
    ['an exchange at no time', exchangeText({ time: 'yesterday' }), 'line 1'],
    ['a file of other JSON', '{"schemaVersion":1}\n', 'line 1'],
    ['a file that was cut off', '{"time":"2026-03-02T09:00:00.000Z","method":"GET","url":"h', 'line 1'],
  ])('refuses %s, also before a command that asks nothing of Azure', async (_what, text, said) => {
    if (text !== undefined) writeFileSync(file, text)

    const run = await replay(['--', 'config', 'explain'])

    expect(run).toMatchObject({ stdout: '', exitCode: 2 })
    expect(run.stderr).toContain('TRAFFIC_UNREADABLE')
    expect(run.stderr).toContain(said)
  })
})

describe.each([
  ['record', record],
  ['replay', replay],
])('azbk mock %s refuses', (verb, run) => {
  it.each([
    ['no command', [], 'NO_COMMAND'],
    ['nothing after the dashes', ['--'], 'NO_COMMAND'],
    ['the program alone', ['--', 'azbk'], 'NO_COMMAND'],
    ['an unknown command', ['--', 'vaults', 'list'], 'UNKNOWN_COMMAND'],
    ['a topic alone', ['--', 'vault'], 'UNKNOWN_COMMAND'],
    ['a command without dashes before it', ['vault', 'list'], 'INVALID_USAGE'],
    ['a verb of the mock', ['--', 'mock', 'reset'], 'NO_TRAFFIC'],
    ['help', ['--', 'vault', 'list', '--help'], 'NO_TRAFFIC'],
    ['itself', ['--', 'mock', verb, 'other.jsonl', '--', 'vault', 'list'], 'NO_TRAFFIC'],
    ['flags of the command before the dashes', ['--mock', '--', 'vault', 'list'], 'FLAG_BEFORE_COMMAND'],
  ])('%s', async (_what, argv, code) => {
    const { stdout, stderr, exitCode } = await run(argv, { mock: createTestMock({ world: 'empty' }) })

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain(code)
    expect(existsSync(file)).toBe(false)
  })

  it('to record and replay at once', async () => {
    const env = { AZBK_RECORD: join(folder, 'a'), AZBK_REPLAY: join(folder, 'b') }
    const other = verb === 'record' ? { AZBK_REPLAY: env.AZBK_REPLAY } : { AZBK_RECORD: env.AZBK_RECORD }

    const { stdout, stderr, exitCode } = await run(['--', 'vault', 'list'], { env: other })

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain('RECORD_AND_REPLAY')
    expect((await runAzbk(VaultList, [], { env })).stderr).toContain('RECORD_AND_REPLAY')
  })

  it('in the form that the command was asked for', async () => {
    const { json, exitCode } = await run(['--', 'vaults', '--json'], { mock: createTestMock({ world: 'empty' }) })

    expect(exitCode).toBe(2)
    expect(json().error?.code).toBe('UNKNOWN_COMMAND')
  })
})
