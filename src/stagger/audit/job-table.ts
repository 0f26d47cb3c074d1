import { nameKey } from '../../core/names.js'
import { isJobDone } from '../../model/job.js'
import type { Estate } from '../../slots/estate.js'
import type { HistoryJob, JobDetail, VaultHistory } from '../history-store.js'

/** How a backup ended: `open` still runs, `other` was cancelled. */
export const OUTCOMES = ['good', 'failed', 'other', 'open'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Backup jobs as columns, in the order of their starts. Times are milliseconds since 1970. */
export interface JobTable {
  readonly count: number
  /** Number of the vault in the estate. */
  readonly vault: Int32Array
  /** Number of the machine in the estate; -1 for one that is not in it. */
  readonly machine: Int32Array
  readonly start: Float64Array
  /** Of one that still runs: the end of the span. */
  readonly end: Float64Array
  /** Index into {@link OUTCOMES}. */
  readonly outcome: Uint8Array
  /** NaN where nobody read it, or Azure did not say. */
  readonly bytes: Float64Array
  readonly queueMs: Float64Array
  readonly transferMs: Float64Array
}

export function createJobTable(count: number): JobTable {
  return {
    count,
    vault: new Int32Array(count),
    machine: new Int32Array(count),
    start: new Float64Array(count),
    end: new Float64Array(count),
    outcome: new Uint8Array(count),
    bytes: new Float64Array(count).fill(Number.NaN),
    queueMs: new Float64Array(count).fill(Number.NaN),
    transferMs: new Float64Array(count).fill(Number.NaN),
  }
}

/** The backups of a span by the histories of vaults, whose keys they go by. */
export function fillJobTable(
  estate: Estate,
  histories: ReadonlyMap<string, VaultHistory>,
  span: { readonly from: string; readonly to: string },
): JobTable {
  const numbers = machineNumbers(estate)
  const rows = estate.vaults.flatMap(({ key }, vault) => {
    const history = histories.get(nameKey(key))
    const jobs = [...(history?.jobs.values() ?? [])].filter(
      (job) => job.operation === 'Backup' && job.start >= span.from && job.start < span.to,
    )
    return jobs.map((job) => ({ vault, job, detail: history?.details.get(job.id) }))
  })
  rows.sort((a, b) => (a.job.start < b.job.start ? -1 : a.job.start > b.job.start ? 1 : a.job.id < b.job.id ? -1 : 1))
  const table = createJobTable(rows.length)
  const untilMs = Date.parse(span.to)
  rows.forEach(({ vault, job, detail }, row) => {
    table.vault[row] = vault
    table.machine[row] = numbers.get(`${vault} ${job.machine}`) ?? -1
    table.start[row] = Date.parse(job.start)
    table.end[row] = job.end === null ? untilMs : Date.parse(job.end)
    table.outcome[row] = OUTCOMES.indexOf(outcomeOf(job))
    if (detail !== undefined) fillDetail(table, row, detail)
  })
  return table
}

function fillDetail(table: JobTable, row: number, { bytes, snapshotEnd, transferStart }: JobDetail): void {
  const [snapshotMs, transferMs] = [Date.parse(snapshotEnd ?? ''), Date.parse(transferStart ?? '')]
  table.bytes[row] = bytes ?? Number.NaN
  table.queueMs[row] = transferMs - snapshotMs
  table.transferMs[row] = (table.end[row] as number) - transferMs
}

function outcomeOf({ status }: HistoryJob): Outcome {
  if (!isJobDone(status)) return 'open'
  if (status === 'Failed') return 'failed'
  return status === 'Cancelled' ? 'other' : 'good'
}

/** Machines by the number of their vault and `<group>/<vm>`, as jobs name them. */
function machineNumbers(estate: Estate): ReadonlyMap<string, number> {
  const vaults = new Map(estate.vaults.map(({ key }, number) => [nameKey(key), number]))
  return new Map(
    estate.machines.map((machine, number) => [`${vaults.get(nameKey(machine.vault))} ${jobName(machine)}`, number]),
  )
}

/** How jobs name a machine: `<group>/<vm>`, lower-case. */
export function jobName({ key, name }: { readonly key: string; readonly name: string }): string {
  const [, group] = /\/resourcegroups\/([^/]+)\//i.exec(key) ?? []
  return nameKey(group === undefined ? name : `${group}/${name}`)
}
