/**
 * Fewest bins of a capacity for whole amounts: Martello and Toth's L2 (1990). Amounts above half of the capacity cannot
 * share a bin; for each threshold k, what is left beside those that still take an amount of k or more is a lower bound
 * for the rest. At least the sum over the capacity (k = 0). No amount may be above the capacity.
 */
export function packingBound(amounts: readonly number[], capacity: number): number {
  let sum = 0
  let biggest = 0
  for (const amount of amounts) {
    sum += amount
    if (amount > biggest) biggest = amount
  }
  const bySum = Math.ceil(sum / capacity)
  if (biggest * 2 <= capacity) return bySum
  const thresholds = new Set(amounts.filter((amount) => amount * 2 <= capacity))
  return Math.max(bySum, ...[0, ...thresholds].map((k) => boundAbove(amounts, capacity, k)))
}

function boundAbove(amounts: readonly number[], capacity: number, k: number): number {
  let alone = 0
  let big = 0
  let bigSum = 0
  let smallSum = 0
  for (const amount of amounts) {
    if (amount > capacity - k) alone += 1
    else if (amount * 2 > capacity) {
      big += 1
      bigSum += amount
    } else if (amount >= k) smallSum += amount
  }
  return alone + big + Math.max(0, Math.ceil((smallSum - (big * capacity - bigSum)) / capacity))
}
