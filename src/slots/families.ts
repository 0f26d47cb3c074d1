import { nameKey } from '../core/names.js'
import type { PolicySpec } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { startTime } from '../model/policy-schedule.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'
import { scheduleAt, slotOf } from './patterns.js'

/** Longest name that leaves room for a day, a time and a counter within Azure's 150 letters. */
const LONGEST_BASE = 120
const TIME_ENDING = /(-(Sun|Mon|Tue|Wed|Thu|Fri|Sat)+)?-([01]\d|2[0-3])[0-5]\d(-\d+)?$/

/** What all policies of one family have in common. */
export interface Shape {
  /** The same text for two policies that differ at most in their start. */
  readonly key: string
  /** Canonical, starting at 00:00. */
  readonly spec: PolicySpec
}

/** Reads the shape of policies, and the slot where each starts: -1 when that is none. Equal shapes are worked out once. */
export function shapeReader(): (spec: PolicySpec) => { readonly shape: Shape; readonly slot: number } {
  const known = new Map<string, Shape>()
  return (spec) => {
    const atMidnight = slotSpec(spec, 0)
    const text = JSON.stringify(atMidnight)
    const shape = known.get(text) ?? canonicalShape(atMidnight)
    known.set(text, shape)
    return { shape, slot: slotOf(spec.schedule) }
  }
}

function canonicalShape(atMidnight: PolicySpec): Shape {
  const spec = canonicalSpec(atMidnight)
  return { key: stableText(spec), spec }
}

/** Why such a policy cannot be planned, as the end of a sentence; undefined when it can. */
export function unusable(spec: PolicySpec, slot: number): string | undefined {
  return slot < 0 ? 'it does not start on a half hour' : unreadable(spec)
}

/** Why starts of such a policy cannot be worked out, as the end of a sentence; undefined when they can. */
export function unreadable({ schedule, timeZone }: PolicySpec): string | undefined {
  if (normalizeTimeZone(timeZone) === undefined) return `its time zone '${timeZone}' is unknown`
  if (schedule.frequency === 'weekly' && schedule.days.length === 0) return 'it names no day'
  return undefined
}

/** The policy of a slot: the family's content with that start. */
export function slotSpec(shape: PolicySpec, slot: number): PolicySpec {
  return { ...shape, schedule: scheduleAt(shape.schedule, slot) }
}

/** The name of a family after one of its policies: `dev-Sat-2200` is one of `dev`. */
export function familyNameOf(policy: string): string {
  return policy.replace(TIME_ENDING, '') || policy
}

/**
 * The name of a new slot policy: `<family>-<HHMM>`, with the days of a weekly one between, e.g. `dev-Sat-2200`. A name
 * that another policy of the vault has gets a number behind it.
 */
export function slotPolicyName(family: string, { schedule }: PolicySpec, taken: TakenNames): string {
  const days = schedule.frequency === 'weekly' ? `-${schedule.days.map((day) => day.slice(0, 3)).join('')}` : ''
  return freeName(`${validStart(family)}${days}-${startTime(schedule).replace(':', '')}`, taken)
}

/** Names that are in use, as `nameKey` makes them. */
export interface TakenNames {
  has(key: string): boolean
}

/** The name, or the first of `name-2`, `name-3`.. that nobody has. */
export function freeName(name: string, taken: TakenNames): string {
  let free = name
  for (let n = 2; taken.has(nameKey(free)); n += 1) free = `${name}-${n}`
  return free
}

/** What Azure takes in names of policies: letters, digits, `-`, `_`, `!`, a letter first (AZURE-BACKUP-API.md section 1). */
function validStart(name: string): string {
  const letters = name.replace(/[^\w!-]/g, '-').slice(0, LONGEST_BASE)
  return /^[a-z]/i.test(letters) ? letters : `slot-${letters}`
}

/** JSON with the keys of every object in order: the same for equal data. */
export function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
