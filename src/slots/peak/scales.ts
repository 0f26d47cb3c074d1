import type { SlotTime } from '../problem.js'
import type { Choices, VmKind } from './kinds.js'
import { addRuns, runningSums } from './peak-of.js'

export interface Scales {
  /** What all VMs weigh, by the weights of cells, when each goes where it weighs least. */
  weigh(weights: Float64Array): number
  /** VMs at work by cell when each goes there, as last weighed. */
  readonly load: Float64Array
}

/** Scales for VMs in the order of their durations. */
export function createScales(kinds: readonly VmKind[], { ticks, regimes }: SlotTime): Scales {
  const runs = new Float64Array(ticks * regimes)
  const load = new Float64Array(ticks * regimes)
  const lightest = ({ from, starts }: Choices) => {
    let [least, best] = [Number.POSITIVE_INFINITY, 0]
    for (let n = 0; n + 1 < from.length; n += 1) {
      let weight = 0
      for (let i = from[n] as number, end = from[n + 1] as number; i < end; i += 1)
        weight += runs[starts[i] as number] as number
      if (weight < least) {
        least = weight
        best = n
      }
    }
    return best
  }
  return {
    load,
    weigh(weights) {
      load.fill(0)
      let total = 0
      kinds.forEach(({ count, duration, choices }, k) => {
        if (duration !== kinds[k - 1]?.duration) weighRuns(runs, { weights, duration, ticks })
        const { from, starts } = choices
        const slot = lightest(choices)
        for (let i = from[slot] as number, end = from[slot + 1] as number; i < end; i += 1) {
          total += count * (runs[starts[i] as number] as number)
          addRuns(load, { start: starts[i] as number, duration, count }, ticks)
        }
      })
      runningSums(load, ticks)
      return total
    },
  }
}

/** By cell: what a run that starts in it weighs. */
function weighRuns(
  runs: Float64Array,
  { weights, duration, ticks }: { weights: Float64Array; duration: number; ticks: number },
): void {
  for (let first = 0; first < weights.length; first += ticks) {
    let sum = 0
    for (let tick = 0; tick < duration; tick += 1) sum += weights[first + (tick % ticks)] as number
    let end = first + (duration % ticks)
    for (let cell = first; cell < first + ticks; cell += 1) {
      runs[cell] = sum
      sum += (weights[end] as number) - (weights[cell] as number)
      end = end + 1 === first + ticks ? first : end + 1
    }
  }
}
