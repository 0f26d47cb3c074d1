import type { Settlers, VmKind } from './kinds.js'

/** So many VMs that would weigh so much less each, if they left home at that cost each. */
export interface Extra {
  readonly count: number
  readonly saving: number
  readonly cost: number
}

/** So many VMs leave home for that slot, and weigh so much less each. */
export interface Departure {
  readonly count: number
  readonly slot: number
  readonly saving: number
}

/** Which settlers leave: of each cover those that save most for what they take from it, until its need is met. */
export interface Leaving {
  /** The slot in which the settlers s of kind k weigh least, and how much less than at home. */
  note(k: number, s: number, best: { slot: number; saving: number }): void
  /** Who leaves, as last noted: the kind, its home and the departure. */
  each(visit: (k: number, home: number, departure: Departure) => void): void
  /** Who stays and would weigh less elsewhere, as last noted. */
  extras(): Extra[]
}

export function createLeaving(kinds: readonly VmKind[], need: Int32Array): Leaving {
  const all: { k: number; settlers: Settlers }[] = []
  const first = kinds.map((kind, k) => {
    for (const settlers of kind.settlers) all.push({ k, settlers })
    return all.length - kind.settlers.length
  })
  const slots = new Int32Array(all.length)
  const savings = new Float64Array(all.length)
  const gone = new Float64Array(all.length)
  const byCover = new Map<number, number[]>()
  all.forEach(({ settlers: { cover } }, i) => {
    if (cover < 0) return
    const list = byCover.get(cover)
    if (list) list.push(i)
    else byCover.set(cover, [i])
  })
  const worth = (i: number) => (savings[i] as number) / (all[i]?.settlers.amount as number)
  return {
    note(k, s, { slot, saving }) {
      const i = (first[k] as number) + s
      slots[i] = slot
      savings[i] = saving
      gone[i] = 0
    },
    each(visit) {
      for (const [cover, list] of byCover) {
        let left = need[cover] as number
        list.sort((a, b) => worth(b) - worth(a) || a - b)
        for (const i of list) {
          const saving = savings[i] as number
          if (left <= 0 || saving <= 0) break
          const { k, settlers } = all[i] as (typeof all)[number]
          const count = Math.min(settlers.count, left / settlers.amount)
          left -= count * settlers.amount
          gone[i] = count
          visit(k, settlers.home, { count, slot: slots[i] as number, saving })
        }
      }
    },
    extras: () =>
      all.flatMap(({ settlers }, i) => {
        const count = settlers.count - (gone[i] as number)
        const saving = savings[i] as number
        return count > 0 && saving > 0 ? [{ count, saving, cost: settlers.cost }] : []
      }),
  }
}
