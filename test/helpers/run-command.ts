import { fileURLToPath } from 'node:url'
import { type Command, Config } from '@oclif/core'
import { createMock, type Mock, type MockOptions } from '../../mocks/index.js'
import { type Runtime, useRuntime } from '../../src/cli/runtime.js'
import type { Clock } from '../../src/core/clock.js'

export const START = '2026-03-02T09:00:00.000Z'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A mock on a manual clock: time moves only when somebody waits or a test advances it. */
export function createTestMock(options: MockOptions = {}): Mock {
  return createMock({ world: 'contoso', clock: { kind: 'manual', start: START }, jobSpeed: 1, seed: 1, ...options })
}

/** azbk's clock on that mock: waiting moves the mock's calendar, so that no test ever sleeps. */
export function clockOf(mock: Mock): Clock {
  return {
    now: () => mock.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      mock.control.advance(ms)
    },
  }
}

export interface RunOptions {
  readonly mock?: Mock
  readonly env?: Record<string, string>
  readonly cwd?: string
  /** What is piped in. */
  readonly stdin?: string
  /** Present: a terminal that answers questions with these lines. */
  readonly answers?: readonly string[]
  readonly signal?: AbortSignal
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** stdout as JSON. */
  json<T = unknown>(): { schemaVersion: number; result: T; error?: { code: string; message: string }; warnings: string[] }
}

type CommandClass = { run(argv: string[], config: Config): Promise<unknown> } & typeof Command

/** Runs one command class as the shell would, on a mock world, and gives back what it printed. */
export async function runAzbk(command: CommandClass, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const mock = options.mock ?? createTestMock()
  const config = await Config.load({ root: ROOT, ignoreManifest: true })
  const out = { stdout: '', stderr: '', exitCode: 0 }
  const answers = [...(options.answers ?? [])]
  const isTTY = options.answers !== undefined
  const runtime: Runtime = {
    env: { AZBK_SUBSCRIPTION: mock.subscriptions[0]?.id ?? '', AZBK_STATE_DIR: '/nonexistent', ...options.env },
    cwd: options.cwd ?? '/nonexistent',
    stdin: {
      isTTY,
      readAll: async () => options.stdin ?? '',
      question: async (prompt) => {
        out.stderr += prompt
        return answers.shift() ?? ''
      },
    },
    stdout: { isTTY, columns: 120, write: (text) => void (out.stdout += text) },
    stderr: { isTTY, columns: 120, write: (text) => void (out.stderr += text) },
    clock: clockOf(mock),
    signal: options.signal ?? new AbortController().signal,
    mock,
    setExitCode: (code) => {
      out.exitCode = code
    },
  }
  useRuntime(config, runtime)
  await command.run([...argv], config)
  return { ...out, json: () => JSON.parse(out.stdout) }
}
