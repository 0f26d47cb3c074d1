import { type Cover, chooseBases, groupVms, type VmGroups } from './covers.js'

export interface CoverPrices {
  /** No choice of VMs that meets all needs has fewer. */
  readonly lowerBound: number
  /** By cover: what one unit of it is worth, in VMs. */
  readonly prices: Float64Array
}

const ROUNDS = 150
const PATIENCE = 10
const ENOUGH = 0.05

/**
 * Prices for needs, by which the fewest VMs that meet all of them are bounded. Covers that share no VM (the bases) are
 * met exactly; each other cover c gets a price y(c) >= 0 for what it lacks. For any such prices,
 * sum of y(c) need(c) + sum over bases of (the need(b) cheapest VMs, and all that cost less than nothing) is a bound,
 * where a VM costs 1 - sum of y(c) amount(c, v): a Lagrangian relaxation. Good prices are found by a subgradient method:
 * its target lies a little above the best bound so far, and comes nearer when it is not approached.
 */
export function priceCovers(covers: readonly Cover[]): CoverPrices {
  if (covers.length === 0) return { lowerBound: 0, prices: new Float64Array() }
  const relaxation = relax(covers)
  let ascent: Ascent = { y: new Float64Array(covers.length), ...relaxation.solve(new Float64Array(covers.length)) }
  let best = ascent
  let [ambition, idle] = [Math.max(1, 0.05 * best.value), 0]
  for (let round = 0; round < ROUNDS && ambition > ENOUGH; round += 1) {
    const y = relaxation.step(ascent, best.value + ambition - ascent.value)
    if (y === null) break
    ascent = { y, ...relaxation.solve(y) }
    idle = ascent.value > best.value + 1e-9 ? 0 : idle + 1
    if (idle === 0) best = ascent
    else if (idle > PATIENCE) {
      ambition /= 2
      idle = 0
      ascent = best
    }
  }
  return { lowerBound: Math.ceil(best.value - 1e-6), prices: best.prices }
}

interface Solved {
  readonly value: number
  /** How the value changes with each price, at most. */
  readonly slope: Float64Array
  /** The prices of the relaxed covers, and of each base what its last VM costs. */
  readonly prices: Float64Array
}

interface Ascent extends Solved {
  readonly y: Float64Array
}

function relax(covers: readonly Cover[]) {
  const isBase = chooseBases(covers)
  const groups = groupVms(covers, isBase)
  const orders = ordersOf(groups)
  const scale = covers.map(({ amounts }, c) => (isBase[c] ? 0 : 1 / scaleOf(amounts)))
  return {
    solve: (y: Float64Array): Solved => solveRelaxed({ covers, isBase, groups, orders }, y),
    /** The next prices on the way to a value so much higher; null at the top. */
    step(from: Ascent, wanted: number): Float64Array | null {
      let norm = 0
      from.slope.forEach((slope, c) => {
        norm += slope * slope * (scale[c] as number)
      })
      if (norm === 0) return null
      return from.y.map((price, c) =>
        Math.max(0, price + (wanted / norm) * (from.slope[c] as number) * (scale[c] as number)),
      )
    },
  }
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

function solveRelaxed({ covers, isBase, groups, orders }: Relaxed, y: Float64Array): Solved {
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

/** By insertion: from round to round the order changes little. */
function sortByCost(order: Int32Array, costs: Float64Array): void {
  for (let i = 1; i < order.length; i += 1) {
    const group = order[i] as number
    let at = i
    for (; at > 0 && (costs[order[at - 1] as number] as number) > (costs[group] as number); at -= 1)
      order[at] = order[at - 1] as number
    order[at] = group
  }
}

function costsOf({ count, from, cover, amount }: VmGroups, y: Float64Array): Float64Array {
  return Float64Array.from(count, (_, g) => {
    let cost = 1
    for (let i = from[g] as number; i < (from[g + 1] as number); i += 1)
      cost -= (y[cover[i] as number] as number) * (amount[i] as number)
    return cost
  })
}
