import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HttpClient } from '@azure/core-rest-pipeline'
import { type Command, Config } from '@oclif/core'
import { createMock, type Mock, type MockOptions } from '../../mocks/index.js'
import { type Runtime, useRuntime } from '../../src/cli/runtime.js'
import type { Clock } from '../../src/core/clock.js'
import type { CommandEntry } from './all-commands.js'
import { recordClients } from './clients-seen.js'
import { expectMatchesSchema } from './schema.js'

export const START = '2026-03-02T09:00:00.000Z'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGE = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'))
/** Without the commands and hooks in dist: a test runs the sources, built or not. */
const PJSON = { ...PACKAGE, oclif: { ...PACKAGE.oclif, commands: undefined, hooks: {} } }

const TEST_WORLD: MockOptions = { world: 'contoso', clock: { kind: 'manual', start: START }, jobSpeed: 1, seed: 1 }

/** A mock on a manual clock: time moves only when somebody waits or a test advances it. */
export function createTestMock(options: MockOptions = {}): Mock {
  const isPlain = [options.world, options.seed, options.softDeleteProfile, options.state, options.clock].every(
    (choice) => choice === undefined,
  )
  return createMock({ ...TEST_WORLD, ...(isPlain ? { state: plainWorld() } : {}), ...options })
}

/** A copy of contoso: building it takes ten times as long. */
function plainWorld(): NonNullable<MockOptions['state']> {
  builtWorld ??= JSON.stringify(createMock(TEST_WORLD).control.peek())
  return JSON.parse(builtWorld)
}

let builtWorld: string | undefined

/** azbk's clock on that mock: waiting moves the mock's calendar, so that no test ever sleeps. */
function clockOf(mock: Mock): Clock {
  return {
    now: () => mock.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      mock.control.advance(ms)
    },
  }
}

/** The state folder of tests that name none, made when the first command runs. */
function stateFolder(): string {
  if (ownStateFolder === undefined) {
    ownStateFolder = mkdtempSync(join(tmpdir(), 'azbk-state-'))
    process.once('exit', () => rmSync(ownStateFolder ?? '', { recursive: true, force: true }))
  }
  return ownStateFolder
}

let ownStateFolder: string | undefined

export interface RunOptions {
  /** `file`: the mock of a state file, as with `--mock` at a shell. Default: contoso in memory. */
  readonly mock?: Mock | 'file'
  /** Takes the path to real Azure, login included, with this client in place of the network. */
  readonly network?: HttpClient
  readonly env?: Record<string, string>
  readonly cwd?: string
  /** What is piped in. */
  readonly stdin?: string
  /** Present: a terminal that answers questions with these lines. */
  readonly answers?: readonly string[]
  readonly signal?: AbortSignal
  /** What a command that runs another can find. */
  readonly commands?: readonly CommandEntry[]
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** stdout as JSON. */
  json<T = unknown>(): {
    schemaVersion: number
    result: T
    error?: { code: string; message: string }
    warnings: string[]
  }
}

/** oclif's view of this package, without any command: those are run by their classes. */
export function testConfig(): Promise<Config> {
  return Config.load({ root: ROOT, pjson: PJSON })
}

/** Lets a config find these commands, without an oclif that loads them outside of the tests' module graph. */
function teach(config: Config, commands: readonly CommandEntry[]): void {
  const known = new Map(commands.map(({ name, command }) => [name.replaceAll(' ', ':'), command]))
  Object.defineProperty(config, 'commandIDs', { value: [...known.keys()] })
  config.findCommand = ((id: string) => {
    const command = known.get(id)
    return command && { id, args: command.args, load: async () => command }
  }) as Config['findCommand']
}

function subscriptionOf(mock: Mock | undefined): Record<string, string> {
  return mock ? { AZBK_SUBSCRIPTION: mock.subscriptions[0]?.id ?? '' } : {}
}

/** A clock on which waiting takes no time. */
function idleClock(): Clock {
  let now = Date.parse(START)
  return {
    now: () => new Date(now),
    sleep: async (ms) => {
      now += ms
    },
  }
}

/** The static `run` would copy the config, and lose the runtime that is tied to it; `_run` is what it calls then. */
export type CommandClass = (new (argv: string[], config: Config) => Command) & { readonly name: string }
type Runnable = { _run(): Promise<unknown> }

/** Runs one command class as the shell would, on a mock world, and gives back what it printed. */
export async function runAzbk(
  command: CommandClass,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const mock = options.mock === 'file' ? undefined : (options.mock ?? createTestMock())
  const config = await testConfig()
  teach(config, options.commands ?? [])
  const out = { stdout: '', stderr: '', exitCode: 0 }
  const printTo = (sink: 'stdout' | 'stderr') => (text: string) => {
    out[sink] += text
  }
  const answers = [...(options.answers ?? [])]
  const isTTY = options.answers !== undefined
  const runtime: Runtime = {
    env: { AZBK_STATE_DIR: stateFolder(), ...subscriptionOf(mock), ...options.env },
    cwd: options.cwd ?? '/nonexistent',
    stdin: {
      isTTY,
      readAll: async () => options.stdin ?? '',
      question: async (prompt) => {
        printTo('stderr')(prompt)
        return answers.shift() ?? ''
      },
    },
    stdout: { isTTY, columns: 120, write: printTo('stdout') },
    stderr: { isTTY, columns: 120, write: printTo('stderr') },
    clock: mock ? clockOf(mock) : idleClock(),
    signal: options.signal ?? new AbortController().signal,
    ...(options.network ? { httpClient: options.network } : mock ? { mock } : {}),
    setExitCode: (code) => {
      out.exitCode = code
    },
  }
  useRuntime(config, runtime)
  const instance = new command([...argv], config)
  await (instance as unknown as Runnable)._run()
  if (mock && process.env.AZBK_CLIENTS_SEEN) recordClients('azbk', mock.control.requests.entries)
  if (/^\{\s*"schemaVersion"/.test(out.stdout)) checkDocument(command, JSON.parse(out.stdout))
  return { ...out, json: () => JSON.parse(out.stdout) }
}

/** The same with --json, and what the document tells: no result when the command threw. */
export async function runForJson<R>(command: CommandClass, argv: readonly string[], options: RunOptions = {}) {
  const run = await runAzbk(command, [...argv, '--json'], options)
  return { ...run, ...run.json<R>() }
}

/** Every document that any test sees keeps to its published schema: `VaultList` to schemas/vault-list.schema.json. */
function checkDocument(command: CommandClass, document: object): void {
  const id = command.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  expectMatchesSchema('error' in document ? 'error' : id, document)
}
