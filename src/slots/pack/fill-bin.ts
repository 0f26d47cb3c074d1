import type { Instance } from './instance.js'

export interface FillOptions {
  /** Items that are left, hardest first; the first one goes in. */
  readonly items: readonly number[]
  /** Subsets that are looked at, at most. */
  readonly nodes: number
}

/**
 * The items that leave the least of a bin empty, the first one among them (Gupta and Ho's minimum bin slack, 1999):
 * a search through subsets in the order of the items, which ends early when nothing is left empty.
 */
export function fillBin(instance: Instance, { items, nodes }: FillOptions): number[] {
  const { sizes, dimensions, capacity } = instance
  const left = Float64Array.from(capacity)
  const chosen: number[] = []
  let [best, least, looked] = [chosen.slice(), Number.POSITIVE_INFINITY, 0]

  const hasRoom = (item: number) => left.every((room, d) => (sizes[item * dimensions + d] as number) <= room)
  const use = (item: number, sign: number) => {
    for (let d = 0; d < dimensions; d++) left[d] = (left[d] as number) - sign * (sizes[item * dimensions + d] as number)
  }
  const isLike = (a: number, b: number) => left.every((_, d) => sizes[a * dimensions + d] === sizes[b * dimensions + d])
  const search = (from: number): void => {
    looked++
    const slack = left.reduce((sum, room, d) => sum + room / (capacity[d] as number), 0)
    if (slack < least) [best, least] = [chosen.slice(), slack]
    let refused = -1
    for (let at = from; at < items.length && looked < nodes && least > NOTHING; at++) {
      const item = items[at] as number
      if (!hasRoom(item) || (refused >= 0 && isLike(item, refused))) continue
      chosen.push(item)
      use(item, 1)
      search(at + 1)
      use(item, -1)
      chosen.pop()
      refused = item
    }
  }

  const first = items[0] as number
  chosen.push(first)
  use(first, 1)
  search(1)
  return best
}

/** Slack that is a rounding error. */
const NOTHING = 1e-9
