import { groupBy } from '../../core/group.js'
import { sortByCost } from '../moves/prices.js'
import type { Settlers, VmKind } from './kinds.js'
import type { Leavers } from './leavers.js'

/** Which settlers of a vault leave home: of each base as many as have to, the cheapest first, and all who gain by it. */
export class Leaving {
  private readonly kindOf: readonly number[]
  private readonly settlers: readonly Settlers[]
  private readonly bases: readonly { need: number; order: Int32Array }[]
  /** In no base. */
  private readonly others: Int32Array
  private readonly groupOf: Int32Array
  private readonly counts: Int32Array
  private readonly slots: Int32Array
  private readonly savings: Float64Array
  private readonly costs: Float64Array
  private readonly gone: Int32Array

  /** `tolls`: what it costs to leave, by group. It may change before VMs are settled. */
  constructor(
    kinds: readonly VmKind[],
    { groups, need }: Leavers,
    private readonly tolls: Float64Array,
  ) {
    this.settlers = kinds.flatMap(({ settlers }) => settlers)
    this.kindOf = kinds.flatMap(({ settlers }, k) => settlers.map(() => k))
    this.groupOf = Int32Array.from(this.settlers, ({ group }) => group)
    this.counts = Int32Array.from(this.settlers, ({ count }) => count)
    const byBase = groupBy(this.settlers.keys(), (i) => groups.base[this.groupOf[i] as number] as number)
    this.others = Int32Array.from(byBase.get(-1) ?? [])
    byBase.delete(-1)
    this.bases = [...byBase].map(([base, list]) => ({ need: need[base] as number, order: Int32Array.from(list) }))
    this.slots = new Int32Array(this.settlers.length)
    this.savings = new Float64Array(this.settlers.length)
    this.costs = new Float64Array(this.settlers.length)
    this.gone = new Int32Array(this.settlers.length)
  }

  /** The slot in which settlers weigh least, and how much less than at home. Settlers are in the order of the kinds. */
  note(settlers: number, slot: number, saving: number): void {
    this.slots[settlers] = slot
    this.savings[settlers] = saving
  }

  /** Who leaves, by their tolls less what they save as last noted; what that comes to. */
  settle(): number {
    const { others, bases, groupOf, costs, savings, tolls } = this
    let total = 0
    for (let i = 0; i < costs.length; i += 1)
      costs[i] = (tolls[groupOf[i] as number] as number) - (savings[i] as number)
    for (let n = 0; n < others.length; n += 1) total += this.leave(others[n] as number, 0)
    for (const { need, order } of bases) {
      sortByCost(order, costs)
      let needed = need
      for (let n = 0; n < order.length; n += 1) {
        const i = order[n] as number
        total += this.leave(i, needed)
        needed = Math.max(0, needed - (this.counts[i] as number))
      }
    }
    return total
  }

  /** By the last settling, how many VMs of kind k less, or more, are in which slot. */
  eachChange(visit: (k: number, slot: number, count: number) => void): void {
    const { gone, kindOf, settlers, slots } = this
    for (let i = 0; i < gone.length; i += 1) {
      const count = gone[i] as number
      if (count === 0) continue
      visit(kindOf[i] as number, (settlers[i] as Settlers).home, -count)
      visit(kindOf[i] as number, slots[i] as number, count)
    }
  }

  /** Adds the VMs that left when last settled, by group. */
  addGone(sums: Float64Array): void {
    const { gone, groupOf } = this
    for (let i = 0; i < gone.length; i += 1)
      sums[groupOf[i] as number] = (sums[groupOf[i] as number] as number) + (gone[i] as number)
  }

  private leave(i: number, needed: number): number {
    const cost = this.costs[i] as number
    const most = this.counts[i] as number
    const count = cost < 0 ? most : Math.min(needed, most)
    this.gone[i] = count
    return count * cost
  }
}
