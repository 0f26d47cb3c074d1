/** What prices y prove, and how that changes with each of them, at most. */
export interface Solved {
  readonly value: number
  readonly slope: Float64Array
}

export interface AscentOptions<S extends Solved> {
  /** Prices to begin with. */
  readonly from: Float64Array
  /** A price moves in proportion to its own size over the size of its slope. */
  readonly scale: Float64Array
  readonly rounds: number
  /** Rounds that may fail before the target comes nearer. */
  readonly patience: number
  solve(y: Float64Array): S
}

const ENOUGH = 0.05

/**
 * The prices, none below 0, that prove most, by a subgradient method: its target lies a little above the best value so
 * far, and comes nearer when it is not approached.
 */
export function ascend<S extends Solved>({
  from,
  scale,
  rounds,
  patience,
  solve,
}: AscentOptions<S>): S & { readonly y: Float64Array } {
  let at = { y: from, ...solve(from) }
  let best = at
  let [ambition, idle] = [Math.max(1, 0.05 * best.value), 0]
  for (let round = 0; round < rounds && ambition > ENOUGH; round += 1) {
    const y = step(at, scale, best.value + ambition - at.value)
    if (y === null) break
    at = { y, ...solve(y) }
    idle = at.value > best.value + 1e-9 ? 0 : idle + 1
    if (idle === 0) best = at
    else if (idle > patience) {
      ambition /= 2
      idle = 0
      at = best
    }
  }
  return best
}

/** The next prices on the way to a value so much higher; null at the top. */
function step(
  { y, slope }: { y: Float64Array; slope: Float64Array },
  scale: Float64Array,
  wanted: number,
): Float64Array | null {
  let norm = 0
  for (let i = 0; i < slope.length; i += 1) norm += (slope[i] as number) ** 2 * (scale[i] as number)
  if (norm === 0) return null
  return y.map((price, i) => Math.max(0, price + (wanted / norm) * (slope[i] as number) * (scale[i] as number)))
}
