import type { Settlers, VmKind } from './kinds.js'
import type { Leavers } from './leavers.js'

/** So many VMs leave home for that slot, at a cost each: their toll, less what they save. */
export interface Departure {
  readonly count: number
  readonly slot: number
  readonly cost: number
}

/** Which settlers leave home: of each base as many as have to, the cheapest first, and all who gain by it. */
export interface Leaving {
  /** The slot in which the settlers s of kind k weigh least, and how much less than at home. */
  note(k: number, s: number, best: { slot: number; saving: number }): void
  /** Who leaves, as last noted: the kind, its home and the departure. */
  each(visit: (k: number, home: number, departure: Departure) => void): void
  /** Adds the VMs that left when last looked at, by group. */
  addGone(gone: Float64Array): void
}

/** `tolls`: what it costs to leave, by group. It may change between two looks. */
export function createLeaving(kinds: readonly VmKind[], { groups, need }: Leavers, tolls: Float64Array): Leaving {
  const all: { k: number; settlers: Settlers }[] = []
  const first = kinds.map((kind, k) => {
    for (const settlers of kind.settlers) all.push({ k, settlers })
    return all.length - kind.settlers.length
  })
  const slots = new Int32Array(all.length)
  const costs = new Float64Array(all.length)
  const left = new Float64Array(all.length)
  const byBase = new Map<number, number[]>()
  all.forEach(({ settlers: { group } }, i) => {
    const base = groups.base[group] as number
    const list = byBase.get(base)
    if (list) list.push(i)
    else byBase.set(base, [i])
  })
  return {
    note(k, s, { slot, saving }) {
      const i = (first[k] as number) + s
      slots[i] = slot
      costs[i] = (tolls[(all[i] as (typeof all)[number]).settlers.group] as number) - saving
      left[i] = 0
    },
    each(visit) {
      for (const [base, list] of byBase) {
        let needed = base < 0 ? 0 : (need[base] as number)
        list.sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b)
        for (const i of list) {
          const { k, settlers } = all[i] as (typeof all)[number]
          const cost = costs[i] as number
          const count = cost < 0 ? settlers.count : Math.min(needed, settlers.count)
          if (count === 0) break
          needed = Math.max(0, needed - count)
          left[i] = count
          visit(k, settlers.home, { count, slot: slots[i] as number, cost })
        }
      }
    },
    addGone(gone) {
      all.forEach(({ settlers: { group } }, i) => {
        gone[group] = (gone[group] as number) + (left[i] as number)
      })
    },
  }
}
