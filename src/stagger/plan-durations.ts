import { MINUTE_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { nameFirst } from '../core/names.js'
import type { DurationBound, DurationModel } from '../slots/durations.js'
import type { EstateMachine } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { type MinuteSpread, minuteSpread } from '../slots/statistics.js'
import { count, formatDuration } from '../view/format.js'
import { SCENARIOS, type Scenario } from './measure.js'

/** How long the backups of an estate take in one scenario: minutes from the time of the policy to the end. */
export interface DurationSummary extends MinuteSpread {
  readonly scenario: Scenario
  /** What the time goes to most, by VMs; most VMs first. */
  readonly boundBy: readonly { readonly bound: DurationBound; readonly machines: number }[]
}

/** Empty without machines. */
export function summarizeDurations(machines: readonly EstateMachine[], durations: DurationModel): DurationSummary[] {
  if (machines.length === 0) return []
  const estimates = machines.map((machine) => durations.scenarios(machine))
  return SCENARIOS.map((scenario) => {
    const bounds = groupBy(estimates, (estimate) => estimate[scenario].boundBy)
    return {
      scenario,
      ...minuteSpread(Float64Array.from(estimates, (estimate) => estimate[scenario].minutes)),
      boundBy: [...bounds]
        .map(([bound, { length }]) => ({ bound, machines: length }))
        .sort((a, b) => b.machines - a.machines || (a.bound < b.bound ? -1 : 1)),
    }
  })
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
