import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MockServer } from '../../mocks/index.js'
import { AzbkError, usageError } from '../core/errors.js'
import { type MockResetInput, worldOf } from './change.js'
import { holdState, type MockPlace } from './state-file.js'

/** How a served mock starts. */
export interface MockServeInput extends MockResetInput {
  readonly port: number
  readonly host: string
  readonly listenAnywhere: boolean
  /** Jobs and operations take their time in Azure divided by it. */
  readonly jobSpeed: number
  /** Calendar seconds for each second of wall time. */
  readonly calendarSpeed: number
  /** Folder of the certificate authority; in the state folder when absent. */
  readonly tlsDir: string | undefined
  /** Written once connections are accepted, removed when the server stops. */
  readonly readyFile: string | undefined
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
  /** One service principal for each role. */
  readonly identities: MockServer['identities']
}

/** A server that runs, on a state file that it holds. */
export interface RunningMock {
  readonly result: MockServeResult
  /** Ends the server, saves the state and gives its file back. */
  stop(): Promise<void>
}

/** Starts the server; the world is built when there is no state file yet. Holds the file until it is stopped. */
export async function startMockServer(place: MockPlace, input: MockServeInput): Promise<RunningMock> {
  const world = worldOf(input)
  const held = await holdState(place)
  try {
    const state = held.read()
    const server = await startServer(place, input, state === undefined ? { world } : { state })
    const result = resultOf(server)
    writeReadyFile(input.readyFile, result)
    return {
      result,
      stop: async () => {
        if (input.readyFile !== undefined) rmSync(input.readyFile, { force: true })
        await server.close()
        try {
          held.write(server.mock.control.peek())
        } finally {
          held.release()
        }
      },
    }
  } catch (error) {
    held.release()
    throw error
  }
}

async function startServer(
  { settings }: MockPlace,
  input: MockServeInput,
  start: Pick<NonNullable<Parameters<typeof import('../../mocks/index.js').serveMock>[0]>, 'state' | 'world'>,
): Promise<MockServer> {
  const { port, host, listenAnywhere, jobSpeed, calendarSpeed, seed, softDeleteProfile } = input
  const tlsDir = input.tlsDir ?? join(settings.stateDir, 'mock-tls')
  const { serveMock } = await import('../../mocks/index.js')
  try {
    const options = { port, host, listenAnywhere, jobSpeed, calendarSpeed, seed, softDeleteProfile, tlsDir }
    return await serveMock({ ...options, ...start })
  } catch (error) {
    throw serveError(error, input)
  }
}

function serveError(error: unknown, { port, host }: MockServeInput): unknown {
  if (error instanceof RangeError) {
    return usageError('MOCK_NOT_ON_LOOPBACK', `The mock is not served on ${host}: ${error.message}`, [
      'Leave out --host to serve this machine only.',
      'Add --listen-anywhere if others shall reach it.',
    ])
  }
  const code = (error as NodeJS.ErrnoException).code
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') return error
  const reason = {
    EADDRINUSE: 'it is in use',
    EACCES: 'it needs more rights',
    EADDRNOTAVAIL: 'it is no address of this machine',
  }
  return new AzbkError({
    code: 'MOCK_PORT_UNUSABLE',
    exit: 'refused',
    message: `The mock cannot be served on ${host}, port ${port}: ${reason[code]}.`,
    suggestions: ['Take another --port; 0 finds a free one.'],
    cause: error,
  })
}

function resultOf(server: MockServer): MockServeResult {
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
    identities,
  }
}

/** Whole or not at all: scripts wait for the file and read it at once. */
function writeReadyFile(file: string | undefined, result: MockServeResult): void {
  if (file === undefined) return
  try {
    const draft = `${file}.${process.pid}.tmp`
    writeFileSync(draft, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, file)
  } catch (error) {
    throw usageError('READY_FILE_UNWRITABLE', `The ready file ${file} could not be written: ${String(error)}`, [
      'Name a file in a folder that can be written to.',
    ])
  }
}
