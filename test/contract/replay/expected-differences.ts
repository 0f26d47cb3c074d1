/** A difference that is known and why it stays. Patterns: `where` the title of the exchange, `what` the difference. */
export interface ExpectedDifference {
  recording?: RegExp
  where: RegExp
  what: RegExp
  reason: string
}

export const EXPECTED_DIFFERENCES: readonly ExpectedDifference[] = []
