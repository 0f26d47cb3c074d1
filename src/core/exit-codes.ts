/** The one table of exit codes. Printed in help and README; a contract with pipelines. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  partlyDone: 3,
  notFound: 4,
  noPermission: 5,
  refused: 6,
  throttled: 7,
  stillRunning: 8,
  findings: 10,
  interrupted: 130,
} as const

export type ExitReason = keyof typeof EXIT_CODES

export const EXIT_CODE_MEANINGS: Readonly<Record<ExitReason, string>> = {
  done: 'done, or nothing to do',
  failed: 'failed',
  usage: 'wrong use: unknown flag, bad value, broken file',
  partlyDone: 'partly done: per-item results are given',
  notFound: 'not found',
  noPermission: 'login, permission or second approval needed',
  refused: 'refused, or in conflict with the present state',
  throttled: 'throttled, or a daily quota is spent',
  stillRunning: 'still running when the wait ended',
  findings: 'findings or pending changes',
  interrupted: 'interrupted',
}

/** When several reasons apply to one run, the first of these wins (fleet runs: see {@link fleetExitCode}). */
const PRECEDENCE: readonly number[] = [130, 5, 7, 1, 3, 10, 0]

/** The code that stands for several: 130 > 5 > 7 > 1 > 3 > 10 > 0; a code outside that order counts as failed. */
export function worstExitCode(codes: readonly number[]): number {
  const rank = (code: number) => (PRECEDENCE.includes(code) ? PRECEDENCE.indexOf(code) : PRECEDENCE.indexOf(1))
  return [...codes].sort((a, b) => rank(a) - rank(b))[0] ?? EXIT_CODES.done
}

/**
 * The code of a fleet run from the codes of its items: what one item would have ended with if all ended alike,
 * 3 when some succeeded and some did not, else the worst.
 */
export function fleetExitCode(codes: readonly number[]): number {
  if (codes.length === 0) return EXIT_CODES.done
  if (codes.includes(EXIT_CODES.interrupted)) return EXIT_CODES.interrupted
  const failed = codes.filter((code) => code !== EXIT_CODES.done && code !== EXIT_CODES.findings)
  if (failed.length === 0) return worstExitCode(codes)
  if (failed.length < codes.length) return EXIT_CODES.partlyDone
  const distinct = new Set(failed)
  return distinct.size === 1 ? (failed[0] ?? EXIT_CODES.failed) : worstExitCode(failed)
}
