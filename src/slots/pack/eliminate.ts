import { createRandom } from '../random.js'
import { type Bins, copyBins, dissolve, fits, put, take } from './bins.js'

export interface SearchOptions {
  readonly seed: number
  /** Insertions of an item, over all bins that are tried to be saved. */
  readonly iterations: number
  /** No fewer bins are needed: stop there. */
  readonly enough: number
  readonly shouldStop: () => boolean
}

/**
 * Saves bins one by one: dissolves the emptiest, and inserts its items elsewhere, where they eject others that are
 * inserted in turn. Items that are ejected often weigh more, and nobody goes back at once (tabu), so that the search
 * does not run in circles.
 */
export function eliminate(start: Bins, options: SearchOptions): Bins {
  const random = createRandom(options.seed)
  let [best, left] = [start, options.iterations]
  while (best.items.length > options.enough && left > 0 && !options.shouldStop()) {
    const trial = copyBins(best)
    const search = createSearch(trial, random)
    const queue = dissolve(trial, emptiest(trial))
    for (; queue.length > 0 && left > 0 && !(left % 64 === 0 && options.shouldStop()); left--) insertNext(search, queue)
    if (queue.length > 0) break
    best = trial
  }
  return best
}

interface Search {
  readonly bins: Bins
  readonly random: () => number
  /** What it costs to eject an item. */
  readonly weight: Float64Array
  /** Step before which item i may not go into bin b, at `i * bins + b`. */
  readonly tabu: Map<number, number>
  step: number
}

function createSearch(bins: Bins, random: () => number): Search {
  const weight = Float64Array.from({ length: bins.instance.count }, (_, item) => volume(bins, item) ** 2)
  return { bins, random, weight, tabu: new Map(), step: 0 }
}

function emptiest({ items, loads, instance: { dimensions, capacity } }: Bins): number {
  const fill = items.map((_, bin) =>
    capacity.reduce((sum, most, d) => sum + (loads[bin * dimensions + d] as number) / most, 0),
  )
  return fill.indexOf(Math.min(...fill))
}

/** The biggest of those that wait goes where it ejects the least. */
function insertNext(search: Search, queue: number[]): void {
  const { bins, weight, tabu } = search
  search.step++
  const item = queue.reduce((biggest, each) => (volume(bins, each) > volume(bins, biggest) ? each : biggest))
  const place = cheapestPlace(search, item)
  if (place === undefined) return
  queue.splice(queue.indexOf(item), 1)
  for (const ejected of place.eject) {
    take(bins, ejected)
    queue.push(ejected)
    weight[ejected] = (weight[ejected] as number) * 1.05 + 0.001
    tabu.set(ejected * bins.items.length + place.bin, search.step + 5 + Math.floor(search.random() * 10))
  }
  put(bins, item, place.bin)
}

interface Place {
  readonly bin: number
  readonly eject: readonly number[]
  readonly cost: number
}

function cheapestPlace({ bins, random, weight, tabu, step }: Search, item: number): Place | undefined {
  let best: Place | undefined
  for (let bin = 0; bin < bins.items.length; bin++) {
    if ((tabu.get(item * bins.items.length + bin) ?? 0) > step) continue
    if (fits(bins, item, bin)) return { bin, eject: [], cost: 0 }
    for (const eject of ejections(bins, bin)) {
      const cost = eject.reduce((sum, other) => sum + (weight[other] as number), 0) * (1 + 0.01 * random())
      if ((best === undefined || cost < best.cost) && fits(bins, item, bin, eject)) best = { bin, eject, cost }
    }
  }
  return best
}

/** Any one item of the bin, and any two. */
function* ejections(bins: Bins, bin: number): Iterable<readonly number[]> {
  const items = bins.items[bin] ?? []
  for (let i = 0; i < items.length; i++) {
    yield [items[i] as number]
    for (let j = i + 1; j < items.length; j++) yield [items[i] as number, items[j] as number]
  }
}

function volume({ instance: { sizes, dimensions, capacity } }: Bins, item: number): number {
  return capacity.reduce((sum, most, d) => sum + (sizes[item * dimensions + d] as number) / most, 0)
}
