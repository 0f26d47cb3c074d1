import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { MockServeResult } from '../../src/mock/serve.js'

const AZBK = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A built `azbk mock serve` in a process of its own, in a folder of its own. */
export interface ServedMock extends MockServeResult {
  /** Gone after `stop`. */
  readonly folder: string
  /** Sends a request to the control API; `path` starts with a slash. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
  /** Ends the server as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>
}

/** Starts the server and waits until it accepts connections. */
export async function startServedMock(flags: readonly string[] = []): Promise<ServedMock> {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-served-'))
  const child = spawn(process.execPath, [AZBK, 'mock', 'serve', '--output', 'json', ...flags], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, AZBK_STATE_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await new Promise<MockServeResult>((resolve, reject) => {
    let printed = ''
    child.once('exit', (code) => reject(new Error(`azbk mock serve ended with exit code ${code}: ${printed}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
      if (printed.trimEnd().endsWith('}')) resolve(JSON.parse(printed).result)
    })
  })
  return {
    ...ready,
    folder,
    control: (method, path, body) => callControl(ready, { method, path, body }),
    async stop() {
      child.kill('SIGINT')
      const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
      rmSync(folder, { recursive: true, force: true })
      return code as number | null
    },
  }
}

async function callControl(
  { controlUrl, caFile }: MockServeResult,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<unknown> {
  const sent = request(`${controlUrl}${path}`, { method, ca: readFileSync(caFile) })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = await once(sent, 'response')
  return response.statusCode === 204 ? undefined : json(response)
}
