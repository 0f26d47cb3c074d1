import { appendFileSync, closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { Instant } from '../core/clock.js'
import { refusedError, usageError } from '../core/errors.js'

/** One request and its answer, as a line of a traffic file. Holds no credential, signature or secret. */
export interface Exchange {
  /** When it was answered, by azbk's clock. */
  readonly time: Instant
  readonly method: string
  /** Values of unknown query keys are hidden. */
  readonly url: string
  readonly request: unknown
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Only the owner may read or write: traffic carries the names of a real estate. */
const OWNER_ONLY = 0o600

/** Makes an empty file before anything is sent. Throws TRAFFIC_EXISTS (exit 6) when there is one that may not be replaced. */
export function createTrafficFile(file: string, { replace }: { replace: boolean }): void {
  try {
    if (replace && statSync(file, { throwIfNoEntry: false })?.isFile()) rmSync(file)
    // `wx` fails when the file exists, whoever made it in between.
    closeSync(openSync(file, 'wx', OWNER_ONLY))
  } catch (error) {
    if (replace || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(file, error)
    throw refusedError('TRAFFIC_EXISTS', `${file} is there already.`, [
      'Name another file, or replace it with --force.',
    ])
  }
}

export function appendExchange(file: string, exchange: Exchange): void {
  try {
    appendFileSync(file, `${JSON.stringify(exchange)}\n`, { mode: OWNER_ONLY })
  } catch (error) {
    throw unwritable(file, error)
  }
}

function unwritable(file: string, error: unknown) {
  return usageError('TRAFFIC_UNWRITABLE', `The traffic cannot be recorded in ${file}: ${reasonOf(error)}`, [
    'Name a file in a folder that can be written to.',
  ])
}

/** All exchanges of a file, in order. Throws TRAFFIC_UNREADABLE (exit 2) when it is missing or holds anything else. */
export function readTraffic(file: string): Exchange[] {
  const lines = readText(file).split('\n')
  return lines.flatMap((line, i) =>
    line === '' ? [] : [parseExchange(line) ?? unreadable(file, `line ${i + 1} is no exchange.`)],
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return unreadable(file, reasonOf(error))
  }
}

function parseExchange(line: string): Exchange | undefined {
  try {
    const exchange = JSON.parse(line) as Exchange
    const { time, method, url, status, headers } = exchange
    const isText = [time, method, url, ...Object.values(headers)].every((text) => typeof text === 'string')
    return isText && typeof status === 'number' && !Number.isNaN(Date.parse(time)) ? exchange : undefined
  } catch {
    return undefined
  }
}

function unreadable(file: string, why: string): never {
  throw usageError('TRAFFIC_UNREADABLE', `The recorded traffic ${file} cannot be read: ${why}`, [
    'Name a file that `azbk mock record` wrote.',
  ])
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
