/** At least `need` of the points `from` to `to` (both included) are wanted. */
export interface IntervalNeed {
  readonly from: number
  readonly to: number
  readonly need: number
}

/**
 * Fewest points of a line, each taken at most once, that meet all needs: intervals in the order of their right ends, and
 * for what is still missing the rightmost free points. Exact: a point further right serves every later interval that one
 * further left would (consecutive ones, so the relaxation is integral too). A need beyond the length of its interval
 * cannot be met; all its points are taken then.
 */
export function fewestPoints(needs: readonly IntervalNeed[]): number {
  const taken = new Set<number>()
  for (const { from, to, need } of needs.toSorted((a, b) => a.to - b.to || b.from - a.from)) {
    let missing = need
    for (let point = from; point <= to; point += 1) if (taken.has(point)) missing -= 1
    for (let point = to; point >= from && missing > 0; point -= 1) {
      if (taken.has(point)) continue
      taken.add(point)
      missing -= 1
    }
  }
  return taken.size
}
