import type { SlotTime } from '../problem.js'
import type { VmKind } from './kinds.js'

export interface WeightOptions {
  readonly time: SlotTime
  readonly effort: number
  /** VMs at work by cell in a plan, and the most of them. */
  readonly plan?: { readonly work: Int32Array; readonly peak: number }
}

const ROUNDS = 100
const NEAR_PEAK = [0.9, 0.7]
/** How much the last round counts in the mean of the loads: means do not swing as single rounds do. */
const SHARE = 0.1
const LEAST_STRIDE = 0.02
const MARGIN = 1e-6

/**
 * The bound that the best weights found prove for a vault. Weights are improved by a subgradient method: cells in which
 * VMs crowd when each goes where it weighs least get more weight, and are brought back to a sum of 1. Bounds are whole
 * numbers: it is enough to get past the next one, and the search ends at the peak of the plan.
 */
export function bestWeights(kinds: readonly VmKind[], { time, effort, plan }: WeightOptions): number {
  const cells = time.ticks * time.regimes
  const load = new Float64Array(cells)
  const value = (weights: Float64Array) => weigh(kinds, { time, weights, load })
  const enough = plan?.peak ?? Number.POSITIVE_INFINITY
  const even: Float64Array = new Float64Array(cells).fill(1 / cells)
  let proven = bound(value(even))
  const climb = (start: Float64Array) => {
    let [best, most, stride] = [start, value(start), 1]
    let mean = plan ? Float64Array.from(plan.work) : load.slice()
    for (let round = 0; round < ROUNDS * effort && bound(most) < enough; round += 1) {
      mean = mean.map((before, c) => before + SHARE * ((load[c] as number) - before))
      const at = step(best, mean, stride * (Math.min(enough, 1.2 * most + 1) - most))
      const now = value(at)
      if (now > most + MARGIN) [best, most, stride] = [at, now, stride * 1.3]
      else stride *= 0.93
      if (stride < LEAST_STRIDE) break
    }
    return bound(most)
  }
  for (const start of plan ? startingPoints(plan) : [even]) {
    if (proven < enough) proven = Math.max(proven, climb(start))
  }
  return proven
}

const bound = (value: number) => Math.ceil(value - MARGIN)

/** Equal weights for the cells that are nearly as full as the peak of a plan: those decide. */
function startingPoints({ work, peak }: { work: Int32Array; peak: number }): Float64Array[] {
  return NEAR_PEAK.map((share) => {
    const full = Float64Array.from(work, (here) => (here >= share * peak ? 1 : 0))
    const count = full.reduce((sum, each) => sum + each, 0)
    return full.map((each) => each / count)
  })
}

/** A step up the slope so long that a straight one would win what is wanted; then back to weights that add up to 1. */
function step(weights: Float64Array, slope: Float64Array, wanted: number): Float64Array {
  const mean = slope.reduce((sum, each) => sum + each, 0) / slope.length
  const norm = slope.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  // As good as level: there is no way up, and rounding would decide where the step goes.
  if (norm < MARGIN) return weights
  return onSimplex(weights.map((weight, c) => weight + (wanted / norm) * ((slope[c] as number) - mean)))
}

/** The nearest weights that are not negative and add up to 1. */
function onSimplex(point: Float64Array): Float64Array {
  const falling = point.toSorted().reverse()
  let [sum, shift] = [0, 0]
  for (let i = 0; i < falling.length; i += 1) {
    sum += falling[i] as number
    const here = (sum - 1) / (i + 1)
    if ((falling[i] as number) <= here) break
    shift = here
  }
  const near = point.map((value) => Math.max(0, value - shift))
  const rounded = near.reduce((total, each) => total + each, 0)
  return near.map((each) => each / rounded)
}

interface Weighing {
  readonly time: SlotTime
  readonly weights: Float64Array
  /** Is filled with the VMs at work when each goes where it weighs least. */
  readonly load: Float64Array
}

/** What all VMs weigh when each goes where it weighs least. */
function weigh(kinds: readonly VmKind[], { time, weights, load }: Weighing): number {
  const runs: Float64Array[] = []
  load.fill(0)
  let total = 0
  for (const { count, duration, slots } of kinds) {
    runs[duration] ??= runWeights(weights, duration, time)
    const weightOf = runs[duration] as Float64Array
    let [least, starts] = [Number.POSITIVE_INFINITY, slots[0]?.starts as Uint16Array]
    for (const slot of slots) {
      let weight = 0
      for (const start of slot.starts) weight += weightOf[start] as number
      if (weight < least) [least, starts] = [weight, slot.starts]
    }
    total += count * least
    for (const start of starts) addRun(load, { start, duration, count }, time.ticks)
  }
  return total
}

/** By cell: what a run that starts in it weighs. */
function runWeights(weights: Float64Array, duration: number, { ticks }: SlotTime): Float64Array {
  const sums = new Float64Array(weights.length)
  for (let first = 0; first < weights.length; first += ticks) {
    let sum = 0
    for (let tick = 0; tick < duration; tick += 1) sum += weights[first + (tick % ticks)] as number
    for (let tick = 0; tick < ticks; tick += 1) {
      sums[first + tick] = sum
      sum += (weights[first + ((tick + duration) % ticks)] as number) - (weights[first + tick] as number)
    }
  }
  return sums
}

interface Runs {
  readonly start: number
  readonly duration: number
  readonly count: number
}

function addRun(load: Float64Array, { start, duration, count }: Runs, ticks: number): void {
  const first = start - (start % ticks)
  let cell = start
  for (let tick = 0; tick < duration; tick += 1) {
    load[cell] = (load[cell] as number) + count
    cell = cell + 1 === first + ticks ? first : cell + 1
  }
}
