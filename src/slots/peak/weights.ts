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
  if (norm === 0) return weights
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
  return point.map((value) => Math.max(0, value - shift))
}

interface Weighing {
  readonly time: SlotTime
  readonly weights: Float64Array
  /** Is filled with the VMs at work when each goes where it weighs least. */
  readonly load: Float64Array
}

/** What all VMs weigh when each goes where it weighs least. */
function weigh(kinds: readonly VmKind[], { time, weights, load }: Weighing): number {
  const sums = prefixSums(weights, time)
  load.fill(0)
  let total = 0
  for (const { count, duration, slots } of kinds) {
    let [least, starts] = [Number.POSITIVE_INFINITY, slots[0]?.starts as Uint16Array]
    for (const slot of slots) {
      let weight = 0
      for (const start of slot.starts) weight += weightOf(sums, { start, duration }, time.ticks)
      if (weight < least) [least, starts] = [weight, slot.starts]
    }
    total += count * least
    for (const start of starts) addRun(load, { start, duration, count }, time.ticks)
  }
  return total
}

/** Sums of weights before each tick, for each regime: ticks + 1 entries a regime. */
function prefixSums(weights: Float64Array, { ticks, regimes }: SlotTime): Float64Array {
  const sums = new Float64Array(regimes * (ticks + 1))
  for (let regime = 0; regime < regimes; regime += 1)
    for (let tick = 0; tick < ticks; tick += 1) {
      const at = regime * (ticks + 1) + tick
      sums[at + 1] = (sums[at] as number) + (weights[regime * ticks + tick] as number)
    }
  return sums
}

interface Run {
  readonly start: number
  readonly duration: number
}

function weightOf(sums: Float64Array, { start, duration }: Run, ticks: number): number {
  const regime = Math.floor(start / ticks)
  const first = regime * (ticks + 1)
  const from = start - regime * ticks
  const all = sums[first + ticks] as number
  const end = from + (duration % ticks)
  const upTo = end > ticks ? all + (sums[first + end - ticks] as number) : (sums[first + end] as number)
  return Math.floor(duration / ticks) * all + upTo - (sums[first + from] as number)
}

function addRun(load: Float64Array, { start, duration, count }: Run & { count: number }, ticks: number): void {
  const first = start - (start % ticks)
  for (let tick = 0; tick < duration; tick += 1) {
    const cell = first + ((start - first + tick) % ticks)
    load[cell] = (load[cell] as number) + count
  }
}
