/** What one of two bins can take. */
export interface Bin {
  /** Summed size, at most {@link LARGEST_BIN}. */
  readonly size: number
  readonly count: number
}

/** Sums of sizes are bits of a whole number. */
export const LARGEST_BIN = 30

/**
 * Which of the sizes (each from 1 to LARGEST_BIN) go to the first bin so that both hold what they get, as indexes; null
 * when that cannot be. The first bin gets as few as possible, and fills up as far as so few can: room is worth most in
 * one piece. Exact, by the sums that so many of the first sizes can have.
 */
export function splitInTwo(sizes: readonly number[], one: Bin, other: Bin): Set<number> | null {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const [least, fewest] = [Math.max(0, total - other.size), Math.max(0, sizes.length - other.count)]
  const most = Math.min(one.count, sizes.length)
  if (least > one.size || fewest > most) return null
  const wanted = bitsTo(one.size) & ~bitsTo(least - 1)
  const sums: number[][] = [[1]]
  for (const size of sizes) sums.push(withOneMore(sums.at(-1) as number[], size, most))
  const reached = sums.at(-1) as number[]
  for (let count = fewest; count <= most; count += 1) {
    const found = (reached[count] ?? 0) & wanted
    if (found !== 0) return traceBack(sums, sizes, { count, sum: 31 - Math.clz32(found) })
  }
  return null
}

/** Bits 0 to `last`. */
const bitsTo = (last: number) => 2 ** (last + 1) - 1

/** Entry n: the sums of n sizes. */
function withOneMore(sums: readonly number[], size: number, most: number): number[] {
  return Array.from({ length: Math.min(sums.length, most) + 1 }, (_, count) => {
    const taken = count === 0 ? 0 : (sums[count - 1] ?? 0) << size
    return ((sums[count] ?? 0) | taken) & bitsTo(LARGEST_BIN)
  })
}

function traceBack(sums: readonly number[][], sizes: readonly number[], to: { count: number; sum: number }) {
  const taken = new Set<number>()
  let { count, sum } = to
  for (let i = sizes.length - 1; i >= 0; i -= 1) {
    if ((((sums[i]?.[count] ?? 0) >>> sum) & 1) === 1) continue
    taken.add(i)
    count -= 1
    sum -= sizes[i] as number
  }
  return taken
}
