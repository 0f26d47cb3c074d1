import { ascend, type Solved } from './ascent.js'
import type { Cover, Memberships } from './covers.js'
import { chooseBases, groupVms, type VmGroups } from './groups.js'

export interface CoverPrices {
  /** No choice of VMs that meets all needs has fewer. */
  readonly lowerBound: number
  /** By cover: what one unit of it is worth, in VMs. */
  readonly prices: Float64Array
}

const ROUNDS = 150
const PATIENCE = 10

/**
 * Prices for needs, by which the fewest VMs that meet all of them are bounded. Covers that share no VM (the bases) are
 * met exactly; each other cover c gets a price y(c) >= 0 for what it lacks. For any such prices,
 * sum of y(c) need(c) + sum over bases of (the need(b) cheapest VMs, and all that cost less than nothing) is a bound,
 * where a VM costs 1 - sum of y(c) amount(c, v): a Lagrangian relaxation. Good prices are found by a subgradient method:
 * see {@link ascend}.
 */
export function priceCovers(covers: readonly Cover[], memberships: Memberships): CoverPrices {
  if (covers.length === 0) return { lowerBound: 0, prices: new Float64Array() }
  const isBase = chooseBases(covers, memberships.from.length - 1)
  const groups = groupVms(memberships, isBase)
  const orders = ordersOf(groups)
  const best = ascend({
    from: new Float64Array(covers.length),
    scale: Float64Array.from(covers, ({ amounts }, c) => (isBase[c] ? 0 : 1 / scaleOf(amounts))),
    rounds: ROUNDS,
    patience: PATIENCE,
    solve: (y) => solveRelaxed({ covers, isBase, groups, orders }, y),
  })
  return { lowerBound: Math.ceil(best.value - 1e-6), prices: best.prices }
}

interface Priced extends Solved {
  /** The prices of the relaxed covers, and of each base what its last VM costs. */
  readonly prices: Float64Array
}

function ordersOf({ base }: VmGroups): Relaxed['orders'] {
  const byBase = new Map<number, number[]>()
  base.forEach((each, group) => {
    const list = byBase.get(each)
    if (list) list.push(group)
    else byBase.set(each, [group])
  })
  return [...byBase].map(([each, groups]) => ({ base: each, order: Int32Array.from(groups) }))
}

/** A price moves in proportion to its own size (1 / amount) over the size of its slope (the amounts). */
function scaleOf(amounts: Int32Array): number {
  let [sum, most] = [1, 1]
  for (const amount of amounts) {
    sum += amount
    if (amount > most) most = amount
  }
  return sum * most
}

interface Relaxed {
  readonly covers: readonly Cover[]
  readonly isBase: Uint8Array
  readonly groups: VmGroups
  /** The groups of each base, cheapest first. */
  readonly orders: readonly { base: number; order: Int32Array }[]
}

function solveRelaxed({ covers, isBase, groups, orders }: Relaxed, y: Float64Array): Priced {
  const slope = new Float64Array(covers.length)
  const prices = y.slice()
  let value = 0
  covers.forEach(({ need }, c) => {
    if (isBase[c]) return
    slope[c] = need
    value += need * (y[c] as number)
  })
  const take = (g: number, count: number) => {
    for (let i = groups.from[g] as number; i < (groups.from[g + 1] as number); i += 1) {
      const c = groups.cover[i] as number
      slope[c] = (slope[c] as number) - (groups.amount[i] as number) * count
    }
  }
  const costs = costsOf(groups, y)
  for (const { base, order } of orders) {
    sortByCost(order, costs)
    let needed = base < 0 ? 0 : (covers[base]?.need as number)
    for (const g of order) {
      const cost = costs[g] as number
      const count = cost < 0 ? (groups.count[g] as number) : Math.min(needed, groups.count[g] as number)
      if (count === 0) break
      if (needed > 0) prices[base] = Math.max(0, cost)
      needed = Math.max(0, needed - count)
      value += count * cost
      take(g, count)
    }
  }
  return { value, slope, prices }
}

/** Cheapest first, by insertion: from round to round the order changes little. */
export function sortByCost(order: Int32Array, costs: Float64Array): void {
  for (let i = 1; i < order.length; i += 1) {
    const group = order[i] as number
    let at = i
    for (; at > 0 && (costs[order[at - 1] as number] as number) > (costs[group] as number); at -= 1)
      order[at] = order[at - 1] as number
    order[at] = group
  }
}

function costsOf({ count, from, cover, amount }: VmGroups, y: Float64Array): Float64Array {
  const costs = new Float64Array(count.length).fill(1)
  for (let g = 0; g < costs.length; g += 1) {
    for (let i = from[g] as number; i < (from[g + 1] as number); i += 1)
      costs[g] = (costs[g] as number) - (y[cover[i] as number] as number) * (amount[i] as number)
  }
  return costs
}
