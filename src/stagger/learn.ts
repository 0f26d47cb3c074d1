import { armId } from '../core/arm-id.js'
import { MINUTE_MS } from '../core/clock.js'
import { nameKey } from '../core/names.js'
import type { DurationFit } from '../slots/durations.js'
import { type DurationSample, fitDurations } from '../slots/durations-fit.js'
import type { Estate } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import { chooseDst, type DstChoice, type KnownJobs } from './audit/dst.js'
import { jobName } from './audit/job-table.js'
import { readHistory } from './history-store.js'
import type { DstMode } from './plan-file.js'

/** What the jobs of a kept history teach. */
export interface Lessons {
  readonly fit: DurationFit
  readonly dst: DstChoice
  readonly findings: readonly StaggerFinding[]
}

/** Reads the histories that `stagger audit --history` keeps of the vaults of an estate; asks nothing of Azure. */
export async function learnFromHistory(folder: string, estate: Estate, dst: 'infer' | DstMode): Promise<Lessons> {
  const known = await Promise.all(
    estate.vaults.map(async ({ key, name }): Promise<KnownJobs> => {
      const vault = { id: armId(key), name }
      return { vault, history: await readHistory(folder, vault) }
    }),
  )
  const isEmpty = known.every(({ history }) => history.jobs.size === 0)
  return {
    fit: learnDurations(estate, known),
    dst: chooseDst(dst, estate, known),
    findings: isEmpty ? [nothingKept(folder)] : [],
  }
}

function nothingKept(folder: string): StaggerFinding {
  return {
    id: findingId('HISTORY_EMPTY', []),
    code: 'HISTORY_EMPTY',
    severity: 'warning',
    message: `No jobs of these vaults are kept in ${folder}: nothing was learned from it.`,
    evidence: { folder },
    source: null,
    cure: `Check the folder, or fill it: azbk stagger audit --history ${folder}`,
  }
}

const GB = 1e9

/** How long backups take, as jobs have shown. */
export function learnDurations(estate: Estate, known: readonly KnownJobs[]): DurationFit {
  return fitDurations(known.flatMap((one) => samplesOf(estate, one)))
}

/** Backups of the machines of a vault that have ended. */
function samplesOf({ machines }: Estate, { vault, history }: KnownJobs): DurationSample[] {
  const own = machines.filter((machine) => nameKey(machine.vault) === nameKey(vault.id))
  const byJobName = new Map(own.map((machine) => [jobName(machine), machine]))
  return [...history.jobs.values()].flatMap(({ id, operation, machine, status, start, end }): DurationSample[] => {
    const known = operation === 'Backup' && machine !== null ? byJobName.get(machine) : undefined
    if (known === undefined || end === null) return []
    const bytes = history.details.get(id)?.bytes ?? null
    return [
      {
        machine: known.key,
        tier: known.tier,
        startMs: Date.parse(start),
        minutes: (Date.parse(end) - Date.parse(start)) / MINUTE_MS,
        copiedGb: bytes === null ? null : bytes / GB,
        hasSucceeded: status === 'Completed' || status === 'CompletedWithWarnings',
      },
    ]
  })
}
