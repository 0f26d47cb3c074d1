import type { ArmReply, Mock } from '../../../mocks/index.js'
import { CONFIGURE, fixDurations, isConfigure, operationSeconds } from './durations.js'
import { type Exchange, type Json, operationIdOf, type Recording, timeOf } from './recording.js'
import { mockFor } from './seed.js'
import { shapeDifferences } from './shape.js'
import { addStrangers, discoverElsewhere, foreignDiscoveries, isVaultList } from './strangers.js'

/** Headers that steer a client. */
const HEADERS = ['location', 'azure-asyncoperation'] as const

/** What an exchange differed in; nothing when it matched. */
export interface Outcome {
  index: number
  title: string
  differences: string[]
}

/** Sends every request of a recording to a fresh mock and compares the answers. */
export function replay(recording: Recording): Outcome[] {
  const mock = mockFor(recording)
  const names = new Map<string, string>()
  const discoveries = foreignDiscoveries(recording.exchanges)
  let token: Json
  let nowMs = timeOf(recording.exchanges[0] as Exchange)
  return recording.exchanges.map((exchange, index) => {
    for (const discovery of discoveries.filter((moment) => moment.ms > nowMs && moment.ms <= timeOf(exchange))) {
      mock.control.advance(discovery.ms - nowMs)
      nowMs = discovery.ms
      discoverElsewhere(mock, discovery.vaultPath)
    }
    mock.control.advance(Math.max(0, timeOf(exchange) - nowMs))
    nowMs = Math.max(nowMs, timeOf(exchange))
    if (isVaultList(exchange)) addStrangers(mock, exchange)
    fixDurations(mock, recording.exchanges, index)
    if (isConfigure(exchange)) {
      const seconds = operationSeconds(exchange, recording.exchanges.slice(index + 1))
      for (const kind of CONFIGURE) mock.control.fixDuration(kind, seconds)
    }
    const body = exchange.requestBody?.crossRegionRestoreAccessDetails
      ? { ...exchange.requestBody, crossRegionRestoreAccessDetails: token }
      : exchange.requestBody
    const reply = send(mock, exchange, { names, body })
    learnNames(names, exchange, reply)
    if (/accessToken$/i.test(exchange.path)) token = (reply.body as Json)?.properties
    return { index, title: titleOf(exchange), differences: compare(exchange, reply, names) }
  })
}

function send(mock: Mock, exchange: Exchange, sent: { names: Map<string, string>; body: Json }): ArmReply {
  const query = Object.entries(exchange.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const url = translate(`https://management.azure.com${exchange.path}?${query.join('&')}`, sent.names)
  const body = sent.body === null || sent.body === undefined ? '' : translate(JSON.stringify(sent.body), sent.names)
  return mock.control.send({ method: exchange.method, url, body })
}

function translate(text: string, names: Map<string, string>): string {
  let result = text
  for (const [recorded, mocked] of names) {
    result = result.replaceAll(recorded, mocked).replaceAll(encodeURIComponent(recorded), encodeURIComponent(mocked))
  }
  return result
}

/** Ids that the service makes up: operations from headers, jobs and points from bodies, page tokens from links. */
function learnNames(names: Map<string, string>, exchange: Exchange, reply: ArmReply): void {
  const learn = (recorded: unknown, mocked: unknown) => {
    if (typeof recorded === 'string' && typeof mocked === 'string' && recorded !== mocked) names.set(recorded, mocked)
  }
  const mocked = reply.body as Json
  for (const header of HEADERS) {
    learn(operationIdOf(exchange.responseHeaders[header]), operationIdOf(reply.headers?.[header]))
  }
  learn(exchange.responseBody?.properties?.jobId, mocked?.properties?.jobId)
  learn(tokenOf(exchange.responseBody?.nextLink), tokenOf(mocked?.nextLink))
  if (!/recoveryPoints\/?$/i.test(exchange.path)) return
  for (const [index, point] of (exchange.responseBody?.value ?? []).entries())
    learn(point.name, mocked?.value?.[index]?.name)
}

function tokenOf(link: string | undefined): string | undefined {
  return link === undefined ? undefined : (new URL(link).searchParams.get('$skiptoken') ?? undefined)
}

function compare(exchange: Exchange, reply: ArmReply, names: Map<string, string>): string[] {
  const differences: string[] = []
  if (exchange.status !== reply.status) {
    const code = (reply.body as Json)?.error?.code
    return [`status ${exchange.status} in Azure, ${reply.status}${code ? ` ${code}` : ''} in the mock`]
  }
  for (const header of HEADERS) {
    const [recorded, mocked] = [exchange.responseHeaders[header], reply.headers?.[header]]
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
