import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AzbkError, usageError } from '../core/errors.js'
import type { DoorPlace } from './door.js'

/** Where a server is steered, and whom to trust there. */
export interface ServerAddress {
  readonly baseUrl: string
  readonly controlUrl: string
  /** Certificates to trust, PEM; empty = those of Node. */
  readonly trusted: readonly string[]
  /** The process, where a ready file names it. */
  readonly pid: number | null
}

/** The path of the control API. */
const CONTROL_PATH = '/mock-control'

/** Reads what `--server` names: a base URL, a control URL, or the ready file of `azbk mock serve`. */
export function readServerAddress(place: DoorPlace, server: string): ServerAddress {
  return /^[a-z]+:\/\//i.test(server) ? fromUrl(place, server) : fromReadyFile(resolve(place.cwd, server))
}

function fromUrl({ settings, env }: DoorPlace, text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url?.protocol === 'https:' && !url.search && !url.hash && !url.username
  const path = url?.pathname.replace(/\/+$/, '')
  if (!url || !isPlain || (path !== '' && path !== CONTROL_PATH)) {
    throw usageError('INVALID_MOCK_SERVER', `--server ${text} is not the address of a mock.`, [
      'Write the base URL that `azbk mock serve` prints, e.g. --server https://127.0.0.1:8443',
      'Or name the ready file that it wrote.',
    ])
  }
  const files = [join(settings.stateDir, 'mock-tls', 'ca.pem'), env.NODE_EXTRA_CA_CERTS]
  const trusted = files.flatMap((file) => textOf(file) ?? [])
  return { baseUrl: url.origin, controlUrl: `${url.origin}${CONTROL_PATH}`, trusted, pid: null }
}

function fromReadyFile(file: string): ServerAddress {
  const text = textOf(file)
  if (text === undefined) {
    throw new AzbkError({
      code: 'READY_FILE_MISSING',
      exit: 'notFound',
      message: `--server names the ready file ${file}, which is not there: no server has written it, or it has ended.`,
      suggestions: ['Start one: azbk mock serve --ready-file <file>', 'Or give the URL of a server that runs.'],
    })
  }
  const ready = parse(text)
  const { baseUrl, controlUrl, caFile, pid } = ready ?? {}
  if (!isUrl(baseUrl) || !isUrl(controlUrl) || typeof caFile !== 'string') {
    throw usageError('READY_FILE_UNREADABLE', `${file} is not a ready file of \`azbk mock serve\`.`, [
      'Name the file that --ready-file wrote, or give the URL of the server.',
    ])
  }
  return { baseUrl, controlUrl, trusted: [textOf(caFile) ?? []].flat(), pid: typeof pid === 'number' ? pid : null }
}

function isUrl(text: unknown): text is string {
  return typeof text === 'string' && URL.canParse(text)
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(file: string | undefined): string | undefined {
  if (!file) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
