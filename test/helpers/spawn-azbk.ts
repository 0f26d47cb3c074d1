import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const AZBK = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface Finished {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with the running process, e.g. to send it a signal. */
  readonly meanwhile?: (child: ChildProcess) => void
}

/** A new folder whose name has a space in it, gone after the test. */
export function spacedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'azbk e2e '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the built binary in a process of its own, off a terminal, on a mock state file of its own. */
export async function spawnAzbk(argv: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  const folder = spacedFolder()
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [AZBK, ...argv], {
    cwd: options.cwd ?? folder,
    env: { PATH, HOME: folder, AZBK_STATE_DIR: folder, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    printed.stderr += chunk
  })
  options.meanwhile?.(child)
  const [exitCode] = await once(child, 'close')
  return { ...printed, exitCode: exitCode as number | null }
}
