import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

/** What came of one az command. */
export interface AzOutcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs az command lines, as typed behind `az` in a shell, one after another. */
export interface Az {
  run(line: string, env?: Readonly<Record<string, string>>): Promise<AzOutcome>
  close(): void
}

/** Where az runs. */
export interface AzPlace {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** The version of the az on the PATH; undefined when there is none. */
export function findAz(): string | undefined {
  const { stdout } = spawnSync('az', ['version', '--output', 'json'], { encoding: 'utf8' })
  try {
    return JSON.parse(stdout)['azure-cli']
  } catch {
    return undefined
  }
}

/** One process for all commands, whose waits move the mock's calendar on instead: see driver.py. */
export function startDriver({ folder, env }: AzPlace): Az {
  const driver = join(import.meta.dirname, 'driver.py')
  const child = spawn('/usr/bin/python3', [driver], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] })
  const replies = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async run(line, env = {}) {
      child.stdin.write(`${JSON.stringify({ line, env })}\n`)
      const reply = await replies.next()
      if (reply.done) throw new Error(`The process of az ended at: az ${line}`)
      return JSON.parse(reply.value)
    },
    close: () => child.stdin.end(),
  }
}

/** A process for each command, as users have it: waits take as long as they take. */
export function azProcesses({ folder, env }: AzPlace): Az {
  return {
    async run(line, more = {}) {
      const options = { cwd: folder, env: { ...env, ...more } }
      const child = spawn('/bin/sh', ['-c', `exec az ${line}`], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)))
      const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
      return { exitCode, stdout, stderr }
    },
    close: () => {},
  }
}
