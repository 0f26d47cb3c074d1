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
  const fewest = families.map(({ slots }) =>
    Math.min(...slots.map(({ starts }) => firstRegime(starts, time.ticks).length)),
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
function roomiestRanks({ families, time, vaults }: SlotProblem): number[] {
  const cells = vaults.map(() => new Map<number, Set<number>>())
  for (const { vault, slots } of families) {
    for (const { rank, starts } of slots) {
      const ofRank = cells[vault]?.get(rank) ?? new Set<number>()
      cells[vault]?.set(rank, ofRank)
      for (const start of firstRegime(starts, time.ticks)) ofRank.add(start)
    }
  }
  return cells.map((byRank) => Math.max(0, ...[...byRank.values()].map(({ size }) => size)))
}

function firstRegime(starts: Uint16Array, ticks: number): Uint16Array {
  return starts.filter((start) => start < ticks)
}
