import { createRandom } from '../../src/slots/random.js'

/** What generators draw from one seeded source. */
export interface Draw {
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  /** True in this share of cases. */
  chance(share: number): boolean
  /** A whole number from a Pareto distribution cut to [from, to]. */
  pareto(from: number, to: number, alpha: number): number
  /** An index, the first with the weights' first share and so on. */
  weighted(weights: readonly number[]): number
  /** An index below `count`, by Zipf's law with exponent 1 (close enough for a fleet: log-uniform). */
  zipf(count: number): number
  one<T>(from: readonly T[]): T
  shuffled<T>(all: Iterable<T>): T[]
}

export function createDraw(seed: number): Draw {
  const random = createRandom(seed)
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  return {
    whole,
    chance: (share) => random() < share,
    pareto(from, to, alpha) {
      const cut = 1 - (from / (to + 1)) ** alpha
      return Math.floor(from / (1 - random() * cut) ** (1 / alpha))
    },
    weighted(weights) {
      let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
      const index = weights.findIndex((weight) => {
        left -= weight
        return left < 0
      })
      return Math.max(0, index)
    },
    zipf: (count) => Math.min(count - 1, Math.floor((count + 1) ** random()) - 1),
    one: (from) => from[whole(0, from.length - 1)] as (typeof from)[number],
    shuffled(all) {
      const list = [...all]
      for (let i = list.length - 1; i > 0; i -= 1) {
        const j = whole(0, i)
        const kept = list[i] as (typeof list)[number]
        list[i] = list[j] as (typeof list)[number]
        list[j] = kept
      }
      return list
    },
  }
}
