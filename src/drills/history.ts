import { groupBy } from '../core/group.js'
import { compareTexts, nameKey } from '../core/names.js'
import type { DrilledMachine, DrillRecord, DrillVerdict, Teardown } from '../model/drill.js'
import { DRILL_VERDICTS } from '../model/drill.js'
import { formatDuration } from '../view/format.js'
import type { FoundEvidence } from './evidence.js'

/** One drill of the past. */
export interface DrillRow {
  readonly name: string
  readonly startedAt: string
  readonly endedAt: string
  readonly crossRegion: boolean
  /** How many VMs ended how. */
  readonly verdicts: Readonly<Record<DrillVerdict, number>>
  readonly teardown: Teardown['state']
  readonly file: string
  readonly digest: FoundEvidence['digest']
}

export function rowOf({ record, file, digest }: FoundEvidence): DrillRow {
  const { name, startedAt, endedAt, crossRegion, machines, teardown } = record
  const counted = DRILL_VERDICTS.map((verdict) => [verdict, machines.filter((row) => row.verdict === verdict).length])
  const verdicts = Object.fromEntries(counted) as Record<DrillVerdict, number>
  return { name, startedAt, endedAt, crossRegion, verdicts, teardown: teardown.state, file, digest }
}

/** The mean time to recover of a tier, over all VMs that recovered. */
export interface TierRecovery {
  readonly tier: string
  readonly recoveries: number
  readonly meanMs: number
  /** As the newest of these drills had it. */
  readonly rtoMs: number | null
  readonly overRto: boolean
}

/** By tier; `records` oldest first. Tiers of which nothing ever recovered are left out. */
export function recoveryOf(records: readonly DrillRecord[]): TierRecovery[] {
  const recovered = records.flatMap(({ machines }) => machines.filter(({ times }) => times.recoveredMs !== null))
  const passed = recovered.filter(({ verdict }) => verdict === 'passed' || verdict === 'late')
  return [...groupBy(passed, ({ tier }) => nameKey(tier))]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, rows]) => tierOf(rows))
}

function tierOf(rows: readonly DrilledMachine[]): TierRecovery {
  const newest = rows.at(-1)
  const meanMs = Math.round(rows.reduce((sum, { times }) => sum + (times.recoveredMs ?? 0), 0) / rows.length)
  const rtoMs = newest?.rtoMs ?? null
  return { tier: newest?.tier ?? '', recoveries: rows.length, meanMs, rtoMs, overRto: rtoMs !== null && meanMs > rtoMs }
}

/** What the history says is wrong, in sentences. */
export function findingsOf(tiers: readonly TierRecovery[], drills: readonly FoundEvidence[]): string[] {
  return [
    ...tiers.flatMap(({ tier, meanMs, rtoMs, overRto }) =>
      overRto && rtoMs !== null
        ? [
            `VMs of tier ${tier} take ${formatDuration(meanMs)} to recover on average, more than the RTO of ${formatDuration(rtoMs)}.`,
          ]
        : [],
    ),
    ...drills.flatMap(({ file, digest }) => (digest === 'other' ? [changedText(file)] : [])),
  ]
}

export function changedText(file: string): string {
  return `${file} was changed after it was written: its digest is not the one beside it.`
}
