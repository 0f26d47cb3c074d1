import { appendFileSync, readFileSync } from 'node:fs'
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { AzbkError } from '../core/errors.js'
import { redactUrl } from './pipeline.js'
import type { Transport } from './transport.js'

/** One request and its answer, as a line of a traffic file. Holds no credential, signature or secret. */
interface Exchange {
  readonly method: string
  /** Path and query; values of unknown query keys are hidden. */
  readonly url: string
  readonly request: unknown
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Headers that steer a client; all others are left out. */
const KEPT_HEADERS = [
  'location',
  'azure-asyncoperation',
  'retry-after',
  'x-ms-request-id',
  'x-ms-correlation-request-id',
]

/** Members whose values are secrets wherever they stand. */
const SECRET_MEMBER = /token|secret|password|signature|sas|securityPIN|scriptContent|sshPublicKey|customData/i

const HIDDEN = 'REDACTED'

/** Writes each exchange to a file (JSON lines, readable by the owner alone) as it happens, without its secrets. */
export function recordingTransport(transport: Transport, live: HttpClient, file: string): Transport {
  const sendRequest = async (request: PipelineRequest) => {
    const response = await live.sendRequest(request)
    appendFileSync(file, `${JSON.stringify(toExchange(request, response))}\n`, { mode: 0o600 })
    return response
  }
  return { ...transport, kind: 'record', httpClient: { sendRequest } }
}

/** Answers from a recorded file and nothing else: no network, no login, no pauses. */
export async function replayingTransport(file: string): Promise<Transport> {
  const { createHttpHeaders } = await import('@azure/core-rest-pipeline')
  const exchanges = readExchanges(file)
  const left = new Set(exchanges)
  const answer = (request: PipelineRequest): Exchange => {
    const matches = exchanges.filter((one) => one.method === request.method && one.url === addressOf(request.url))
    // A poll that is repeated more often than it was recorded gets its last answer again.
    const found = matches.find((one) => left.has(one)) ?? matches.at(-1)
    if (found === undefined) throw notRecorded(request, file)
    left.delete(found)
    return found
  }
  return {
    kind: 'replay',
    httpClient: {
      async sendRequest(request) {
        const { status, headers, body } = answer(request)
        return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: textOf(body) }
      },
    },
    credential: async () => ({
      getToken: async () => ({ token: 'replay', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    }),
    pollIntervalMs: 1,
    close: async () => {},
  }
}

function toExchange(request: PipelineRequest, response: PipelineResponse): Exchange {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === undefined ? [] : [[name, redactUrl(value)]]
  })
  return {
    method: request.method,
    url: addressOf(request.url),
    request: redactText(typeof request.body === 'string' ? request.body : ''),
    status: response.status,
    headers: Object.fromEntries(kept),
    body: redactText(response.bodyAsText ?? ''),
  }
}

function addressOf(url: string): string {
  return redactUrl(url).replace(/^https?:\/\/[^/]+/, '')
}

/** JSON without its secrets; what is not JSON is left out: nobody can tell what it holds. */
function redactText(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text, (key, value) => redactMember(key, value))
  } catch {
    return HIDDEN
  }
}

function redactMember(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (SECRET_MEMBER.test(key)) return HIDDEN
  return /^https?:\/\//.test(value) ? redactUrl(value) : value
}

function textOf(body: unknown): string {
  return body === null ? '' : JSON.stringify(body)
}

function readExchanges(file: string): Exchange[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Exchange)
  } catch (error) {
    throw new AzbkError({
      code: 'TRAFFIC_UNREADABLE',
      message: `The recorded traffic ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      exit: 'usage',
      suggestions: ['Name a file that AZBK_RECORD wrote.'],
      cause: error,
    })
  }
}

function notRecorded(request: PipelineRequest, file: string): AzbkError {
  return new AzbkError({
    code: 'NOT_RECORDED',
    message: `${request.method} ${addressOf(request.url)} is not among the exchanges of ${file}.`,
    exit: 'refused',
    suggestions: ['Run the command that was recorded, with the same flags.'],
  })
}
