import type { AppContext } from '../context.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { compareNamed, nameKey } from '../core/names.js'
import { selectItems } from '../protection/select-items.js'
import { type EvidenceFolder, evidenceFolder, readEvidence } from './evidence.js'
import { type DrillRow, findingsOf, recoveryOf, rowOf, type TierRecovery } from './history.js'
import { readTiers } from './targets.js'

export interface DrillListInput {
  readonly evidence?: string | undefined
}

export interface DrillListResult {
  /** Newest first. */
  readonly drills: readonly DrillRow[]
  /** Mean time to recover, by tier. */
  readonly tiers: readonly TierRecovery[]
  readonly findings: readonly string[]
  /** Protected VMs that no drill was ever made of; null when that was not asked for. */
  readonly never: readonly NeverDrilled[] | null
}

export interface NeverDrilled {
  readonly id: string
  readonly name: string
  readonly resourceGroup: string
  readonly tier: string
}

/** What listing needs: no login and no request. */
export type DrillPlaceOnDisk = Pick<AppContext, 'settings' | 'warn'>

/** The drills of the past, from their evidence alone. Evidence that cannot be read is told, and the exit code is 3. */
export function listDrills(
  place: DrillPlaceOnDisk,
  input: DrillListInput,
): { readonly result: DrillListResult; readonly exitCode: number } {
  const found = readEvidence(evidenceFolder(place.settings, input.evidence))
  return outcomeOf(place, found, null)
}

/** The same, with the protected VMs of the subscriptions in scope that were never practised on. */
export async function listNeverDrilled(
  ctx: AppContext,
  input: DrillListInput,
): Promise<{ readonly result: DrillListResult; readonly exitCode: number }> {
  const found = readEvidence(evidenceFolder(ctx.settings, input.evidence))
  // One whose restore never began has had its turn in the sample, and was not practised on.
  const begun = found.drills.flatMap(({ record }) => record.machines.filter(({ jobId }) => jobId !== null))
  const drilled = new Set(begun.map(({ id }) => nameKey(id)))
  const subjects = await selectItems(ctx, { all: true })
  const tiers = await readTiers(ctx)
  const never = subjects
    .filter(({ id }) => !drilled.has(nameKey(id)))
    .map((subject) => {
      const { id, name, resourceGroup } = subject
      return { id, name, resourceGroup, tier: tiers(subject).name }
    })
  return outcomeOf(ctx, found, never.sort(compareNamed))
}

function outcomeOf(
  place: DrillPlaceOnDisk,
  { drills, damaged }: EvidenceFolder,
  never: readonly NeverDrilled[] | null,
) {
  for (const message of damaged) place.warn(message)
  const tiers = recoveryOf(drills.map(({ record }) => record))
  const findings = findingsOf(tiers, drills)
  const codes = [
    damaged.length > 0 ? EXIT_CODES.partlyDone : EXIT_CODES.done,
    findings.length > 0 ? EXIT_CODES.findings : EXIT_CODES.done,
  ]
  return { result: { drills: drills.map(rowOf).reverse(), tiers, findings, never }, exitCode: worstExitCode(codes) }
}
