import type { Board } from './board.js'

/** Who has to leave a slot so that a VM fits there. */
export interface Evictions {
  /** Chosen by the last `cost`; replaced by the next. */
  readonly victims: readonly number[]
  /**
   * The summed weight of a cheap set of VMs to evict for the VM, which is not placed; 0 when it fits, infinite when there
   * is no such set or its weight reaches `enough`.
   */
  cost(vm: number, slot: number, enough: number): number
}

/** Greedy by weight for each unit that is missing, limit after limit, those of many units (disks) before the VM's own place. */
export function createEvictions({ problem, table, occupants, isFixed }: Board, weight: Float64Array): Evictions {
  const { vms, resources } = problem
  const { from, resource: used, amount: amounts } = vms.use
  const { loads, cells, startCells, slotBase, slots, counts, holds } = table
  const { patternOf, listBase, from: listFrom, cells: listCells, patterns } = startCells
  const { vmOf, firstUse, nextUse, firstVm, nextVm, patternsAt } = occupants
  const capacity = Int32Array.from(resources, (resource) => resource.capacity)
  const slotIndex = (vm: number, slot: number) => (slotBase[vms.family[vm] as number] as number) + slot
  const victims: number[] = []

  /** How much of the resource in the cell the victims so far give back. */
  const freed = (resource: number, cell: number) => {
    let sum = 0
    for (const victim of victims) {
      for (let i = from[victim] as number, end = from[victim + 1] as number; i < end; i += 1) {
        if (used[i] !== resource) continue
        const list = (listBase[resource] as number) + (patternOf[slotIndex(victim, slots[victim] as number)] as number)
        for (let j = listFrom[list] as number, last = listFrom[list + 1] as number; j < last; j += 1) {
          if (listCells[j] === cell) sum += amounts[i] as number
        }
      }
    }
    return sum
  }

  const cheapestAt = (resource: number, cell: number, over: number) => {
    let best = -1
    let bestRatio = Number.POSITIVE_INFINITY
    const at = (patternsAt.base[resource] as number) + cell
    for (let k = patternsAt.from[at] as number, last = patternsAt.from[at + 1] as number; k < last; k += 1) {
      const pattern = patternsAt.patterns[k] as number
      for (let i = firstUse[resource * patterns + pattern] as number; i >= 0; i = nextUse[i] as number) {
        const vm = vmOf[i] as number
        const amount = amounts[i] as number
        const ratio = (weight[vm] as number) / (amount < over ? amount : over)
        if (ratio >= bestRatio || isFixed[vm] === 1 || victims.includes(vm)) continue
        best = vm
        bestRatio = ratio
      }
    }
    return best
  }

  const cheapestIn = (at: number) => {
    let best = -1
    for (let vm = firstVm[at] as number; vm >= 0; vm = nextVm[vm] as number) {
      if (isFixed[vm] === 0 && (best < 0 || (weight[vm] as number) < (weight[best] as number))) best = vm
    }
    return best
  }

  return {
    victims,
    cost(vm, slot, enough) {
      const at = slotIndex(vm, slot)
      while (victims.length > 0) victims.pop()
      let cost = 0
      const evict = (victim: number) => {
        victims.push(victim)
        cost += weight[victim] as number
      }
      if ((counts[at] as number) >= (holds[at] as number)) {
        const victim = cheapestIn(at)
        if (victim < 0) return Number.POSITIVE_INFINITY
        evict(victim)
      } else if (!table.canHold(vm, slot)) return Number.POSITIVE_INFINITY
      const pattern = patternOf[at] as number
      for (let i = (from[vm + 1] as number) - 1; i >= (from[vm] as number); i -= 1) {
        const resource = used[i] as number
        const room = (capacity[resource] as number) - (amounts[i] as number)
        const list = (listBase[resource] as number) + pattern
        for (let j = listFrom[list] as number; j < (listFrom[list + 1] as number); j += 1) {
          const cell = listCells[j] as number
          let over = (loads[resource * cells + cell] as number) - room
          if (over > 0 && victims.length > 0) over -= freed(resource, cell)
          while (over > 0) {
            const victim = cheapestAt(resource, cell, over)
            if (victim < 0) return Number.POSITIVE_INFINITY
            evict(victim)
            if (cost >= enough) return Number.POSITIVE_INFINITY
            over = (loads[resource * cells + cell] as number) - room - freed(resource, cell)
          }
        }
      }
      return cost
    },
  }
}
