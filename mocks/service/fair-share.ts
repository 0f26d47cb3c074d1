/**
 * Max-min fair rates of flows through one link: nobody gets more than its own limit, and whatever one flow leaves goes to
 * the others, so the link is either full or every flow has all that it can take. Same unit in and out.
 */
export function shareFairly(capacity: number, limits: readonly number[]): number[] {
  const rates = limits.slice()
  const smallestFirst = limits.map((_, index) => index).sort((left, right) => at(limits, left) - at(limits, right))
  let left = capacity
  for (const [place, index] of smallestFirst.entries()) {
    const rate = Math.min(at(limits, index), left / (limits.length - place))
    rates[index] = rate
    left -= rate
  }
  return rates
}

function at(values: readonly number[], index: number): number {
  return values[index] as number
}
