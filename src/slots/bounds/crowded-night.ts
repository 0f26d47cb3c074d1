import { choicesOf } from '../peak/choices.js'
import type { SlotProblem } from '../problem.js'

/**
 * Fewest ticks from the first to the last start of each vault in which so many VMs may start at all, in plans that keep
 * the limits of VMs that start together: what they start in a period, over what starts at one time of the night may take.
 */
export function crowdedNights(problem: SlotProblem): Int32Array {
  const { resources, vaults } = problem
  const roomiest = roomiestRanks(problem)
  const nights = new Int32Array(vaults.length)
  for (const [key, starts] of startsByUse(problem)) {
    const vault = Math.floor(key / resources.length)
    const capacity = (resources[key % resources.length]?.capacity ?? 0) * (roomiest[vault] as number)
    if (capacity > 0) nights[vault] = Math.max(nights[vault] as number, Math.ceil(starts / capacity) - 1)
  }
  return nights
}

/** Starts of all VMs of a vault that count for a limit, in one regime: by `vault * resources + resource`. */
function startsByUse(problem: SlotProblem): Map<number, number> {
  const { families, resources, time, vms } = problem
  const startsOf = createStartCount(time.ticks)
  const fewest = families.map(({ slots }) =>
    slots.reduce((least, { starts }) => Math.min(least, startsOf(starts)), Number.POSITIVE_INFINITY),
  )
  const sums = new Map<number, number>()
  for (let vm = 0; vm < vms.count; vm += 1) {
    if (choicesOf(problem, vm).length === 0) continue
    const family = vms.family[vm] as number
    const first = (families[family]?.vault as number) * resources.length
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      const resource = vms.use.resource[i] as number
      if (resources[resource]?.kind !== 'machines' || resources[resource]?.span !== 1) continue
      const amount = (vms.use.amount[i] as number) * (fewest[family] as number)
      sums.set(first + resource, (sums.get(first + resource) ?? 0) + amount)
    }
  }
  return sums
}

/** By vault: the most cells of one regime at which slots of the same rank start. */
function roomiestRanks({ families, time, vaults }: SlotProblem): Int32Array {
  const lists = vaults.map(() => new Map<number, Set<Uint16Array>>())
  for (const { vault, slots } of families) {
    for (const { rank, starts } of slots) {
      const ofRank = lists[vault]?.get(rank)
      if (ofRank) ofRank.add(starts)
      else lists[vault]?.set(rank, new Set([starts]))
    }
  }
  const startsOf = createStartCount(time.ticks)
  return Int32Array.from(lists, (byRank) => {
    let roomiest = 0
    for (const [first, ...others] of byRank.values()) {
      if (first === undefined) continue
      const count = others.length === 0 ? startsOf(first) : countCells([first, ...others], time.ticks)
      roomiest = Math.max(roomiest, count)
    }
    return roomiest
  })
}

function countCells(lists: readonly Uint16Array[], ticks: number): number {
  return new Set(lists.flatMap((starts) => [...starts].filter((start) => start < ticks))).size
}

/** How many starts lie in the first regime; slots share their lists, so that each is counted once. */
function createStartCount(ticks: number): (starts: Uint16Array) => number {
  const known = new Map<Uint16Array, number>()
  return (starts) => {
    const count = known.get(starts) ?? starts.reduce((sum, start) => sum + (start < ticks ? 1 : 0), 0)
    known.set(starts, count)
    return count
  }
}
