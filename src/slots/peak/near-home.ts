import { ascend, type Solved } from '../moves/ascent.js'
import type { VmGroups } from '../moves/groups.js'
import type { SlotTime } from '../problem.js'
import type { VmKind } from './kinds.js'
import type { Leavers } from './leavers.js'
import { Leaving } from './leaving.js'
import { createScales, type Scales } from './scales.js'
import { climb, nearPeak, wholeBound } from './weights.js'

/** A vault in a good plan: VMs at work by cell, and the most of them. */
export interface VaultPlan {
  readonly kinds: readonly VmKind[]
  readonly work: Int32Array
  readonly peak: number
}

/** What a move is worth at first, in VMs of a peak. */
const MOVE = 1.25
/** Weights of cells and prices take turns. */
const TURNS = 2
const WEIGHT_ROUNDS = 50
const PRICE_ROUNDS = 30
const PATIENCE = 5

/**
 * A peak that no plan without violation and with so few moves can do without, summed over vaults: the bound of
 * `peakBound`, with prices for leaving home. A move costs a price, and a VM that leaves gets back what that is worth to
 * the covers that it is in, except for bases, which lose what they have to, the cheapest VMs first. For any such prices,
 * what VMs weigh and pay, plus price * need of each cover, less price of a move * moves, is a bound: a Lagrangian
 * relaxation. All vaults share the prices.
 */
export function boundNearHome(
  plans: readonly VaultPlan[],
  { leavers, time, effort }: { leavers: Leavers; time: SlotTime; effort: number },
): number {
  const tolls = new Float64Array(leavers.groups.count.length)
  const scale = scaleOf(leavers)
  const vaults = plans.map((plan) => createVault(plan, { leavers, tolls, time }))
  let best: { y: Float64Array; value: number } = {
    y: Float64Array.from([MOVE, ...leavers.prices.map((price) => MOVE * price)]),
    value: 0,
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    setTolls(tolls, best.y, leavers.groups)
    for (const { scales, weights, mean } of vaults) climb(scales, { weights, mean, rounds: WEIGHT_ROUNDS * effort })
    // While only prices change, all but the leavers weigh the same.
    const stay = vaults.reduce((sum, { scales, weights, leaving }) => sum + scales.weigh(weights) - leaving.settle(), 0)
    best = ascend({
      from: best.y,
      scale,
      rounds: PRICE_ROUNDS * effort,
      patience: PATIENCE,
      solve: (y) => solve(y, { vaults, leavers, tolls, stay }),
    })
  }
  return wholeBound(best.value)
}

interface Vault {
  readonly scales: Scales
  readonly leaving: Leaving
  readonly weights: Float64Array
  readonly mean: Float64Array
}

function createVault(
  { kinds, work, peak }: VaultPlan,
  { leavers, tolls, time }: { leavers: Leavers; tolls: Float64Array; time: SlotTime },
): Vault {
  const leaving = new Leaving(kinds, leavers, tolls)
  return {
    leaving,
    scales: createScales(kinds, { time, leaving }),
    weights: nearPeak({ work, peak }),
    mean: Float64Array.from(work),
  }
}

interface Priced {
  readonly vaults: readonly Vault[]
  readonly leavers: Leavers
  readonly tolls: Float64Array
  /** What VMs weigh when nobody leaves. */
  readonly stay: number
}

/** For prices: that of a move, then those of a unit of each cover. */
function solve(y: Float64Array, { vaults, leavers, tolls, stay }: Priced): Solved {
  const { groups, isBase, most, need } = leavers
  setTolls(tolls, y, groups)
  const slope = Float64Array.from([-most, ...need.map((units, c) => (isBase[c] === 1 ? 0 : units))])
  let value = y.reduce((sum, price, i) => sum + price * (slope[i] as number), stay)
  const gone = new Float64Array(tolls.length)
  for (const { leaving } of vaults) {
    value += leaving.settle()
    leaving.addGone(gone)
  }
  gone.forEach((count, group) => {
    if (count === 0) return
    slope[0] = (slope[0] as number) + count
    for (let i = groups.from[group] as number; i < (groups.from[group + 1] as number); i += 1) {
      const c = 1 + (groups.cover[i] as number)
      slope[c] = (slope[c] as number) - count * (groups.amount[i] as number)
    }
  })
  return { value, slope }
}

/** By group, what leaving costs: a move, less what that is worth to the covers. */
function setTolls(tolls: Float64Array, y: Float64Array, { from, cover, amount }: VmGroups): void {
  for (let group = 0; group < tolls.length; group += 1) {
    let toll = y[0] as number
    for (let i = from[group] as number; i < (from[group + 1] as number); i += 1)
      toll -= (y[1 + (cover[i] as number)] as number) * (amount[i] as number)
    tolls[group] = toll
  }
}

/** See `priceCovers`; the price of a move moves as if it were one of a cover of that need. */
function scaleOf({ groups, most, need, isBase }: Leavers): Float64Array {
  const sum = new Float64Array(need.length).fill(1)
  const biggest = new Float64Array(need.length).fill(1)
  groups.count.forEach((count, group) => {
    for (let i = groups.from[group] as number; i < (groups.from[group + 1] as number); i += 1) {
      const [c, amount] = [groups.cover[i], groups.amount[i]] as [number, number]
      sum[c] = (sum[c] as number) + count * amount
      biggest[c] = Math.max(biggest[c] as number, amount)
    }
  })
  return Float64Array.from([
    1 / (1 + most),
    ...sum.map((each, c) => (isBase[c] === 1 ? 0 : 1 / (each * (biggest[c] as number)))),
  ])
}
