import { nameKey } from '../core/names.js'
import type { EstateMachine, EstateTier, StartWindow } from './estate.js'
import { SLOTS_PER_DAY } from './patterns.js'
import { allowedSlots } from './windows.js'
import type { Clocks } from './zones.js'

/** What a family's slots depend on, as far as windows go. */
interface Starter {
  readonly shapeKey: string
  readonly spec: Parameters<typeof allowedSlots>[0]
}

const ALL_SLOTS = Uint16Array.from({ length: SLOTS_PER_DAY }, (_, slot) => slot)

/** The window that counts for a machine: its own, else its tier's, else the one for all; null = any time. */
export function windowReader(tiers: readonly EstateTier[], otherwise: StartWindow | null) {
  const byTier = new Map(tiers.map((tier) => [nameKey(tier.name), tier.window]))
  return (machine: EstateMachine): StartWindow | null =>
    machine.window ?? byTier.get(nameKey(machine.tier)) ?? otherwise
}

/** Looks allowed slots up; the same question is worked out once in the whole estate. */
export function slotAllower(clocks: Clocks): (family: Starter, window: StartWindow | null) => Uint16Array {
  const known = new Map<string, Uint16Array>()
  return (family, window) => {
    if (window === null) return ALL_SLOTS
    const key = `${windowText(window)}\n${family.shapeKey}`
    const slots = known.get(key) ?? allowedSlots(family.spec, window, clocks)
    known.set(key, slots)
    return slots
  }
}

/** Lists of allowed slots of one problem: each pair of family and window gets one, and an index. */
export function createAllowances(allow: ReturnType<typeof slotAllower>) {
  const pairs: { readonly family: number; readonly window: StartWindow | null; readonly slots: Uint16Array }[] = []
  const known = new Map<string, number>()
  const indexOf = (family: { readonly index: number; readonly record: Starter }, window: StartWindow | null) => {
    const key = window === null ? `${family.index}` : `${family.index} ${windowText(window)}`
    const index =
      known.get(key) ?? pairs.push({ family: family.index, window, slots: allow(family.record, window) }) - 1
    known.set(key, index)
    return index
  }
  return { pairs, indexOf }
}

function windowText({ from, to, timeZone }: StartWindow): string {
  return `${from}-${to} ${timeZone}`
}
