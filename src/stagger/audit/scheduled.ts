import { compileEstate } from '../../slots/compile.js'
import type { Estate } from '../../slots/estate.js'
import type { StaggerFinding } from '../../slots/findings.js'
import type { LimitsProfile } from '../../slots/limits.js'
import type { DstMode } from '../plan-file.js'
import type { Side } from '../verify-side.js'
import { verifySide } from '../verify-violations.js'

/** The estate by its schedules, in numbers. */
export interface Scheduled {
  readonly vaults: number
  /** VMs whose backups run. */
  readonly machines: number
  readonly policiesUsed: number
  /** VMs and disks over a limit, summed over places and times of day. */
  readonly violations: number
  /** Most VMs that start together in one vault. */
  readonly mostStarts: number
}

export interface ScheduledAudit {
  readonly scheduled: Scheduled
  readonly side: Side
  readonly findings: readonly StaggerFinding[]
}

export interface ScheduleRules {
  readonly limits: LimitsProfile
  readonly dst: DstMode
  /** `YYYY-MM-DD` */
  readonly from: string
}

/** What limits the schedules break (counted by the verifier), and what is odd about the estate itself. */
export function auditSchedules(estate: Estate, rules: ScheduleRules): ScheduledAudit {
  const { side, findings } = verifySide({ estate, policies: estate.policies, ...rules })
  const { violations, mostStarts, policiesUsed } = side
  const scheduled = {
    vaults: estate.vaults.length,
    machines: estate.machines.filter(({ policy }) => policy !== null).length,
    policiesUsed,
    violations,
    mostStarts,
  }
  return { scheduled, side, findings: [...findings, ...compileEstate(estate, rules).findings] }
}
