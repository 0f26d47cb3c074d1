import { AzbkError } from './errors.js'

type Check = () => unknown
type Answers<T extends readonly Check[]> = { -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }

/**
 * The answers of checks that do not need one another. Mistakes are told together, so that nobody mends them one by one.
 *
 * @throws what one of them refuses; SEVERAL_MISTAKES (2), with their codes; first of all what nobody foresaw
 */
export async function tellAll<const T extends readonly Check[]>(checks: T): Promise<Answers<T>> {
  const ends = await Promise.allSettled(checks.map(async (check) => check()))
  const reasons = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
  if (reasons.length === 0) return ends.map((end) => end.status === 'fulfilled' && end.value) as Answers<T>
  throw together(reasons)
}

/** As {@link tellAll}, of checks that wait for nothing. */
export function tellAllNow(checks: readonly Check[]): void {
  const reasons = checks.flatMap((check): unknown[] => {
    try {
      check()
      return []
    } catch (thrown) {
      return [thrown]
    }
  })
  if (reasons.length > 0) throw together(reasons)
}

function together(reasons: readonly unknown[]): unknown {
  const mistakes = reasons.filter((reason) => reason instanceof AzbkError)
  if (mistakes.length < reasons.length) return reasons.find((reason) => !(reason instanceof AzbkError))
  return mistakes.length === 1 ? mistakes[0] : severalMistakes(mistakes)
}

function severalMistakes(mistakes: readonly AzbkError[]): AzbkError {
  return new AzbkError({
    code: 'SEVERAL_MISTAKES',
    exit: 'usage',
    message: mistakes.map(({ message }) => message).join('\n'),
    suggestions: [...new Set(mistakes.flatMap(({ suggestions }) => suggestions))],
    details: { codes: mistakes.map(({ code }) => code) },
  })
}
