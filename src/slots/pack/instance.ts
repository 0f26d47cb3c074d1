import { usageError } from '../../core/errors.js'
import { figure } from '../../core/figure.js'

/** One number for each dimension, or a number alone when there is one dimension. */
export type Sizes = number | readonly number[]

/** Items in the order of their sizes, so that the order in which they are given does not matter. */
export interface Instance {
  readonly dimensions: number
  readonly count: number
  readonly capacity: Float64Array
  /** Size of item i in dimension d at `i * dimensions + d`; bigger items (by their biggest share of a bin) first. */
  readonly sizes: Float64Array
  /** Place of each item in the input. */
  readonly original: Int32Array
}

/** Sums of fractions are off by a rounding error: so much of a capacity is no excess. Whole numbers are exact. */
const TOLERANCE = 1e-12

/** Numbers that steer a search: each whole and 0 at least. */
type Settings = Readonly<Record<string, number>>

/** Errors: `PACK_INPUT`, with every problem that there is. */
export function createInstance(capacity: Sizes, items: readonly Sizes[], settings: Settings = {}): Instance {
  const bin = toList(capacity)
  const vectors = Array.isArray(items) ? items.map(toList) : []
  const problems = [
    ...problemsOfCapacity(bin),
    ...(vectors.length === 0 ? ['There are no items to pack.'] : []),
    ...vectors.flatMap((sizes, item) => problemsOfItem(sizes, item, bin)),
    ...Object.entries(settings).flatMap(problemOfSetting),
  ]
  if (problems.length > 0) throw usageError('PACK_INPUT', shown(problems).join('\n'))
  const original = Int32Array.from(vectors.keys()).sort(
    (a, b) => compare(vectors[a] ?? [], vectors[b] ?? [], bin) || a - b,
  )
  return {
    dimensions: bin.length,
    count: vectors.length,
    capacity: Float64Array.from(bin, (most) => most * (1 + TOLERANCE)),
    sizes: Float64Array.from([...original].flatMap((item) => vectors[item] ?? [])),
    original,
  }
}

const MAX_PROBLEMS = 20

function shown(problems: readonly string[]): string[] {
  const more = problems.length - MAX_PROBLEMS
  return [...problems.slice(0, MAX_PROBLEMS), ...(more > 0 ? [`and ${figure(more)} more`] : [])]
}

/** What programs without types give in place of sizes is a size that is no number. */
function toList(sizes: Sizes): readonly number[] {
  return Array.isArray(sizes) ? sizes : [sizes as number]
}

function problemsOfCapacity(bin: readonly number[]): string[] {
  if (bin.length === 0) return ['A bin needs a capacity in one dimension at least.']
  return bin.flatMap((most, d) =>
    isCapacity(most) ? [] : `The capacity${inDimension(bin, d)} is ${most}: it must be a positive number.`,
  )
}

function isCapacity(most: number | undefined): most is number {
  return Number.isFinite(most) && (most as number) > 0
}

function problemsOfItem(sizes: readonly number[], item: number, bin: readonly number[]): string[] {
  const count = `${sizes.length} ${sizes.length === 1 ? 'size' : 'sizes'}`
  const wrong =
    sizes.length === bin.length ? [] : [`Item ${item} has ${count}, and a bin ${bin.length}: it must be as many.`]
  return [
    ...wrong,
    ...sizes.flatMap((size, d) => {
      const what = `Item ${item} is ${size}${inDimension(sizes, d)}`
      if (!Number.isFinite(size) || size < 0) return `${what}: a size must be 0 or a positive number.`
      const most = bin[d]
      return isCapacity(most) && size > most ? `${what}: it is larger than a bin, which holds ${most}.` : []
    }),
  ]
}

function problemOfSetting([name, value]: readonly [string, number]): string[] {
  const isWhole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY
  return isWhole && value >= 0 ? [] : [`${name} is ${value}: it must be a whole number from 0.`]
}

function inDimension(bin: readonly number[], d: number): string {
  return bin.length > 1 ? ` in dimension ${d}` : ''
}

/** By the biggest share of a bin, then by the sum of shares, then dimension by dimension; descending. */
function compare(a: readonly number[], b: readonly number[], bin: readonly number[]): number {
  const shares = (sizes: readonly number[]) => sizes.map((size, d) => size / (bin[d] ?? 1))
  const [ofA, ofB] = [shares(a), shares(b)]
  const sum = (list: readonly number[]) => list.reduce((total, share) => total + share, 0)
  const byShare = Math.max(...ofB) - Math.max(...ofA) || sum(ofB) - sum(ofA)
  return byShare || b.reduce((found, size, d) => found || size - (a[d] ?? 0), 0)
}

/** Items of the same sizes, which lie next to one another. */
export interface ItemType {
  readonly first: number
  readonly count: number
  readonly sizes: Float64Array
}

export function itemTypes({ sizes, dimensions, count }: Instance): ItemType[] {
  const types: { first: number; count: number; sizes: Float64Array }[] = []
  for (let item = 0; item < count; item++) {
    const own = sizes.subarray(item * dimensions, (item + 1) * dimensions)
    const last = types.at(-1)
    if (last && own.every((size, d) => size === last.sizes[d])) last.count++
    else types.push({ first: item, count: 1, sizes: own })
  }
  return types
}
