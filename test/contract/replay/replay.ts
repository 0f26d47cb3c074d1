import type { IncomingHttpHeaders } from 'node:http'
import type { Mock } from '../../../mocks/index.js'
import { serveMock } from '../../../mocks/server/serve-mock.js'
import { logIn, type Session } from '../../helpers/call-server.js'
import { CONFIGURE, fixDurations, isConfigure, operationSeconds } from './durations.js'
import { type Exchange, type Json, operationIdOf, type Recording, timeOf } from './recording.js'
import { startOf } from './seed.js'
import { shapeDifferences } from './shape.js'
import { addStrangers, changeVmElsewhere, discoverElsewhere, foreignDiscoveries, isVaultList } from './strangers.js'

/** Headers that steer a client. */
const HEADERS = ['location', 'azure-asyncoperation'] as const

/** What an exchange differed in; nothing when it matched. */
export interface Outcome {
  index: number
  title: string
  differences: string[]
}

/** An answer of the served mock. */
interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Json
}

/** Serves a fresh mock, logs in, sends every request of a recording in order, and compares the answers. */
export async function replay(recording: Recording): Promise<Outcome[]> {
  const server = await serveMock(startOf(recording))
  const session = await logIn(server)
  try {
    const play = createPlayer(recording, server.mock)
    const outcomes: Outcome[] = []
    for (const [index, exchange] of recording.exchanges.entries()) {
      outcomes.push(await play(index, exchange, (sent) => send(session, exchange, sent)))
    }
    return outcomes
  } finally {
    session.close()
    await server.close()
  }
}

type Sent = { names: ReadonlyMap<string, string>; body: Json }

/** Plays exchanges one after the other: time passes between them as it did, and what others did meanwhile is done. */
function createPlayer({ exchanges }: Recording, mock: Mock) {
  const names = new Map<string, string>()
  const discoveries = foreignDiscoveries(exchanges)
  let token: Json
  let nowMs = timeOf(exchanges[0] as Exchange)
  const passTo = (ms: number) => {
    mock.control.advance(Math.max(0, ms - nowMs))
    nowMs = Math.max(nowMs, ms)
  }
  return async (index: number, exchange: Exchange, ask: (sent: Sent) => Promise<Answer>): Promise<Outcome> => {
    for (const { ms, vaultPath } of discoveries.filter(({ ms }) => ms > nowMs && ms <= timeOf(exchange))) {
      passTo(ms)
      discoverElsewhere(mock, vaultPath)
    }
    passTo(timeOf(exchange))
    if (isVaultList(exchange)) addStrangers(mock, exchange)
    changeVmElsewhere(mock, exchange)
    fixDurations(mock, exchanges, index)
    if (isConfigure(exchange)) {
      const seconds = operationSeconds(exchange, exchanges.slice(index + 1))
      for (const kind of CONFIGURE) mock.control.fixDuration(kind, seconds)
    }
    const body = exchange.requestBody?.crossRegionRestoreAccessDetails
      ? { ...exchange.requestBody, crossRegionRestoreAccessDetails: token }
      : exchange.requestBody
    const answer = await ask({ names, body })
    learnNames(names, exchange, answer)
    if (/accessToken$/i.test(exchange.path)) token = answer.body?.properties
    return { index, title: titleOf(exchange), differences: compare(exchange, answer, names) }
  }
}

async function send(session: Session, exchange: Exchange, { names, body }: Sent): Promise<Answer> {
  const query = Object.entries(exchange.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const { status, headers, text } = await session.call({
    method: exchange.method,
    path: translate(`${exchange.path}?${query.join('&')}`, names),
    ...(body === null || body === undefined ? {} : { body: translate(JSON.stringify(body), names) }),
  })
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) }
}

function translate(text: string, names: ReadonlyMap<string, string>): string {
  let result = text
  for (const [recorded, mocked] of names) {
    result = result.replaceAll(recorded, mocked).replaceAll(encodeURIComponent(recorded), encodeURIComponent(mocked))
  }
  return result
}

/** Ids that the service makes up: operations from headers, jobs and points from bodies, page tokens from links. */
function learnNames(names: Map<string, string>, exchange: Exchange, reply: Answer): void {
  const learn = (recorded: unknown, mocked: unknown) => {
    if (typeof recorded === 'string' && typeof mocked === 'string' && recorded !== mocked) names.set(recorded, mocked)
  }
  const mocked = reply.body
  for (const header of HEADERS) {
    learn(operationIdOf(exchange.responseHeaders[header]), operationIdOf(headerOf(reply, header)))
  }
  learn(exchange.responseBody?.properties?.jobId, mocked?.properties?.jobId)
  learn(tokenOf(exchange.responseBody?.nextLink), tokenOf(mocked?.nextLink))
  if (!/recoveryPoints\/?$/i.test(exchange.path)) return
  for (const [index, point] of (exchange.responseBody?.value ?? []).entries())
    learn(point.name, mocked?.value?.[index]?.name)
}

function headerOf({ headers }: Answer, name: (typeof HEADERS)[number]): string | undefined {
  return headers[name] as string | undefined
}

function tokenOf(link: string | undefined): string | undefined {
  return link === undefined ? undefined : (new URL(link).searchParams.get('$skiptoken') ?? undefined)
}

function compare(exchange: Exchange, reply: Answer, names: Map<string, string>): string[] {
  const differences: string[] = []
  if (exchange.status !== reply.status) {
    const code = reply.body?.error?.code
    return [`status ${exchange.status} in Azure, ${reply.status}${code ? ` ${code}` : ''} in the mock`]
  }
  for (const header of HEADERS) {
    const [recorded, mocked] = [exchange.responseHeaders[header], headerOf(reply, header)]
    if ((recorded === undefined) !== (mocked === undefined)) {
      differences.push(`header ${header}: ${recorded ? 'missing in the mock' : "not in Azure's answer"}`)
    } else if (recorded && mocked && addressForm(translate(recorded, names)) !== addressForm(mocked)) {
      differences.push(`header ${header}: ${addressForm(recorded)} in Azure, ${addressForm(mocked)} in the mock`)
    }
  }
  return [...differences, ...new Set(shapeDifferences(exchange.responseBody, reply.body))]
}

/** An address without the id at its end. */
function addressForm(address: string): string {
  const url = new URL(address)
  return `${url.pathname.split('/').slice(0, -1).join('/')}?${url.search.replace('?', '')}`
}

function titleOf(exchange: Exchange): string {
  const path = decodeURIComponent(exchange.path)
    .replace(/^.*\/providers\//i, '')
    .replace(/;[^/]*/g, ';*')
    .replace(
      /(operationStatus|operationResults|backupOperations|backupJobs|recoveryPoints|backupCrrOperationsStatus)\/[^/]+/gi,
      '$1/*',
    )
    .replace(/(vaults|virtualMachines|storageAccounts)\/[^/]+/gi, '$1/*')
  return `${exchange.method} ${path}`
}
