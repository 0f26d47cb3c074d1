import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpClient } from '@azure/core-rest-pipeline'
import { virtualContext } from '../../bench/virtual-clock.js'
import { createMock, type Mock, type MockState } from '../../mocks/index.js'
import type { AppContext } from '../../src/context.js'
import { START } from './run-command.js'

/** In memory, where there is such a folder: journals are flushed thousands of times. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface KillCase<E> {
  /** The world before the run. */
  readonly world: MockState
  /** The run itself; with `resume` it goes on with the latest one. */
  readonly run: (ctx: AppContext, resume: 'latest' | undefined) => Promise<unknown>
  /** What must be the same in the end, wherever the run was killed; `stateDir` is azbk's own folder. */
  readonly endOf: (mock: Mock, stateDir: string) => E
  /** Which requests it is killed at, e.g. `PUT /subscriptions/...`; all of them when absent. */
  readonly at?: (request: string) => boolean
}

/** The world and azbk's files at one moment: all that a process which is killed then leaves behind. */
interface Remains {
  /** E.g. `after request 12, PUT .../protectedItems/vm;...`. */
  readonly at: string
  readonly state: string
  /** Of journals and evidence: path in the state folder -> text. */
  readonly files: ReadonlyMap<string, string>
}

export interface KillMatrix<E> {
  /** Of the run that nobody killed. */
  readonly reference: E
  readonly requests: number
  /** Of each kill: when it was, and what the resumed run came to. */
  readonly ends: readonly { readonly at: string; readonly end: E }[]
}

/**
 * Drives a run once and keeps what a kill would leave behind before each request arrives and after each has taken
 * effect, its answer unread; then resumes from each of these. A run killed before it had a journal is begun anew.
 */
export async function killEverywhere<E>(killCase: KillCase<E>): Promise<KillMatrix<E>> {
  const remains: Remains[] = []
  const whole = await drive(killCase, { at: '', state: JSON.stringify(killCase.world), files: new Map() }, remains)
  const ends: { at: string; end: E }[] = []
  for (const left of distinct(remains)) ends.push({ at: left.at, end: (await drive(killCase, left)).end })
  return { reference: whole.end, requests: whole.requests, ends }
}

/** Nothing happened between two moments: one of them is enough. */
function distinct(remains: readonly Remains[]): Remains[] {
  const key = ({ state, files }: Remains) => `${state} ${[...files].join(' ')}`
  return [...new Map(remains.map((one) => [key(one), one])).values()]
}

async function drive<E>(
  { run, endOf, at = () => true }: KillCase<E>,
  start: Remains,
  keep?: Remains[],
): Promise<{ readonly end: E; readonly requests: number }> {
  const stateDir = mkdtempSync(join(FOLDER, 'azbk-kill-'))
  try {
    for (const folder of FOLDERS) mkdirSync(join(stateDir, folder))
    for (const [path, text] of start.files) writeFileSync(join(stateDir, path), text)
    const mock = createMock({
      state: JSON.parse(start.state) as MockState,
      clock: { kind: 'manual', start: START },
      jobSpeed: 1,
    })
    const client = keep === undefined ? mock.httpClient : watching({ mock, stateDir, at }, keep)
    await run(await virtualContext(mock, { stateDir, client }), start.files.size > 0 ? 'latest' : undefined)
    return { end: endOf(mock, stateDir), requests: mock.control.requests.entries.length }
  } finally {
    rmSync(stateDir, { recursive: true, force: true })
  }
}

function watching(
  { mock, stateDir, at }: { mock: Mock; stateDir: string; at: (request: string) => boolean },
  remains: Remains[],
): HttpClient {
  let n = 0
  const keep = (when: string, what: string) => {
    if (!at(what)) return
    const state = JSON.stringify(mock.control.snapshot())
    remains.push({ at: `${when} request ${n}, ${what}`, state, files: filesIn(stateDir) })
  }
  return {
    async sendRequest(request) {
      n += 1
      const what = `${request.method} ${new URL(request.url).pathname}`
      keep('before', what)
      const response = await mock.httpClient.sendRequest(request)
      keep('after', what)
      return response
    },
  }
}

/** Where azbk keeps journals, and the evidence of drills. */
const FOLDERS = ['runs', 'drills']

function filesIn(stateDir: string): Map<string, string> {
  const paths = FOLDERS.flatMap((folder) => readdirSync(join(stateDir, folder)).map((name) => join(folder, name)))
  const kept = paths.filter((path) => !path.endsWith('.lock'))
  return new Map(kept.map((path) => [path, readFileSync(join(stateDir, path), 'utf8')]))
}
