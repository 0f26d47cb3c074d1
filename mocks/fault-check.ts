import { FAULT_PLACES, type FaultKind } from './fault-rule.js'
import { isObject, type JsonObject, numberOf, objectOf, textOf } from './json.js'
import { findJobError, JOB_ERRORS } from './service/job-errors.js'
import { isRegion, regionName } from './service/region-pairs.js'

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE']
const MEMBERS = ['method', 'path', 'region', 'nth', 'times', 'probability', 'fault']
const MOST_DELAY_MS = 3_600_000
const COUNT = integer(1, 1_000_000)

/** Members of each kind of fault beside `kind`, with what they have to be. */
const FAULT_MEMBERS: Partial<Record<FaultKind, Record<string, Check>>> = {
  status: {
    status: integer(200, 599),
    code: optional(text),
    message: optional(text),
    retryAfterSeconds: optional(integer(0, 86_400)),
    body: () => undefined,
    headers: optional(headers),
  },
  delay: { ms: integer(0, MOST_DELAY_MS) },
  'content-type': { contentType: optional(headerText) },
  'operation-fails': { code: optional(text), message: optional(text) },
  'job-fails': { code: jobErrorCode },
}

/** Says what a value has to be, or nothing when it is that. */
type Check = (value: unknown) => string | undefined

/** All that is wrong with a rule that came from outside, in sentences; empty when it can be used. */
export function checkFaultRule(rule: unknown): string[] {
  if (!isObject(rule)) return ['A rule must be an object.']
  const conditions: Record<string, Check> = {
    method: optional(method),
    path: optional(path),
    region: optional(region),
    nth: optional(COUNT),
    times: optional(times),
    probability: optional(chance),
  }
  return [
    ...unknownMembers(rule, MEMBERS, 'rule'),
    ...problemsOf(rule, conditions),
    ...checkFault(rule.fault),
    ...checkTogether(rule),
  ]
}

/** All that is wrong with the weather of a state that came from outside, in sentences. */
export function checkFaults(faults: unknown): string[] {
  if (!isObject(faults) || !Array.isArray(faults.rules)) return ['faults must be an object with a list of rules.']
  const rules = faults.rules.flatMap((stored, index) =>
    checkStored(stored).map((problem) => `Rule ${index + 1}: ${problem}`),
  )
  return [...problemsOf(faults, { lastId: tally }), ...rules]
}

function checkStored(stored: unknown): string[] {
  if (!isObject(stored)) return ['A stored rule must be an object.']
  // The default of `times` was given when the rule was added.
  const rule = { times: null, ...objectOf(stored.rule) }
  return [...problemsOf(stored, { id: text, seen: tally, struck: tally }), ...checkFaultRule(rule)]
}

function checkFault(fault: unknown): string[] {
  const kinds = Object.keys(FAULT_PLACES)
  const kind = isObject(fault) ? fault.kind : undefined
  if (!isObject(fault) || typeof kind !== 'string' || !kinds.includes(kind)) {
    return [`The kind of a fault must be one of ${kinds.join(', ')}.`]
  }
  const members = FAULT_MEMBERS[kind as FaultKind] ?? {}
  return [...unknownMembers(fault, ['kind', ...Object.keys(members)], `fault ${kind}`), ...problemsOf(fault, members)]
}

function checkTogether(rule: JsonObject): string[] {
  const problems = []
  if (rule.nth !== undefined && rule.probability !== undefined) {
    problems.push('A rule strikes the nth request or with a probability, not both.')
  }
  if (isObject(rule.fault) && rule.fault.kind === 'region-down' && rule.region === undefined) {
    problems.push('region-down needs a region.')
  }
  return problems
}

function unknownMembers(value: JsonObject, known: readonly string[], owner: string): string[] {
  const strange = Object.keys(value).filter((name) => !known.includes(name))
  return strange.map((name) => `A ${owner} has no member ${name}.`)
}

function problemsOf(value: JsonObject, checks: Record<string, Check>): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const wanted = check(value[name])
    return wanted === undefined ? [] : [`${name} must be ${wanted}.`]
  })
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value))
}

function integer(least: number, most: number): Check {
  return (value) => {
    const number = numberOf(value)
    const fits = number !== undefined && Number.isInteger(number) && number >= least && number <= most
    return fits ? undefined : `a whole number from ${least} to ${most}`
  }
}

function tally(value: unknown): string | undefined {
  return Number.isInteger(value) && Number(value) >= 0 ? undefined : 'a whole number, 0 or more'
}

function times(value: unknown): string | undefined {
  return value === 'always' || COUNT(value) === undefined ? undefined : `${COUNT(value)}, or always`
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^\r\n]+$/.test(value) ? undefined : 'a line of text'
}

/** Node refuses to send other characters. */
function headerText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[ -~]+$/.test(value) ? undefined : 'a line of ASCII text'
}

function headers(value: unknown): string | undefined {
  const isFine =
    isObject(value) &&
    Object.entries(value).every(([name, entry]) => /^[\w-]+$/.test(name) && headerText(entry) === undefined)
  return isFine ? undefined : 'an object of names and lines of ASCII text'
}

function method(value: unknown): string | undefined {
  return METHODS.includes(textOf(value)?.toUpperCase() ?? '') ? undefined : `one of ${METHODS.join(', ')}`
}

function path(value: unknown): string | undefined {
  if (!isObject(value)) return text(value)
  try {
    new RegExp(textOf(value.regexp) ?? '(')
    return undefined
  } catch {
    return 'a path with * and **, or {"regexp": "a regular expression"}'
  }
}

function region(value: unknown): string | undefined {
  return isRegion(regionName(textOf(value) ?? '')) ? undefined : 'a region of Azure, such as westeurope'
}

function chance(value: unknown): string | undefined {
  const number = numberOf(value) ?? 0
  return number > 0 && number <= 1 ? undefined : 'a number above 0 and not above 1'
}

function jobErrorCode(value: unknown): string | undefined {
  if (findJobError(textOf(value) ?? '')) return undefined
  return `one of ${JOB_ERRORS.map((error) => error.errorTitle).join(', ')}`
}
