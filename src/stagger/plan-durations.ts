import { MINUTE_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { nameFirst } from '../core/names.js'
import {
  type BackupMode,
  createDurationModel,
  type DurationBound,
  type DurationEstimate,
  type DurationModel,
} from '../slots/durations.js'
import type { EstateMachine } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { type MinuteSpread, minuteSpread } from '../slots/statistics.js'
import { count, formatDuration } from '../view/format.js'
import { SCENARIOS, type Scenario } from './measure.js'

/**
 * `checksum`: likely, when the last snapshot is gone, so that all data is read to find what has changed
 * (AZURE-LIMITS.md, "Slow-down"); `first`: likely, of VMs whose first backup is still to come. Both come once, and count
 * for no slot.
 */
export type DurationCase = Scenario | 'checksum' | 'first'

/** How long backups take in one case: minutes from the time of the policy to the end. */
export interface DurationSummary extends MinuteSpread {
  readonly scenario: DurationCase
  readonly machines: number
  /** What the time goes to most, by VMs; most VMs first. */
  readonly boundBy: readonly { readonly bound: DurationBound; readonly machines: number }[]
}

/** Empty without machines. */
export function summarizeDurations(machines: readonly EstateMachine[], durations: DurationModel): DurationSummary[] {
  const { assumptions } = durations
  const usual = machines.map((machine) => durations.scenarios(machine))
  const onceBy = (mode: BackupMode, some: readonly EstateMachine[]) => {
    const model = createDurationModel({ mode, assumptions })
    return some.map((machine) => model.scenarios(machine).likely)
  }
  const fresh = machines.filter(({ awaitsFirst }) => awaitsFirst === true)
  return [
    ...SCENARIOS.map((scenario) =>
      summaryOf(
        scenario,
        usual.map((estimate) => estimate[scenario]),
      ),
    ),
    summaryOf('checksum', onceBy('checksum', machines)),
    summaryOf('first', onceBy('initial', fresh)),
  ].filter((summary) => summary.machines > 0)
}

function summaryOf(scenario: DurationCase, estimates: readonly DurationEstimate[]): DurationSummary {
  const bounds = groupBy(estimates, ({ boundBy }) => boundBy)
  return {
    scenario,
    machines: estimates.length,
    ...minuteSpread(Float64Array.from(estimates, ({ minutes }) => minutes)),
    boundBy: [...bounds]
      .map(([bound, { length }]) => ({ bound, machines: length }))
      .sort((a, b) => b.machines - a.machines || (a.bound < b.bound ? -1 : 1)),
  }
}

/** By vault, the VMs whose backups are likely to take longer than a daily one may. */
export function longBackups(
  machines: readonly EstateMachine[],
  durations: DurationModel,
  { backupHours }: LimitsProfile,
): StaggerFinding[] {
  const long = machines
    .filter((machine) => durations.likelyMinutes(machine) > backupHours.value * 60)
    .map((machine) => ({ machine, ...durations.scenarios(machine).likely }))
    .sort((a, b) => b.minutes - a.minutes || (a.machine.key < b.machine.key ? -1 : 1))
  return [...groupBy(long, ({ machine }) => machine.vault)].map(([vault, rows]) => {
    const name = vault.split('/').at(-1) as string
    const told = rows.map(
      ({ machine, minutes, boundBy }) => `${machine.name} ${formatDuration(minutes * MINUTE_MS)} (${boundBy})`,
    )
    return {
      id: findingId('BACKUP_LONG_LIKELY', [vault]),
      code: 'BACKUP_LONG_LIKELY',
      severity: 'warning',
      message: `Backups of ${count(rows.length, 'VM')} of vault ${name} are likely to take longer than ${backupHours.value} h: ${nameFirst(told)}.`,
      evidence: {
        vault: name,
        limitHours: backupHours.value,
        machines: rows.map(({ machine, minutes, boundBy }) => {
          return { machine: machine.name, minutes: Math.round(minutes), boundBy }
        }),
      },
      source: backupHours.source,
      cure: 'Spread the data over more disks, which are copied side by side, or leave disks out: azbk protect --exclude-disk',
    }
  })
}
