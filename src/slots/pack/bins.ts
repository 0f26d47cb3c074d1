import type { Instance } from './instance.js'

/** Bins while they are filled: which item is where, and how full each bin is. Items that are nowhere are in bin -1. */
export interface Bins {
  readonly instance: Instance
  readonly binOf: Int32Array
  /** Items by bin, in no order. */
  readonly items: number[][]
  /** Load of bin b in dimension d at `b * dimensions + d`. */
  readonly loads: number[]
}

export function createBins(instance: Instance): Bins {
  return { instance, binOf: new Int32Array(instance.count).fill(-1), items: [], loads: [] }
}

export function openBin(bins: Bins): number {
  for (let d = 0; d < bins.instance.dimensions; d++) bins.loads.push(0)
  return bins.items.push([]) - 1
}

/** `without`: items of the bin that are thought away. */
export function fits({ instance, loads }: Bins, item: number, bin: number, without: readonly number[] = []): boolean {
  const { dimensions, sizes, capacity } = instance
  for (let d = 0; d < dimensions; d++) {
    let load = (loads[bin * dimensions + d] as number) + (sizes[item * dimensions + d] as number)
    for (const other of without) load -= sizes[other * dimensions + d] as number
    if (load > (capacity[d] as number)) return false
  }
  return true
}

export function put(bins: Bins, item: number, bin: number): void {
  bins.binOf[item] = bin
  bins.items[bin]?.push(item)
  refill(bins, bin)
}

export function take(bins: Bins, item: number): void {
  const bin = bins.binOf[item] as number
  const list = bins.items[bin] as number[]
  list.splice(list.indexOf(item), 1)
  bins.binOf[item] = -1
  refill(bins, bin)
}

/** Added up anew each time: rounding errors do not gather. */
function refill({ instance: { dimensions, sizes }, items, loads }: Bins, bin: number): void {
  for (let d = 0; d < dimensions; d++) {
    let load = 0
    for (const item of items[bin] ?? []) load += sizes[item * dimensions + d] as number
    loads[bin * dimensions + d] = load
  }
}

/** Takes a bin away; the last one gets its number. Returns its items, which are nowhere then. */
export function dissolve(bins: Bins, bin: number): number[] {
  const freed = [...(bins.items[bin] ?? [])]
  for (const item of freed) bins.binOf[item] = -1
  const last = bins.items.pop() as number[]
  bins.loads.length = bins.items.length * bins.instance.dimensions
  if (bin < bins.items.length) {
    bins.items[bin] = last
    for (const item of last) bins.binOf[item] = bin
    refill(bins, bin)
  }
  return freed
}

export function copyBins({ instance, binOf, items, loads }: Bins): Bins {
  return { instance, binOf: Int32Array.from(binOf), items: items.map((list) => [...list]), loads: [...loads] }
}
