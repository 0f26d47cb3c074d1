import type { Context } from 'hono'
import { msOf } from '../clock.js'
import { compact, isObject, type JsonObject } from '../json.js'
import type { MockOptions } from '../mock.js'
import { TIMING_KINDS, type TimingKind } from '../timings.js'
import { ControlError } from './control-error.js'

/** What a mock starts from. */
export type MockStart = Pick<
  MockOptions,
  'state' | 'world' | 'now' | 'seed' | 'softDeleteProfile' | 'throttle' | 'transferModel'
>

/** The JSON object that a request carries; an empty body is an empty object. */
export async function readBody(c: Context): Promise<JsonObject> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    if (isObject(body)) return body
  } catch {
    // Said below, as for any other text that is no object.
  }
  throw new ControlError(400, 'InvalidBody', 'The body must be a JSON object.')
}

/** Calendar milliseconds to move by. */
export function readDuration({ ms, ...rest }: JsonObject): number {
  refuseUnknown(rest, ['ms'])
  if (typeof ms === 'number' && ms >= 0 && ms <= MAX_ADVANCE_MS) return ms
  throw new ControlError(400, 'InvalidDuration', `"ms" must be a number of milliseconds, 0 to ${MAX_ADVANCE_MS}.`)
}

/** Ten years: a calendar that leaves what a Date can hold would break every later request. */
const MAX_ADVANCE_MS = 10 * 365 * 24 * 3_600_000

/** Real seconds by what takes them; null lets go of a duration that was fixed. */
export function readFixedDurations(body: JsonObject): [TimingKind, number | null][] {
  refuseUnknown(Object.fromEntries(Object.entries(body).filter(([kind]) => !isTimingKind(kind))), TIMING_KINDS)
  const wrong = Object.entries(body).find(
    ([, seconds]) => seconds !== null && !(Number.isFinite(seconds) && Number(seconds) >= 0),
  )
  if (wrong)
    throw new ControlError(400, 'InvalidDuration', `"${wrong[0]}" must be a number of seconds, 0 or more, or null.`)
  return Object.entries(body) as [TimingKind, number | null][]
}

function isTimingKind(kind: string): kind is TimingKind {
  return (TIMING_KINDS as readonly string[]).includes(kind)
}

const WORLDS = ['empty', 'contoso', 'fleet']
const PROFILES = ['current', '2024']
const THROTTLES = ['none', 'azure']
const TRANSFER_MODELS = ['recorded', 'shared']

/** `{world, now, vms, seed, softDeleteProfile, throttle, transferModel}`, each optional: the words of `azbk mock reset`. Says all that is wrong at once. */
export function readStart(body: JsonObject): MockStart {
  const { world, now, vms, seed, softDeleteProfile, throttle, transferModel, ...rest } = body
  refuseUnknown(rest, ['world', 'now', 'vms', 'seed', 'softDeleteProfile', 'throttle', 'transferModel'])
  const problems = [
    ...(isOneOf(world, WORLDS) ? [] : [`"world" must be one of ${WORLDS.join(', ')}.`]),
    ...(isTime(now) ? [] : ['"now" must be a time such as 2026-03-02T09:00:00Z.']),
    ...(vms === undefined || world === 'fleet' ? [] : ['"vms" goes with the world "fleet" only.']),
    ...(isFleetSize(vms) ? [] : [`"vms" must be a whole number from 1 to ${MAX_FLEET}.`]),
    ...(seed === undefined || Number.isSafeInteger(seed) ? [] : ['"seed" must be a whole number.']),
    ...(isOneOf(softDeleteProfile, PROFILES) ? [] : [`"softDeleteProfile" must be one of ${PROFILES.join(', ')}.`]),
    ...(isOneOf(throttle, THROTTLES) ? [] : [`"throttle" must be one of ${THROTTLES.join(', ')}.`]),
    ...(isOneOf(transferModel, TRANSFER_MODELS)
      ? []
      : [`"transferModel" must be one of ${TRANSFER_MODELS.join(', ')}.`]),
  ]
  if (problems.length > 0) throw new ControlError(400, 'InvalidStart', problems.join(' '))
  return compact({
    world: world === 'fleet' ? { fleet: { vms: vms ?? DEFAULT_FLEET, seed: seed ?? 1 } } : world,
    now,
    seed,
    softDeleteProfile,
    throttle,
    transferModel,
  })
}

const MAX_FLEET = 10_000
const DEFAULT_FLEET = 1_000

function isOneOf(value: unknown, words: readonly string[]): boolean {
  return value === undefined || (typeof value === 'string' && words.includes(value))
}

function isTime(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && !Number.isNaN(msOf(value)))
}

function isFleetSize(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_FLEET)
}

function refuseUnknown(rest: JsonObject, known: readonly string[]): void {
  const [unknown] = Object.keys(rest)
  if (unknown === undefined) return
  throw new ControlError(400, 'UnknownMember', `"${unknown}" is not known here; known: ${known.join(', ')}.`)
}
