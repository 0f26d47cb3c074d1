import { sameName } from '../core/names.js'
import {
  type ArchiveTiering,
  type DaysOfMonth,
  MONTHS,
  type Month,
  WEEKDAYS,
  WEEKS_OF_MONTH,
  type Weekday,
  type WeekOfMonth,
} from '../model/policy.js'
import type { Problem } from '../model/policy-problem.js'

/** Reads typed words and collects what it does not understand, so that all of it is told at once. */
export interface Reader {
  readonly problems: readonly Problem[]
  weekdays(flag: string, words: readonly string[]): Weekday[]
  months(words: readonly string[]): Month[]
  daysOfMonth(flag: string, text: string): DaysOfMonth
  archive(text: string): ArchiveTiering | undefined
  /** Notes that a flag was given where it has no meaning. */
  refuse(flag: string, value: unknown, why: string): void
}

const UNITS = { d: 'days', w: 'weeks', m: 'months', y: 'years' } as const

export function createReader(): Reader {
  const problems: Problem[] = []
  const report = (flag: string, message: string, fix: string) => {
    const source = 'azbk command line'
    problems.push({ field: `--${flag}`, severity: 'error', message, fix, rule: 'flag-value', source })
  }
  const pick = <T extends string>(flag: string, words: readonly string[], known: readonly T[]): T[] =>
    words.flatMap((word) => {
      const match = findWord(word, known)
      if (match === undefined) report(flag, `'${word}' is none of ${known.join(', ')}.`, 'Use the English names.')
      return match ?? []
    })
  return {
    problems,
    weekdays: (flag, words) => pick(flag, words, WEEKDAYS),
    months: (words) => pick('keep-yearly-in', words, MONTHS),
    daysOfMonth(flag, text) {
      const words = text.split(/[\s,]+/).filter((word) => word !== '')
      if (words.every((word) => /^(\d+|last)$/i.test(word))) {
        return { form: 'absolute', days: words.map((word) => (/^\d/.test(word) ? Number(word) : 'last')) }
      }
      const isWeek = (word: string) => findWord(word, WEEKS_OF_MONTH) !== undefined
      if (words.some((word) => /^\d+$/.test(word))) {
        report(
          flag,
          `'${text}' mixes days of the month with days of the week.`,
          'Use either 1,15,last or First Sunday.',
        )
      }
      const weeks: WeekOfMonth[] = pick(flag, words.filter(isWeek), WEEKS_OF_MONTH)
      const rest = words.filter((word) => !isWeek(word) && !/^\d+$/.test(word))
      return { form: 'relative', weeks, days: pick(flag, rest, WEEKDAYS) }
    },
    archive(text) {
      if (sameName(text, 'never')) return undefined
      if (sameName(text, 'recommended')) return { mode: 'recommended' }
      const [, count, unit] = /^(\d+)([dwmy])$/i.exec(text) ?? []
      const key = unit?.toLowerCase() as keyof typeof UNITS | undefined
      if (key !== undefined) return { mode: 'after', duration: Number(count), unit: UNITS[key] }
      report('archive', `'${text}' is not understood.`, 'Use never, recommended, or a time such as 90d or 3m (months).')
      return undefined
    },
    refuse(flag, value, why) {
      if (value !== undefined) report(flag, why, `Leave out --${flag}.`)
    },
  }
}

/** A known word by its name or its first three letters or more, in any case. */
function findWord<T extends string>(word: string, known: readonly T[]): T | undefined {
  const isStart = (name: string) => word.length >= 3 && sameName(name.slice(0, word.length), word)
  return known.find((name) => sameName(name, word) || isStart(name))
}
