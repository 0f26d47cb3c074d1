import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { MockServeResult } from '../../src/mock/serve.js'
import { cpuMsOf } from './figures.js'

/** The built command line: benchmarks measure what users run. */
export const AZBK = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

const POLL_MS = 2
const MOST_MS = 60_000
/** Writes the peak of resident memory, in KB, to file descriptor 3 when the process ends. */
const REPORT_MEMORY = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`

/** A served mock in a process of its own. */
export interface ServedMock {
  readonly ready: MockServeResult
  readonly readyFile: string
  /** From the start of the process to the ready file, in ms. */
  readonly readyMs: number
  /** Processor time of it. */
  readonly readyCpuMs: number
  /** Ends it (the state is saved); gives the peak of its resident memory in MB. */
  stop(): Promise<number>
}

/** Starts `azbk mock serve` with keys and ready file in a fresh folder, and waits until it accepts connections. */
export async function serve(folder: string, argv: readonly string[]): Promise<ServedMock> {
  const own = mkdtempSync(join(folder, 'serve-'))
  const readyFile = join(own, 'ready.json')
  const from = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', REPORT_MEMORY, AZBK, 'mock', 'serve', '--ready-file', readyFile, ...argv],
    {
      env: { ...process.env, AZBK_STATE_DIR: own, NO_COLOR: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  )
  const complaint = collect(child, 2)
  const memory = collect(child, 3)
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || performance.now() - from > MOST_MS)
      throw new Error(`azbk mock serve did not start: ${complaint.text}`)
    await sleep(POLL_MS)
  }
  const readyMs = performance.now() - from
  return {
    ready: JSON.parse(readFileSync(readyFile, 'utf8')),
    readyFile,
    readyMs,
    readyCpuMs: cpuMsOf(child.pid ?? 0),
    async stop() {
      const closed = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      await closed
      return Number(memory.text) / 1024
    },
  }
}

function collect(child: ChildProcess, fd: 2 | 3): { text: string } {
  const collected = { text: '' }
  child.stdio[fd]?.on('data', (chunk) => {
    collected.text += String(chunk)
  })
  return collected
}
