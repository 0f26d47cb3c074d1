import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/clock.js'
import { figure } from '../../core/figure.js'
import type { EstateMachine, EstateVault } from '../../slots/estate.js'
import { findingId, type Severity, type StaggerFinding } from '../../slots/findings.js'
import type { LimitsProfile } from '../../slots/limits.js'
import { formatDuration, formatTime } from '../../view/format.js'
import type { VaultHappened } from './happened.js'
import { longestOver } from './happened.js'
import { type JobTable, jobName, OUTCOMES } from './job-table.js'

/** What jobs are held against. */
export interface HappenedFacts {
  readonly table: JobTable
  readonly machines: readonly EstateMachine[]
  readonly vaults: readonly EstateVault[]
  readonly happened: readonly VaultHappened[]
  readonly limits: LimitsProfile
  readonly span: { readonly from: string; readonly to: string }
  /** Milliseconds since the last scheduled start of a machine by the number of the machine; null without a policy. */
  readonly sinceStart: (machine: number) => number | null
  /** When the last backup of a machine was by its item, in milliseconds; null for none yet. */
  readonly lastBackupAt: (machine: number) => number | null
  /** When the protection of a machine was last set up or changed, by the number of the machine; 0 for not in the span. */
  readonly changedAt: (machine: number) => number
  /** Whether every moment of the span is known of a vault. */
  readonly isWhole: (vault: number) => boolean
}

/** Everything that the jobs of the span say about limits, delays, failures and missing backups. */
export function happenedFindings(facts: HappenedFacts): StaggerFinding[] {
  return [
    ...vaultFindings(facts),
    ...failures(facts),
    ...missedRuns(facts),
    ...slowBackups(facts),
    ...busyFirsts(facts),
  ]
}

function vaultFindings({ vaults, happened, limits }: HappenedFacts): StaggerFinding[] {
  return happened.flatMap((one, number) => {
    const vault = vaults[number] as EstateVault
    const plan = `azbk stagger plan --vault ${vault.name} --out plan.json`
    const { startsTogether, startSpreadMinutes } = limits
    const delay = one.startDelay
    return [
      startsTogether !== null &&
        one.minutesAboveLimit > 0 &&
        finding('JOBS_TOGETHER', {
          subjects: [vault.key],
          severity: 'warning',
          message: `${figure(one.mostAtWork)} backups of vault '${vault.name}' were at work together at ${formatTime(one.mostAtWorkAt)}; there were more than ${figure(startsTogether.value)} for ${formatDuration(one.minutesAboveLimit * MINUTE_MS)}.`,
          evidence: { most: one.mostAtWork, at: one.mostAtWorkAt, minutesAboveLimit: one.minutesAboveLimit },
          source: startsTogether.source,
          cure: plan,
        }),
      delay !== null &&
        delay.p95 > startSpreadMinutes.value &&
        finding('STARTS_LATE', {
          subjects: [vault.key],
          severity: 'warning',
          message: `Backups of vault '${vault.name}' started late: 1 in 20 more than ${formatDuration(delay.p95 * MINUTE_MS)} after its schedule; ${formatDuration(startSpreadMinutes.value * MINUTE_MS)} are promised.`,
          evidence: { ...delay },
          source: startSpreadMinutes.source,
          cure: plan,
        }),
    ].filter((found) => typeof found === 'object')
  })
}

const [GOOD, FAILED, , OPEN] = OUTCOMES.map((_, number) => number) as [number, number, number, number]

/** VMs whose last backup that ended failed. */
function failures({ table, machines, vaults, span }: HappenedFacts): StaggerFinding[] {
  const failed = new Map<number, { count: number; last: number; isLast: boolean; vault: number }>()
  for (let row = 0; row < table.count; row += 1) {
    const machine = table.machine[row] as number
    const outcome = table.outcome[row]
    if (machine < 0 || (outcome !== FAILED && outcome !== GOOD)) continue
    const known = failed.get(machine)
    if (outcome === GOOD) {
      if (known) known.isLast = false
      continue
    }
    const [last, vault] = [table.start[row] as number, table.vault[row] as number]
    failed.set(machine, { count: (known?.count ?? 0) + 1, last, isLast: true, vault })
  }
  return [...failed].flatMap(([machine, { count, last, isLast, vault }]) => {
    if (!isLast) return []
    const { name, key } = machines[machine] as EstateMachine
    const at = new Date(last).toISOString()
    return [
      finding('BACKUP_FAILED', {
        subjects: [key],
        severity: 'error',
        message: `The last backup of VM '${name}', begun at ${formatTime(at)}, failed; ${figure(count)} of its backups failed since ${span.from.slice(0, 10)}.`,
        evidence: { failed: count, at },
        cure: `azbk job list --vault ${vaults[vault]?.name} --status Failed`,
      }),
    ]
  })
}

/** How long after its schedule a backup counts as missing: the promised spread and an hour of grace. */
const GRACE_MS = HOUR_MS

/**
 * VMs whose schedule has passed without any job, where all jobs since are known. One that waits for its first backup has
 * missed nothing yet: nobody says since when it is protected.
 */
function missedRuns(facts: HappenedFacts): StaggerFinding[] {
  const { table, machines, vaults, limits, span, sinceStart, changedAt, lastBackupAt, isWhole } = facts
  const lastStart = new Float64Array(machines.length)
  for (let row = 0; row < table.count; row += 1) {
    const machine = table.machine[row] as number
    if (machine >= 0) lastStart[machine] = Math.max(lastStart[machine] as number, table.start[row] as number)
  }
  const untilMs = Date.parse(span.to)
  const vaultNumbers = new Map(vaults.map(({ key }, number) => [key.toLowerCase(), number]))
  return machines.flatMap((machine, number) => {
    const since = sinceStart(number)
    const vault = vaultNumbers.get(machine.vault.toLowerCase())
    const known = lastBackupAt(number)
    if (since === null || vault === undefined || !isWhole(vault) || known === null) return []
    if (since < limits.startSpreadMinutes.value * MINUTE_MS + GRACE_MS || since > untilMs - Date.parse(span.from))
      return []
    const dueMs = untilMs - since
    if (Math.max(lastStart[number] as number, changedAt(number), known) >= dueMs - HOUR_MS) return []
    const due = new Date(dueMs).toISOString()
    return [
      finding('RUN_MISSED', {
        subjects: [machine.key],
        severity: 'error',
        message: `No backup of VM '${machine.name}' has started since its schedule at ${formatTime(due)}.`,
        evidence: { due },
        source: limits.startSpreadMinutes.source,
        cure: `azbk backup --vm ${jobName(machine)}`,
      }),
    ]
  })
}

/** Beyond the hours that a daily backup may take, or may wait for its transfer. */
function slowBackups({ table, machines, limits }: HappenedFacts): StaggerFinding[] {
  const durationOf = (row: number) =>
    table.outcome[row] === GOOD || table.outcome[row] === OPEN
      ? (table.end[row] as number) - (table.start[row] as number)
      : 0
  const tell = (code: string, what: string, limit: LimitsProfile['backupHours'], msOf: (row: number) => number) =>
    [...longestOver(table, limit.value, msOf)].map(([machine, ms]) => {
      const { key, name } = machines[machine] as EstateMachine
      return finding(code, {
        subjects: [key],
        severity: code === 'BACKUP_LONG' ? 'error' : 'warning',
        message: `A backup of VM '${name}' ${what} ${formatDuration(ms)}; ${limit.value} h are the most to expect.`,
        evidence: { hours: Math.round(ms / HOUR_MS), limit: limit.value },
        source: limit.source,
        cure: `azbk stagger simulate shows whether another slot helps; else back up fewer disks of it.`,
      })
    })
  return [
    ...tell('BACKUP_LONG', 'took', limits.backupHours, durationOf),
    ...tell('QUEUE_LONG', 'waited for its transfer', limits.queueHours, (row) => table.queueMs[row] as number),
  ]
}

/** First backups, which copy everything, while as many others of the vault were at work as should at most. */
function busyFirsts({ table, machines, vaults, happened, limits, span, isWhole }: HappenedFacts): StaggerFinding[] {
  const limit = limits.startsTogether
  if (limit === null) return []
  const seen = new Set<number>()
  const settledMs = Date.parse(span.from) + 2 * DAY_MS
  const firsts: number[] = []
  for (let row = 0; row < table.count; row += 1) {
    const machine = table.machine[row] as number
    if (machine < 0 || seen.has(machine)) continue
    seen.add(machine)
    const vault = table.vault[row] as number
    const isBusy = (happened[vault]?.mostAtWork ?? 0) > limit.value
    if ((table.start[row] as number) >= settledMs && isBusy && isWhole(vault)) firsts.push(row)
  }
  return firsts.flatMap((row) => {
    const atWork = countAtWork(table, row)
    if (atWork <= limit.value) return []
    const { key, name } = machines[table.machine[row] as number] as EstateMachine
    const vault = vaults[table.vault[row] as number]
    const at = new Date(table.start[row] as number).toISOString()
    return [
      finding('FIRST_IN_BUSY_TIME', {
        subjects: [key],
        severity: 'info',
        message: `The first backup of VM '${name}' began at ${formatTime(at)}, with ${figure(atWork)} of vault '${vault?.name}' at work.`,
        evidence: { at, atWork },
        source: limit.source,
        cure: `Make first backups at a quiet hour, right after protecting a VM: azbk backup --vm ${jobName({ key, name })}`,
      }),
    ]
  })
}

function countAtWork(table: JobTable, row: number): number {
  const [vault, at] = [table.vault[row], table.start[row] as number]
  let count = 0
  for (let other = 0; other < table.count && (table.start[other] as number) <= at; other += 1) {
    if (table.vault[other] === vault && (table.end[other] as number) > at) count += 1
  }
  return count
}

interface Found {
  readonly subjects: readonly string[]
  readonly severity: Severity
  readonly message: string
  readonly evidence: Readonly<Record<string, unknown>>
  readonly source?: string
  readonly cure: string
}

function finding(
  code: string,
  { subjects, source = null, ...rest }: Omit<Found, 'source'> & { source?: string | null },
) {
  return { id: findingId(code, subjects), code, source, ...rest } satisfies StaggerFinding
}
