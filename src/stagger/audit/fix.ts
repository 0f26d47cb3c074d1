import type { EstateReading } from '../inventory.js'
import { type MakePlanOptions, makePlan } from '../make-plan.js'
import { savePlan } from '../save-plan.js'

/** The plan that moves fewest VMs to cure what schedules break. */
export interface AuditFix {
  readonly file: string
  readonly moves: number
  readonly policies: number
  readonly days: number
  readonly violationsBefore: number
  readonly violationsAfter: number
}

export async function writeFix(
  reading: EstateReading,
  options: Omit<MakePlanOptions, 'objective'>,
  file: string,
): Promise<AuditFix> {
  const { plan } = await makePlan(reading, { ...options, objective: 'least-moves' })
  await savePlan(file, plan)
  const { before, after } = plan.summary
  return {
    file,
    moves: plan.moves.length,
    policies: plan.policies.length,
    days: plan.days,
    violationsBefore: before.violations,
    violationsAfter: after.violations,
  }
}
