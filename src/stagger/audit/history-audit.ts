import type { AppContext } from '../../context.js'
import type { Instant } from '../../core/clock.js'
import { nameKey } from '../../core/names.js'
import type { Unread } from '../../core/read-each.js'
import type { TimeWindow } from '../../core/time-window.js'
import type { Vault } from '../../model/vault.js'
import type { Estate } from '../../slots/estate.js'
import type { StaggerFinding } from '../../slots/findings.js'
import { updateHistory, type VaultJobs } from '../history.js'
import { policyNumbers } from '../verify-side.js'
import { accountFindings } from './account-work.js'
import { damageFindings, gapFindings, unreadRates, unsavedFindings } from './gaps.js'
import { measureJobs, type VaultHappened } from './happened.js'
import { happenedFindings } from './happened-findings.js'
import { fillJobTable, jobName } from './job-table.js'
import type { ScheduleRules } from './scheduled.js'
import { createDelays } from './start-delays.js'

/** What backups came to, and what it took to learn it. */
export interface Happened {
  readonly from: Instant
  readonly to: Instant
  /** In the order of the estate. */
  readonly vaults: readonly VaultHappened[]
  /** Jobs that no earlier run knew, or knew otherwise. */
  readonly newJobs: number
  /** Requests for details of single jobs. */
  readonly detailsRead: number
  /** Of which VMs transferred bytes are not known. */
  readonly withoutBytes: readonly string[]
  /** Times of whose jobs nothing is known, by vault. */
  readonly gaps: readonly { readonly vault: string; readonly from: Instant; readonly to: Instant }[]
}

export interface HistoryAudit {
  readonly happened: Happened
  readonly findings: readonly StaggerFinding[]
  readonly unread: readonly Unread[]
}

export interface HistoryOptions {
  readonly folder: string | null
  readonly span: TimeWindow
  readonly sample: number
  readonly seed: number
}

/** Brings the job history up to date. */
export function readJobs(
  ctx: AppContext,
  vaults: readonly Vault[],
  { estate, ...options }: HistoryOptions & { readonly estate: Estate },
): Promise<readonly VaultJobs[]> {
  const sizes = new Map(
    estate.machines.map((machine) => [jobName(machine), machine.disks.reduce((sum, { sizeGb }) => sum + sizeGb, 0)]),
  )
  return updateHistory(ctx, vaults, { ...options, sizeOf: (machine) => sizes.get(machine) ?? 0 })
}

export interface HistoryRules extends ScheduleRules, Pick<HistoryOptions, 'span' | 'sample'> {
  /** When the last backup of machines was by their items, in milliseconds; keys are lower-case. */
  readonly lastBackups: ReadonlyMap<string, number>
}

/** What the jobs say. Pure. */
export function auditHistory(
  estate: Estate,
  histories: readonly VaultJobs[],
  { limits, dst, span, sample, lastBackups }: HistoryRules,
): HistoryAudit {
  const byVault = new Map(histories.map((one) => [nameKey(one.vault.id), one]))
  const table = fillJobTable(estate, new Map([...byVault].map(([key, { history }]) => [key, history])), span)
  const numberOf = policyNumbers(estate.policies)
  const policyOf = estate.machines.map(({ vault, policy }) => (policy === null ? -1 : (numberOf(vault, policy) ?? -1)))
  const delays = createDelays(estate.policies, { from: span.from.slice(0, 10), dst })
  const sinceStart = (machine: number, ms: number) => {
    const policy = policyOf[machine] ?? -1
    return policy < 0 ? null : delays(policy, ms)
  }
  const vaults = measureJobs(table, {
    vaults: estate.vaults.map(({ name }) => name),
    limits,
    delayOf: (row) => sinceStart(table.machine[row] as number, table.start[row] as number) ?? Number.NaN,
  })
  const untilMs = Date.parse(span.to)
  const isWhole = (vault: number) => byVault.get(nameKey(estate.vaults[vault]?.key ?? ''))?.gaps.length === 0
  const facts = { table, machines: estate.machines, vaults: estate.vaults, happened: vaults, limits, span, isWhole }
  const rates = unreadRates(histories, sample)
  return {
    happened: {
      ...span,
      vaults,
      newJobs: histories.reduce((sum, { newJobs }) => sum + newJobs, 0),
      detailsRead: histories.reduce((sum, { detailsRead }) => sum + detailsRead, 0),
      withoutBytes: rates.flatMap(({ evidence }) => evidence.machines as string[]),
      gaps: histories.flatMap(({ vault, gaps }) => gaps.map((gap) => ({ vault: vault.name, ...gap }))),
    },
    findings: [
      ...happenedFindings({
        ...facts,
        changedAt: createChangeTimes(estate, byVault),
        lastBackupAt: (machine) => lastBackups.get(nameKey(estate.machines[machine]?.key ?? '')) ?? null,
        sinceStart: (machine) => sinceStart(machine, untilMs),
      }),
      ...accountFindings(table, estate.machines, limits),
      ...gapFindings(histories),
      ...damageFindings(histories),
      ...unsavedFindings(histories),
      ...rates,
    ],
    unread: histories.flatMap(({ unread }) => unread),
  }
}

/** Protection that begins or moves after a schedule has passed owes no backup for it. */
function createChangeTimes(estate: Estate, byVault: ReadonlyMap<string, VaultJobs>): (machine: number) => number {
  const changed = new Map<string, number>()
  for (const [vault, { history }] of byVault) {
    for (const { operation, machine, start } of history.jobs.values()) {
      if (operation !== 'ConfigureBackup' && operation !== 'Undelete') continue
      const key = `${vault} ${machine}`
      changed.set(key, Math.max(changed.get(key) ?? 0, Date.parse(start)))
    }
  }
  return (number) => {
    const machine = estate.machines[number]
    return machine === undefined ? 0 : (changed.get(`${nameKey(machine.vault)} ${jobName(machine)}`) ?? 0)
  }
}
