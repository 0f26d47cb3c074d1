import { setMaxListeners } from 'node:events'
import type { Config } from '@oclif/core'
import type { HttpClient, InProcessMock } from '../azure/transport.js'
import { type Clock, systemClock } from '../core/clock.js'

/** Everything outside the program that a command touches; tests bring their own. */
export interface Runtime {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: { readonly isTTY: boolean; readAll(): Promise<string>; question(prompt: string): Promise<string> }
  readonly stdout: Sink
  readonly stderr: Sink
  readonly clock: Clock
  readonly signal: AbortSignal
  /** A mock already in memory, in place of the one from the state file. */
  readonly mock?: InProcessMock & { now(): Date }
  /** In place of the network, also for logging in. */
  readonly httpClient?: HttpClient
  setExitCode(code: number): void
}

export interface Sink {
  readonly isTTY: boolean
  readonly columns: number
  write(text: string): void
}

const RUNTIMES = new WeakMap<Config, Runtime>()

/** Gives all commands run with this config another outside world. */
export function useRuntime(config: Config, runtime: Runtime): void {
  RUNTIMES.set(config, runtime)
}

export function runtimeOf(config: Config): Runtime {
  const known = RUNTIMES.get(config)
  if (known) return known
  const made = processRuntime()
  RUNTIMES.set(config, made)
  return made
}

function processRuntime(): Runtime {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: { isTTY: process.stdin.isTTY === true, readAll: readStdin, question },
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    clock: systemClock,
    signal: interruptSignal(),
    setExitCode: (code) => {
      process.exitCode = code
    },
  }
}

function sink(stream: NodeJS.WriteStream): Sink {
  return { isTTY: stream.isTTY === true, columns: stream.columns ?? 120, write: (text) => void stream.write(text) }
}

/** Aborts on the first Ctrl-C, SIGTERM or closed terminal; a second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // Each request in flight listens.
  setMaxListeners(0, controller.signal)
  return controller.signal
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

async function question(prompt: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(prompt)
  } finally {
    lines.close()
  }
}
