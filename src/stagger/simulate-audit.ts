import { DAY_MS, timeAfter } from '../core/clock.js'
import type { NightJobs, NightOptions } from '../model/nights.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { accountFindings } from './audit/account-work.js'
import { measureJobs } from './audit/happened.js'
import { happenedFindings } from './audit/happened-findings.js'
import { createJobTable, type JobTable, OUTCOMES } from './audit/job-table.js'
import type { NumberedEstate } from './simulate-estate.js'
import { sortFindings } from './verify.js'

/** What `stagger audit` would find in the jobs of these nights, as if they had happened in Azure. Pure. */
export function auditNights(
  { machines, vaults, vaultOf }: NumberedEstate,
  jobs: NightJobs,
  { limits, from, nights }: Pick<NightOptions, 'from' | 'nights'> & { readonly limits: LimitsProfile },
): StaggerFinding[] {
  const table = tableOf(jobs, vaultOf)
  const happened = measureJobs(table, {
    vaults: vaults.map(({ name }) => name),
    limits,
    delayOf: (row) => (jobs.start[row] as number) - (jobs.scheduled[row] as number),
  })
  // The mock starts every backup that is due: what Azure may have missed is not asked.
  const notAsked = { sinceStart: () => null, lastBackupAt: () => null, changedAt: () => 0, isWhole: () => false }
  const span = { from, to: timeAfter(from, nights * DAY_MS) }
  return sortFindings([
    ...happenedFindings({ table, machines, vaults, happened, limits, span, ...notAsked }),
    ...accountFindings(table, machines, limits),
  ])
}

function tableOf(jobs: NightJobs, vaultOf: Int32Array): JobTable {
  const count = jobs.machine.length
  return {
    ...createJobTable(count),
    vault: Int32Array.from(jobs.machine, (machine) => vaultOf[machine] as number),
    machine: jobs.machine,
    start: jobs.start,
    end: jobs.end,
    outcome: Uint8Array.from(jobs.failed, (failed) => OUTCOMES.indexOf(failed === 1 ? 'failed' : 'good')),
    bytes: jobs.movedMb.map((mb) => mb * 1e6),
    queueMs: jobs.transferStart.map((at, job) => at - (jobs.snapshotEnd[job] as number)),
    transferMs: jobs.end.map((at, job) => at - (jobs.transferStart[job] as number)),
  }
}
