import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { listTaggedGroups } from '../azure/groups.js'
import { vaultRefOf } from '../azure/items.js'
import { resolveSubscriptions } from '../azure/subscriptions.js'
import type { AppContext } from '../context.js'
import { notFoundError } from '../core/errors.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { findName, nameKey } from '../core/names.js'
import { lockOwner } from '../fleet/lock-file.js'
import { journalFile, readRuns, runFolder } from '../fleet/run-folder.js'
import type { Teardown } from '../model/drill.js'
import type { Job, JobRef } from '../model/job.js'
import type { GroupRef, ResourceGroup } from '../model/resource-group.js'
import { type DrillGroup, type KnownRun, planClean } from './clean-plan.js'
import { endRestore } from './end-restore.js'
import { DRILL_TAG, type DrillPlace } from './place.js'
import { type TornDown, tearDown } from './prepare.js'
import { readRestoresByGroup } from './running.js'

export interface DrillCleanInput {
  /** Name of a drill: no other group is looked at. */
  readonly drill?: string | undefined
  /** Also those that may still run elsewhere. */
  readonly force?: boolean | undefined
  /** Groups that are younger may belong to a drill that runs elsewhere. Default: 4 hours. */
  readonly olderThanMs?: number | undefined
  /** Folder of the journals, which tell what runs here. */
  readonly journal?: string | undefined
}

export interface DrillCleanResult extends PlanOutcome {
  /** Every group that has the tag of drills, by name. */
  readonly groups: readonly CleanedGroup[]
}

export interface CleanedGroup extends DrillGroup {
  /** What became of it; null when it was not to be deleted. */
  readonly teardown: Teardown | null
  /** Why it is still there although it was to be deleted; else 0. */
  readonly exitCode: number
}

const DELETES_AT_ONCE = 8
const UNTOUCHED = { teardown: null, exitCode: EXIT_CODES.done }

/** Deletes the groups that drills left behind; they are found by their tag alone. */
export async function cleanDrills(ctx: AppContext, input: DrillCleanInput): Promise<DrillCleanResult> {
  const groups = await readGroups(ctx)
  const restores = groups.length === 0 ? new Map<string, Job[]>() : await readRestoresByGroup(ctx)
  const plan = planClean(groups, { ...input, runs: knownRuns(ctx, input), restores, now: ctx.clock.now() })
  if (input.drill !== undefined && plan.groups.length === 0) {
    throw notFoundError('DRILL_NOT_FOUND', `There is no resource group of a drill '${input.drill}'.`, [
      'azbk drill clean --dry-run',
    ])
  }
  const ends = new Map<string, TornDown>()
  const outcome = await applyPlan(ctx, plan, {
    what: 'delete what drills left behind',
    apply: async () => {
      const doomed = plan.groups.filter(({ state }) => state === 'left')
      await mapLimited(doomed, DELETES_AT_ONCE, async (group) => {
        ends.set(group.id, await clean(ctx, group, restores.get(nameKey(group.name)) ?? []))
      })
    },
  })
  return { ...outcome, groups: plan.groups.map((group) => ({ ...group, ...(ends.get(group.id) ?? UNTOUCHED) })) }
}

/** A group that is deleted while something is restored into it may be left half made: the restores end first. */
async function clean(ctx: AppContext, group: GroupRef, restores: readonly Job[]): Promise<TornDown> {
  const ends = await Promise.all(restores.map((job) => endRestore(ctx, jobRef(job), job.machineName)))
  return tearDown(ctx, group, ends.flat())
}

function jobRef({ vaultId, name, secondaryRegion }: Job): JobRef {
  return { vault: vaultRefOf(vaultId), name, secondaryRegion }
}

async function readGroups(ctx: AppContext): Promise<ResourceGroup[]> {
  const subscriptions = await resolveSubscriptions(ctx)
  const read = (id: string) => listTaggedGroups(ctx.session, id, { name: DRILL_TAG })
  return (await mapLimited(subscriptions, READS_AT_ONCE, read)).flat()
}

/** The drills that have a journal here, and whether a process holds it. */
function knownRuns({ settings }: AppContext, { journal }: DrillCleanInput): KnownRun[] {
  const folder = runFolder(settings, journal)
  return readRuns(folder).runs.flatMap(({ header }) => {
    if (findName(['drill run'], header.verb) === undefined) return []
    const { name } = header.facts.place as unknown as DrillPlace
    return [{ drill: name, run: header.run, isHeld: lockOwner(journalFile(folder, header.run)) !== undefined }]
  })
}

/** 1 when a group could not be deleted, 5 when that is for want of a login or a permission, 8 when something is still restored into it. */
export function cleanExitCode(
  { applied, changes, groups }: DrillCleanResult,
  flags: { readonly 'detailed-exit-code'?: boolean | undefined },
): number {
  const worst = worstExitCode(groups.map(({ exitCode }) => exitCode))
  if (worst !== EXIT_CODES.done) return worst
  return !applied && changes.length > 0 && flags['detailed-exit-code'] ? EXIT_CODES.findings : EXIT_CODES.done
}
