import { join, resolve } from 'node:path'
import type { MockServer, MockState, World } from '../../mocks/index.js'
import { autosave } from './autosave.js'
import { type MockResetInput, worldOf } from './change.js'
import { FIRST_WORLD } from './open.js'
import { removeReadyFile, writeReadyFile } from './ready-file.js'
import { serveError } from './serve-errors.js'
import { type HeldState, holdState, type MockPlace } from './state-file.js'

/** What can be chosen for a state that is there. */
type LiveChoice = 'throttle' | 'transferModel'

/** How a served mock starts. */
export interface MockServeInput {
  readonly port: number
  readonly host: string
  readonly listenAnywhere: boolean
  /** How a new state starts; what is undefined is left to the defaults. */
  readonly start: { readonly [K in Exclude<keyof MockResetInput, LiveChoice | 'now'>]: MockResetInput[K] | undefined }
  /** Also for a state that is there; undefined = as that says. */
  readonly throttle: MockResetInput['throttle'] | undefined
  /** As `throttle`. */
  readonly transferModel: MockResetInput['transferModel'] | undefined
  /** Jobs and operations take their time in Azure divided by it. */
  readonly jobSpeed: number
  /** Calendar seconds for each second of wall time. */
  readonly calendarSpeed: number
  /** Folder of the certificate authority; in the state folder when absent. */
  readonly tlsDir: string | undefined
  /** Written once connections are accepted, removed when the server stops. */
  readonly readyFile: string | undefined
}

/** What serving takes beside the state file. */
export interface ServePlace extends MockPlace {
  readonly cwd: string
  readonly warn: (message: string) => void
}

/** What a client needs to use the server: also the content of the ready file. */
export interface MockServeResult {
  readonly baseUrl: string
  readonly caFile: string
  readonly tenantId: string
  readonly subscriptionId: string
  /** The service principal with the role Owner. */
  readonly clientId: string
  readonly clientSecret: string
  readonly controlUrl: string
  readonly pid: number
  /** Where the state is saved. */
  readonly stateFile: string
  /** One service principal for each role. */
  readonly identities: MockServer['identities']
}

/** A server that runs, on a state file that it holds. */
export interface RunningMock {
  readonly result: MockServeResult
  /** Ends the server, saves the state and gives its file back. Throws when the state cannot be saved. */
  stop(): Promise<void>
}

/** Starts the server; the world is built when there is no state file yet. Holds the file until it is stopped. */
export async function startMockServer(place: ServePlace, input: MockServeInput): Promise<RunningMock> {
  const world = worldOf({ world: FIRST_WORLD, seed: 1, ...defined(input.start) })
  const held = await holdState(place)
  try {
    const state = held.read()
    if (state !== undefined) warnOfKeptWorld(place, input, held.path)
    return await serve(place, input, { held, start: { world, ...(state === undefined ? {} : { state }) } })
  } catch (error) {
    held.release()
    throw error
  }
}

interface Started {
  readonly held: HeldState
  readonly start: { readonly world: World; readonly state?: MockState }
}

async function serve(place: ServePlace, input: MockServeInput, { held, start }: Started): Promise<RunningMock> {
  const save = () => held.write(server.mock.control.peek())
  const server = await listen(place, input, { ...start, save })
  const result = resultOf(server, resolve(place.cwd, held.path))
  const readyFile = input.readyFile && resolve(place.cwd, input.readyFile)
  const stopped = new AbortController()
  try {
    held.announce(result.baseUrl)
    if (readyFile) writeReadyFile(readyFile, result)
  } catch (error) {
    await server.close()
    throw error
  }
  const saving = autosave({ ...place, changes: changesOf(server), save, signal: stopped.signal })
  return {
    result,
    stop: async () => {
      if (readyFile) removeReadyFile(readyFile)
      stopped.abort()
      await Promise.all([server.close(), saving])
      try {
        save()
      } finally {
        held.release()
      }
    },
  }
}

async function listen(
  { settings, cwd, warn }: ServePlace,
  input: MockServeInput,
  start: Started['start'] & { save(): void },
): Promise<MockServer> {
  const { port, host, listenAnywhere, jobSpeed, calendarSpeed, throttle, transferModel } = input
  const tlsDir = resolve(cwd, input.tlsDir ?? join(settings.stateDir, 'mock-tls'))
  const { serveMock } = await import('../../mocks/index.js')
  const options = { port, host, listenAnywhere, jobSpeed, calendarSpeed, tlsDir, ...start }
  try {
    return await serveMock({
      ...defined({ ...input.start, throttle, transferModel }),
      ...options,
      report: (error) => warn(faultText(error)),
    })
  } catch (error) {
    throw serveError(error, { host, port, tlsDir })
  }
}

function faultText(error: unknown): string {
  return `The mock itself went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

/** Counts on through a reset, which puts another mock in the place of the present one. */
function changesOf(server: MockServer): () => number {
  let latest = server.mock
  let before = 0
  return () => {
    const { mock } = server
    if (mock !== latest) before += latest.control.changes() + 1
    latest = mock
    return before + mock.control.changes()
  }
}

function warnOfKeptWorld({ warn }: ServePlace, { start }: MockServeInput, file: string): void {
  const flags = { world: '--world', vms: '--vms', seed: '--seed', softDeleteProfile: '--soft-delete-profile' }
  const asked = Object.keys(defined(start)).map((name) => flags[name as keyof typeof flags])
  if (asked.length === 0) return
  warn(
    `The state file ${file} exists and is served as it is: ${asked.join(', ')} ${asked.length === 1 ? 'has' : 'have'} no ` +
      'effect. For another world reset it (`azbk mock reset`), or serve another file with --state.',
  )
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}

function resultOf(server: MockServer, stateFile: string): MockServeResult {
  const { baseUrl, controlUrl, tenantId, subscriptionId, identities } = server
  const { clientId, clientSecret } = identities[0]
  return {
    baseUrl,
    caFile: server.caFile ?? '',
    tenantId,
    subscriptionId,
    clientId,
    clientSecret,
    controlUrl,
    pid: process.pid,
    stateFile,
    identities,
  }
}
