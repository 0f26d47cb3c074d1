import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedRequest } from '../../mocks/request-log.js'
import { DAY_MS } from '../../src/core/clock.js'
import { parseDuration } from '../../src/core/duration.js'
import type { ServedMock } from '../helpers/served-mock.js'
import type { Az, AzOutcome, AzPlace } from './az-process.js'
import { answerOf, differences, find } from './check.js'
import type { Scenario, Step } from './scenario.js'

/** A mock, and an az that is logged in to it. */
export interface Lane {
  readonly mock: ServedMock
  readonly place: AzPlace
  readonly az: Az
}

/** How a scenario went. */
export interface ScenarioResult {
  readonly passed: number
  /** Steps that went wrong, or could not be tried because one before them did. */
  readonly failed: number
  /** Ready to print. */
  readonly failures: readonly string[]
  readonly requests: readonly LoggedRequest[]
}

/** Runs all steps on a world of their own. After a step whose values others need has failed, these are not tried. */
export async function runScenario({ mock, place, az }: Lane, scenario: Scenario): Promise<ScenarioResult> {
  const { world = 'empty', profile = '2024', files = {}, steps } = scenario
  await mock.control('POST', '/reset', { world, softDeleteProfile: profile, seed: 1 })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(place.folder, name), JSON.stringify(content))
  const values = new Map<string, string>(Object.entries(startValues(mock)))
  const failures: string[] = []
  const requests: LoggedRequest[] = []
  for (const step of steps) {
    if (step.after !== undefined) await mock.control('POST', '/advance', { ms: parseDuration(step.after) })
    for (const fault of step.faults ?? []) await mock.control('POST', '/faults', fault)
    const line = fillIn(step.az, values)
    const outcome = await az.run(line, filled(step.env ?? {}, values))
    if (step.faults) await mock.control('DELETE', '/faults')
    const seen = await takeRequests(mock)
    requests.push(...seen)
    const wrong = [...differences(step, outcome), ...unknownRoutes(seen), ...keep(step, outcome, { values, place })]
    if (wrong.length > 0) failures.push(report({ line, wrong, outcome, seen }))
  }
  return { passed: steps.length - failures.length, failed: failures.length, failures, requests }
}

function startValues({ baseUrl, subscriptionId, tenantId, clientId, clientSecret }: ServedMock) {
  return { baseUrl, subscription: subscriptionId, tenantId, clientId, clientSecret, ...days(Date.now()) }
}

/** Days as az reads them, `31-12-2026`; the calendar of a new world starts today. */
function days(nowMs: number) {
  const day = (ahead: number) =>
    new Date(nowMs + ahead * DAY_MS).toISOString().slice(0, 10).split('-').reverse().join('-')
  return { yesterday: day(-1), tomorrow: day(1), monthAhead: day(30) }
}

/** Puts values in the places of their names; braces around anything else stay as they are. */
export function fillIn(line: string, values: ReadonlyMap<string, string>): string {
  return line.replace(/\{(\w+)\}/g, (text, name: string) => values.get(name) ?? text)
}

function filled(env: Readonly<Record<string, string>>, values: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fillIn(value, values)]))
}

/** Saves what later steps need; a line for each value that is not there. */
function keep(
  { saves = {}, into }: Step,
  { stdout }: AzOutcome,
  { values, place }: { values: Map<string, string>; place: AzPlace },
): string[] {
  if (into !== undefined) writeFileSync(join(place.folder, into), stdout)
  return Object.entries(saves).flatMap(([name, query]) => {
    const value = find(answerOf(stdout), query)
    if (typeof value !== 'string') return [`saves no ${name}: ${query} is ${JSON.stringify(value)}`]
    values.set(name, value)
    return []
  })
}

/** The requests since the last time. */
async function takeRequests(mock: ServedMock): Promise<readonly LoggedRequest[]> {
  const { requests } = (await mock.control('GET', '/requests')) as { requests: readonly LoggedRequest[] }
  await mock.control('DELETE', '/requests')
  return requests
}

/** az often goes on after an answer that is none. */
function unknownRoutes(seen: readonly LoggedRequest[]): string[] {
  return seen.flatMap(({ method, path, status }) =>
    status === 501 ? [`sent what the mock does not model: ${method} ${path}`] : [],
  )
}

interface Failure {
  readonly line: string
  readonly wrong: readonly string[]
  readonly outcome: AzOutcome
  readonly seen: readonly LoggedRequest[]
}

function report({ line, wrong, outcome, seen }: Failure): string {
  return [
    `az ${line}`,
    ...wrong.map((text) => `  ${text}`),
    ...section('stdout', outcome.stdout),
    ...section('stderr', outcome.stderr),
    ...section('requests', seen.map(({ method, path, status }) => `${method} ${path} -> ${status}`).join('\n')),
  ].join('\n')
}

function section(title: string, text: string): string[] {
  if (text.trim() === '') return []
  return [
    `  ${title}:`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
  ]
}
