import type { SlotTime } from '../problem.js'
import type { Choices, VmKind } from './kinds.js'
import type { Leaving } from './leaving.js'
import { createAddRuns, runningSums } from './peak-of.js'

export interface Scales {
  readonly cells: number
  /** What all VMs weigh, by the weights of cells, when each that leaves home goes where it weighs least. */
  weigh(weights: Float64Array): number
  /** VMs at work by cell when each goes there, as last weighed. */
  readonly load: Int32Array
}

export interface ScalesOptions {
  readonly time: SlotTime
  /** Who may leave home. */
  readonly leaving?: Leaving
}

/** Scales for VMs in the order of their durations. */
export function createScales(kinds: readonly VmKind[], { time, leaving }: ScalesOptions): Scales {
  const { ticks, regimes } = time
  const runs = new Float64Array(ticks * regimes)
  const load = new Int32Array(ticks * regimes)
  const addRuns = createAddRuns(load, ticks)
  const weightOf = ({ from, starts }: Choices, slot: number) => {
    let weight = 0
    for (let i = from[slot] as number, end = from[slot + 1] as number; i < end; i += 1)
      weight += runs[starts[i] as number] as number
    return weight
  }
  const add = ({ choices: { from, starts }, duration }: VmKind, slot: number, count: number) => {
    for (let i = from[slot] as number, end = from[slot + 1] as number; i < end; i += 1)
      addRuns(starts[i] as number, duration, count)
  }
  return {
    cells: ticks * regimes,
    load,
    weigh(weights) {
      load.fill(0)
      let total = 0
      let settlersBefore = 0
      kinds.forEach((kind, k) => {
        const { count, duration, choices, settlers } = kind
        if (duration !== kinds[k - 1]?.duration) weighRuns(runs, { weights, duration, ticks })
        const slot = lightest(choices, runs)
        const least = weightOf(choices, slot)
        total += count * least
        add(kind, slot, count)
        for (let s = 0; s < settlers.length; s += 1) {
          const { home, count: theirs } = settlers[s] as VmKind['settlers'][number]
          const saving = weightOf(choices, home) - least
          total += theirs * (saving + least)
          add(kind, home, theirs)
          leaving?.note(settlersBefore + s, slot, saving)
        }
        settlersBefore += settlers.length
      })
      total += leaving?.settle() ?? 0
      leaving?.eachChange((k, slot, count) => {
        add(kinds[k] as VmKind, slot, count)
      })
      runningSums(load, ticks)
      return total
    },
  }
}

/** The first slot that weighs least, by what runs weigh. */
function lightest({ from, starts }: Choices, runs: Float64Array): number {
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
