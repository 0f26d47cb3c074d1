import type { ArchiveTiering, PolicySpec } from './policy.js'
import type { Finding, PolicyRule } from './policy-problem.js'
import { SOURCES } from './policy-problem.js'
import { RETENTION_DAYS, ruleDays } from './policy-retention.js'

const ARCHIVE_AFTER_DAYS = 45
const ARCHIVE_AFTER_MONTHS = 3
const ARCHIVE_KEPT_DAYS = 180
const UNIT_DAYS = {
  days: RETENTION_DAYS.daily,
  weeks: RETENTION_DAYS.weekly,
  months: RETENTION_DAYS.monthly,
  years: RETENTION_DAYS.yearly,
} as const

/** Most snapshot days by hours between backups; 8 h is not published and taken as 6 h. */
const INSTANT_BY_INTERVAL: Readonly<Record<number, number>> = { 4: 17, 6: 22, 8: 22, 12: 30 }

/** Rules on where points are kept: as snapshots, in the archive tier, in which group. */
export const STORAGE_RULES: readonly PolicyRule[] = [
  {
    rule: 'instant-restore-days',
    severity: 'error',
    source: `${SOURCES.api}, ${SOURCES.instant}`,
    check: instantRange,
  },
  {
    rule: 'instant-below-daily',
    severity: 'error',
    source: SOURCES.api,
    check: ({ retention, instantRestoreDays: days }) => [
      retention.daily !== undefined &&
        days >= retention.daily.count && {
          field: 'instantRestoreDays',
          message: `Snapshots are kept ${days} days; that must be less than the ${retention.daily.count} days of daily points.`,
          fix: `${retention.daily.count > 1 ? `Use at most ${retention.daily.count - 1}, or keep` : 'Keep'} daily points longer.`,
        },
    ],
  },
  { rule: 'instant-advice', severity: 'warning', source: SOURCES.instant, check: instantAdvice },
  {
    rule: 'snapshot-group-name',
    severity: 'error',
    source: SOURCES.groups,
    check: ({ snapshotGroup }) => groupParts(snapshotGroup, /^[\w.()-]{1,80}$/, 'A resource group name cannot hold'),
  },
  {
    rule: 'snapshot-group-plain',
    severity: 'warning',
    source: SOURCES.mcp,
    check: ({ snapshotGroup }) =>
      groupParts(
        snapshotGroup,
        /^([\w-]{1,50}|.*[^\w.()-].*|.{81,})$/,
        'Not every source says that Azure Backup takes',
      ),
  },
  {
    rule: 'archive-enhanced',
    severity: 'error',
    source: SOURCES.mcp,
    check: ({ kind, archive }) => [
      archive !== undefined &&
        kind !== 'enhanced' && {
          field: 'archive',
          message: 'Azure silently drops archive tiering from a standard policy.',
          fix: 'Set kind to enhanced, or remove archive.',
        },
    ],
  },
  {
    rule: 'archive-long-term',
    severity: 'error',
    source: SOURCES.api,
    check: ({ archive, retention }) => [
      archive !== undefined &&
        !hasLongTerm(retention) && {
          field: 'archive',
          message: 'Only monthly and yearly points go to the archive tier, and this policy keeps none.',
          fix: 'Add a monthly or yearly retention, or remove archive.',
        },
    ],
  },
  {
    rule: 'archive-not-weekly',
    severity: 'error',
    source: SOURCES.api,
    check: ({ archive, schedule }) => [
      archive !== undefined &&
        schedule.frequency === 'weekly' && {
          field: 'archive',
          message: 'Azure refuses archive tiering in a policy with a weekly schedule.',
          fix: 'Use a daily schedule, or remove archive.',
        },
    ],
  },
  { rule: 'archive-after', severity: 'error', source: SOURCES.api, check: archiveAfter },
]

function hasLongTerm({ monthly, yearly }: PolicySpec['retention']): boolean {
  return monthly !== undefined || yearly !== undefined
}

function instantRange({ kind, schedule, instantRestoreDays: days }: PolicySpec): (Finding | false)[] {
  const weeklyStandard = kind === 'standard' && schedule.frequency === 'weekly'
  const [least, most] = weeklyStandard ? [5, 5] : [1, kind === 'standard' ? 5 : 30]
  return [
    !(Number.isInteger(days) && days >= least && days <= most) && {
      field: 'instantRestoreDays',
      message: `A policy of kind ${kind} that runs ${schedule.frequency} cannot keep snapshots for ${days} days.`,
      fix: weeklyStandard ? 'Use exactly 5.' : `Use a whole number from ${least} to ${most}.`,
    },
  ]
}

function instantAdvice({ kind, schedule, retention, instantRestoreDays: days }: PolicySpec): (Finding | false)[] {
  if (kind !== 'enhanced') return []
  const field = 'instantRestoreDays'
  if (schedule.frequency === 'weekly') {
    const weeks = retention.weekly?.count
    return [
      (days < 5 || days > 20) && {
        field,
        message: `The documents give 5 to 20 days for weekly backups, not ${days}.`,
        fix: 'Use 5 to 20.',
      },
      weeks !== undefined &&
        days > weeks * RETENTION_DAYS.weekly && {
          field,
          message: `Snapshots are kept ${days} days, longer than the ${weeks} weeks of vault points.`,
          fix: `Use at most ${weeks * RETENTION_DAYS.weekly}.`,
        },
    ]
  }
  const most = schedule.frequency === 'hourly' ? (INSTANT_BY_INTERVAL[schedule.intervalHours] ?? 30) : 30
  return [
    days > most &&
      days <= 30 && {
        field,
        message: `The documents give at most ${most} days for this interval, not ${days}.`,
        fix: `Use at most ${most}.`,
      },
  ]
}

function groupParts(group: PolicySpec['snapshotGroup'], pattern: RegExp, says: string): (Finding | false)[] {
  return (['prefix', 'suffix'] as const).map((part) => {
    const text = group?.[part]
    return (
      text !== undefined &&
      !pattern.test(text) && {
        field: `snapshotGroup.${part}`,
        message: `${says} '${text}'.`,
        fix: 'Use 1 to 50 letters, digits, _ and -.',
      }
    )
  })
}

function archiveAfter({ archive, retention }: PolicySpec): (Finding | false)[] {
  if (archive === undefined || archive.mode === 'recommended') return []
  const { duration = 0, unit = 'days' } = archive
  const isLate = unit === 'months' ? duration >= ARCHIVE_AFTER_MONTHS : duration * UNIT_DAYS[unit] >= ARCHIVE_AFTER_DAYS
  const longest = Math.max(ruleDays(retention, 'monthly'), ruleDays(retention, 'yearly'))
  return [
    !(isLate && Number.isInteger(duration)) && {
      field: 'archive.duration',
      message: `Points go to the archive tier after ${ARCHIVE_AFTER_DAYS} days or ${ARCHIVE_AFTER_MONTHS} months at the earliest.`,
      fix: `Use at least ${ARCHIVE_AFTER_DAYS} days or ${ARCHIVE_AFTER_MONTHS} months.`,
    },
    isLate &&
      hasLongTerm(retention) &&
      longest - archiveDays(archive) < ARCHIVE_KEPT_DAYS && {
        field: 'archive.duration',
        message: `Points must stay ${ARCHIVE_KEPT_DAYS} days in the archive tier; the longest retention (${longest} days) leaves them ${Math.max(0, longest - archiveDays(archive))}.`,
        fix: 'Archive earlier, or keep monthly or yearly points longer.',
      },
  ]
}

function archiveDays({ duration = 0, unit = 'days' }: ArchiveTiering): number {
  return duration * UNIT_DAYS[unit]
}
