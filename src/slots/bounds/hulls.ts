import type { SlotFamily, SlotProblem } from '../problem.js'

/**
 * For interval arguments, the slots of a family on a line: by rank, which begins at noon of the family's own zone, so that
 * no window of the night is cut in two. A VM's *hull* is the interval from the first to the last slot that it may have;
 * whatever slot it gets lies inside, also where its slots have gaps.
 */
export interface Hull {
  readonly from: number
  readonly to: number
}

/** Position on that line by slot. */
function positionsOf({ slots }: SlotFamily): Int32Array {
  const byRank = slots.map((_, s) => s).sort((a, b) => (slots[a]?.rank ?? 0) - (slots[b]?.rank ?? 0) || a - b)
  const positions = new Int32Array(slots.length)
  byRank.forEach((slot, position) => {
    positions[slot] = position
  })
  return positions
}

/** The hull of a VM; null when it has no slot at all. */
export function createHullOf({ families, vms }: SlotProblem): (vm: number) => Hull | null {
  const positions = families.map(positionsOf)
  const known = families.map(() => new Map<number, Hull | null>())
  return (vm) => {
    const family = vms.family[vm] as number
    const line = positions[family] as Int32Array
    const home = vms.home[vm] as number
    const allowance = vms.allowance[vm] as number
    const slots = vms.allowances[allowance] as Uint16Array
    const hulls = known[family] as Map<number, Hull | null>
    if (home >= 0 && (vms.pinned[vm] === 1 || slots.length === 0)) {
      const here = hulls.get(-1 - home) ?? { from: line[home] as number, to: line[home] as number }
      hulls.set(-1 - home, here)
      return here
    }
    const hull = hulls.get(allowance)
    if (hull !== undefined) return hull
    const made = hullOf(slots, line)
    hulls.set(allowance, made)
    return made
  }
}

function hullOf(slots: Uint16Array, line: Int32Array): Hull | null {
  if (slots.length === 0) return null
  let from = line.length
  let to = 0
  for (const slot of slots) {
    from = Math.min(from, line[slot] as number)
    to = Math.max(to, line[slot] as number)
  }
  return { from, to }
}

/** Intervals from one's beginning to another's end; hulls alone where those would be too many. */
export function intervalsOf(hulls: readonly Hull[]): Hull[] {
  const froms = [...new Set(hulls.map(({ from }) => from))]
  const tos = [...new Set(hulls.map(({ to }) => to))]
  if (froms.length * tos.length > MOST_INTERVALS) {
    const whole = {
      from: froms.reduce((least, each) => Math.min(least, each)),
      to: tos.reduce((most, each) => Math.max(most, each)),
    }
    return [...new Map([...hulls, whole].map((hull) => [`${hull.from} ${hull.to}`, hull])).values()]
  }
  return froms.flatMap((from) => tos.flatMap((to) => (from <= to ? [{ from, to }] : [])))
}

const MOST_INTERVALS = 1_000
