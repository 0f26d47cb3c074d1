import type { Scales } from './scales.js'

export interface WeightOptions {
  readonly effort: number
  /** VMs at work by cell in a plan, and the most of them. */
  readonly plan?: { readonly work: Int32Array; readonly peak: number }
}

const ROUNDS = 100
const NEAR_PEAK = 0.85
/** How much the last round counts in the mean of the loads: means do not swing as single rounds do. */
const SHARE = 0.15
const LEAST_STRIDE = 0.02
const SHRINK = 0.85
const MARGIN = 1e-6

/**
 * What the best weights found prove for a vault. Weights are improved by a subgradient method: cells in which
 * VMs crowd when each goes where it weighs least get more weight, and are brought back to a sum of 1. The search ends
 * where the plan's peak, a whole number, is proven.
 */
export function bestWeights(scales: Scales, { effort, plan }: WeightOptions): number {
  const enough = plan?.peak ?? Number.POSITIVE_INFINITY
  const even = new Float64Array(scales.cells).fill(1 / scales.cells)
  let best = 0
  const simple = plan ? [even, fullest(plan.work, plan.peak)] : [even]
  for (const weights of simple) if (wholeBound(best) < enough) best = Math.max(best, scales.weigh(weights))
  if (wholeBound(best) >= enough || effort === 0) return best
  const weights = plan ? nearPeak(plan) : even
  const mean = plan ? Float64Array.from(plan.work) : new Float64Array(scales.cells)
  return Math.max(best, climb(scales, { weights, mean, rounds: ROUNDS * effort, enough }))
}

export interface Climb {
  /** To begin with; the best ones found afterwards. */
  readonly weights: Float64Array
  readonly mean: Float64Array
  readonly rounds: number
  readonly enough?: number
}

/** The most that weights weigh on the way up from some. */
export function climb(
  { weigh, load }: Scales,
  { weights: best, mean, rounds, enough = Number.POSITIVE_INFINITY }: Climb,
): number {
  const trial = new Float64Array(best.length)
  let [most, stride] = [weigh(best), 1]
  for (let round = 0; round < rounds && wholeBound(most) < enough && stride >= LEAST_STRIDE; round += 1) {
    for (let c = 0; c < mean.length; c += 1)
      mean[c] = (mean[c] as number) + SHARE * ((load[c] as number) - (mean[c] as number))
    trial.set(best)
    if (!step(trial, mean, stride * (Math.min(enough, 1.2 * most + 1) - most))) break
    const now = weigh(trial)
    if (now > most + MARGIN) {
      best.set(trial)
      most = now
      stride *= 1.3
    } else stride *= SHRINK
  }
  return most
}

/** Weights to begin with, by a good plan. */
export function nearPeak({ work, peak }: { readonly work: Int32Array; readonly peak: number }): Float64Array {
  return fullest(work, NEAR_PEAK * peak)
}

/** Equal weights for the cells that are as full as that in a plan: those decide. */
function fullest(work: Int32Array, least: number): Float64Array {
  const full = Float64Array.from(work, (here) => (here >= least ? 1 : 0))
  const count = full.reduce((sum, each) => sum + each, 0)
  return full.map((each) => each / count)
}

/** A step up the slope so long that a straight one would win what is wanted; false: there is no way up. */
function step(weights: Float64Array, slope: Float64Array, wanted: number): boolean {
  let mean = 0
  for (let c = 0; c < slope.length; c += 1) mean += slope[c] as number
  mean /= slope.length
  let norm = 0
  for (let c = 0; c < slope.length; c += 1) norm += ((slope[c] as number) - mean) ** 2
  // As good as level: rounding would decide where the step goes.
  if (norm < MARGIN) return false
  for (let c = 0; c < weights.length; c += 1)
    weights[c] = (weights[c] as number) + (wanted / norm) * ((slope[c] as number) - mean)
  toSimplex(weights)
  return true
}

/** The nearest weights that are not negative and add up to 1: those below the shift fall out, and the shift grows. */
function toSimplex(point: Float64Array): void {
  let [shift, kept] = [Number.NEGATIVE_INFINITY, point.length + 1]
  // Fewer each time, so that rounding cannot keep it going.
  for (let before = kept + 1; kept < before; ) {
    before = kept
    let sum = 0
    kept = 0
    for (let c = 0; c < point.length; c += 1) {
      if ((point[c] as number) <= shift) continue
      sum += point[c] as number
      kept += 1
    }
    shift = (sum - 1) / kept
  }
  let sum = 0
  for (let c = 0; c < point.length; c += 1) {
    const value = Math.max(0, (point[c] as number) - shift)
    point[c] = value
    sum += value
  }
  for (let c = 0; c < point.length; c += 1) point[c] = (point[c] as number) / sum
}

/** The least whole number that is no less, but for rounding. */
export function wholeBound(value: number): number {
  return Math.ceil(value - MARGIN)
}
