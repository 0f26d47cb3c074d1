import type { FaultKind, FaultRule, StoredFault } from '../../mocks/index.js'
import { notFoundError, usageError } from '../core/errors.js'
import { type DoorPlace, type MockDoor, withMock } from './door.js'

/** A rule of the mock's weather, with its counters. What does not apply is null. */
export interface MockFault {
  readonly id: string
  readonly kind: FaultKind
  readonly method: string | null
  /** `*` stands for part of a segment, `**` for anything; a regular expression stands between slashes with `i` behind. */
  readonly path: string | null
  readonly region: string | null
  /** Strikes from this matching request on. */
  readonly nth: number
  /** How often it strikes; null = always. */
  readonly times: number | null
  readonly probability: number | null
  readonly status: number | null
  readonly retryAfterSeconds: number | null
  readonly delayMs: number | null
  readonly code: string | null
  readonly message: string | null
  readonly contentType: string | null
  /** Requests that it looked at. */
  readonly seen: number
  readonly struck: number
}

export type MockFaultsResult = readonly MockFault[]

/** The rules of the weather, in the order in which they were added. */
export function listMockFaults(place: DoorPlace): Promise<MockFaultsResult> {
  return withMock(place, readFaults)
}

/** A rule as flags name it. */
export interface MockFaultsAddInput {
  /** A kind, a status such as 503, or the name of a preset. */
  readonly kind: string
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly region?: string | undefined
  readonly nth?: number | undefined
  readonly times?: number | undefined
  readonly always?: boolean | undefined
  readonly probability?: number | undefined
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly delayMs?: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly contentType?: string | undefined
}

/** The rules that were added: one, or those of a preset. */
export type MockFaultsAddResult = readonly MockFault[]

/** Adds a rule, or the rules of a preset; says all that is wrong with it at once. */
export async function addMockFaults(place: DoorPlace, input: MockFaultsAddInput): Promise<MockFaultsAddResult> {
  const rules = await rulesOf(input)
  return withMock(place, async (door) => {
    const added: MockFault[] = []
    for (const rule of rules) added.push(viewOf(await door.send<StoredFault>('POST', '/faults', rule)))
    return added
  })
}

/** What was taken away, and what is left. */
export interface MockFaultsClearResult {
  /** Ids. */
  readonly cleared: readonly string[]
  readonly left: number
}

/** Takes rules away: those of the ids, all without any. An id that is not there is a mistake; then none is taken away. */
export function clearMockFaults(place: DoorPlace, ids: readonly string[]): Promise<MockFaultsClearResult> {
  return withMock(place, async (door) => {
    if (ids.length === 0) {
      const { cleared } = await door.send<{ cleared: readonly string[] }>('DELETE', '/faults')
      return { cleared, left: 0 }
    }
    const present = (await readFaults(door)).map(({ id }) => id)
    const unknown = ids.filter((id) => !present.includes(id))
    if (unknown.length > 0) throw unknownFaults(unknown)
    const wanted = [...new Set(ids)]
    for (const id of wanted) await door.send('DELETE', `/faults/${encodeURIComponent(id)}`)
    return { cleared: wanted, left: present.length - wanted.length }
  })
}

function unknownFaults(ids: readonly string[]) {
  const noun = ids.length === 1 ? 'fault' : 'faults'
  return notFoundError('FAULT_NOT_FOUND', `The mock has no ${noun} ${ids.join(', ')}.`, [
    '`azbk mock faults` lists those it has.',
  ])
}

async function readFaults(door: MockDoor): Promise<readonly MockFault[]> {
  const { faults } = await door.send<{ faults: readonly StoredFault[] }>('GET', '/faults')
  return faults.map(viewOf)
}

async function rulesOf(input: MockFaultsAddInput): Promise<readonly unknown[]> {
  const { checkFaultRule, FAULT_PLACES, FAULT_PRESETS } = await import('../../mocks/index.js')
  const preset = Object.entries(FAULT_PRESETS).find(([name]) => name === input.kind)?.[1]
  if (preset) {
    refuseOptions(input)
    return preset
  }
  const rule = ruleOf(input)
  const kinds = Object.keys(FAULT_PLACES)
  if (!kinds.includes(rule.fault.kind)) {
    throw usageError('UNKNOWN_FAULT', `"${input.kind}" is no kind of fault and no preset.`, [
      `Kinds: a status such as 503, or one of ${kinds.join(', ')}.`,
      `Presets: ${Object.keys(FAULT_PRESETS).join(', ')}.`,
    ])
  }
  const problems = checkFaultRule(rule).map(withFlagNames)
  if (problems.length === 0) return [rule]
  throw usageError('INVALID_FAULT', `The fault is not possible: ${problems.join(' ')}`, [
    '`azbk mock faults add --help` says which flags go with which kind.',
  ])
}

/** Presets bring their own conditions. */
function refuseOptions({ kind, ...options }: MockFaultsAddInput): void {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== false)
  if (given.length === 0) return
  throw usageError('PRESET_WITH_OPTIONS', `The preset ${kind} takes no other flags.`, [
    `azbk mock faults add ${kind}`,
    'Or add rules of your own, by kind.',
  ])
}

function ruleOf(input: MockFaultsAddInput): FaultRule {
  const { kind, method, path, region, nth, probability, always, times, delayMs, ...details } = input
  const named = /^\d+$/.test(kind) ? { kind: 'status', status: Number(kind) } : { kind }
  const fault = { ...details, ...named, ms: delayMs }
  const conditions = { method, path, region, nth, probability, times: always ? 'always' : times }
  return { ...present(conditions), fault: present(fault) } as FaultRule
}

function present(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

const FLAGS: Readonly<Record<string, string>> = {
  retryAfterSeconds: '--retry-after',
  contentType: '--content-type',
  ms: '--delay',
}

/** The rule is checked by the names of its members; whoever types reads those of the flags. */
function withFlagNames(problem: string): string {
  return problem
    .replace(/^(\w+) must be/, (_, name: string) => `${FLAGS[name] ?? `--${name}`} must be`)
    .replace(/^A fault (\S+) has no member (\w+)\./, (_, kind: string, name: string) => {
      return `${FLAGS[name] ?? `--${name}`} does not go with ${kind}.`
    })
}

/** What a fault can say beside its kind. */
type FaultDetails = Partial<
  Record<'code' | 'message' | 'contentType', string> & Record<'status' | 'retryAfterSeconds' | 'ms', number>
>

function viewOf({ id, rule, seen, struck }: StoredFault): MockFault {
  const { method, path, region, nth, times, probability, fault } = rule
  const details: FaultDetails & { kind: FaultKind } = fault
  return {
    id,
    kind: fault.kind,
    method: method?.toUpperCase() ?? null,
    path: typeof path === 'object' ? `/${path.regexp}/i` : (path ?? null),
    region: region ?? null,
    nth: nth ?? 1,
    times: times === 'always' ? null : times,
    probability: probability ?? null,
    status: details.status ?? null,
    retryAfterSeconds: details.retryAfterSeconds ?? null,
    delayMs: details.ms ?? null,
    code: details.code ?? null,
    message: details.message ?? null,
    contentType: details.contentType ?? null,
    seen,
    struck,
  }
}
