import type { SlotProblem } from '../problem.js'
import { crowdedNights } from './crowded-night.js'

/**
 * Fewest ticks from the first to the last start, summed over vaults; with those that limits ask for, where the plan
 * keeps them.
 */
export function nightBound(problem: SlotProblem, { keepsLimits }: { keepsLimits: boolean }): number {
  const crowded = keepsLimits ? crowdedNights(problem) : []
  return nightsApart(problem).reduce((sum, apart, vault) => sum + Math.max(apart, crowded[vault] ?? 0), 0)
}

/**
 * By vault. Of two VMs of a vault, the one whose latest rank is
 * earliest and the one whose earliest rank is latest are at least so far apart, whatever slots they get.
 */
function nightsApart(problem: SlotProblem): Int32Array {
  const { vaults, families, vms } = problem
  const earliestEnd = new Int32Array(vaults.length).fill(0x7fff_ffff)
  const latestBegin = new Int32Array(vaults.length).fill(-1)
  const rangeOf = createRankRanges(problem)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const range = rangeOf(vm)
    if (range === null) continue
    const vault = families[vms.family[vm] as number]?.vault as number
    earliestEnd[vault] = Math.min(earliestEnd[vault] as number, range.last)
    latestBegin[vault] = Math.max(latestBegin[vault] as number, range.first)
  }
  return latestBegin.map((begin, vault) => Math.max(0, begin - (earliestEnd[vault] as number)))
}

interface RankRange {
  readonly first: number
  readonly last: number
}

function createRankRanges({ families, vms }: SlotProblem): (vm: number) => RankRange | null {
  const known = families.map(() => new Map<number, RankRange | null>())
  return (vm) => {
    const family = vms.family[vm] as number
    const slots = families[family]?.slots ?? []
    const home = vms.home[vm] as number
    const allowance = vms.allowance[vm] as number
    const allowed = vms.allowances[allowance] as Uint16Array
    if (home >= 0 && (vms.pinned[vm] === 1 || allowed.length === 0)) {
      const rank = slots[home]?.rank ?? 0
      return { first: rank, last: rank }
    }
    const range = known[family]?.get(allowance)
    if (range !== undefined) return range
    const ranks = Array.from(allowed, (slot) => slots[slot]?.rank ?? 0).sort((a, b) => a - b)
    const [first, last] = [ranks[0], ranks.at(-1)]
    const made = first === undefined || last === undefined ? null : { first, last }
    known[family]?.set(allowance, made)
    return made
  }
}
