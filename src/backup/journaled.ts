import { findBackupSince, type StartedBackup } from '../azure/backups.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { nameKey } from '../core/names.js'
import type { OpenItem } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import type { ItemLine, JsonObject } from '../fleet/journal-lines.js'
import { type FleetOutcome, type FleetStep, reasonOf } from '../fleet/run.js'
import type { ItemRef } from '../model/item.js'
import type { BackupStep } from './plan.js'

/** What a journal keeps of one VM. A type, as interfaces are no JSON to the compiler. */
type BackupPlan = {
  readonly action: string
  readonly ref: (ItemRef & JsonObject) | null
  /** Its jobs from before: one that is not among them is the effect of the run. */
  readonly knownJobs: readonly string[]
}

export function itemLine(step: BackupStep): Omit<ItemLine, 'type'> {
  const { machine, item, action, knownJobs, refusal } = step
  const plan: BackupPlan = { action, ref: item && (itemRef(item) as ItemRef & JsonObject), knownJobs }
  return {
    item: nameKey(machine.id),
    name: machine.name,
    plan,
    ...(refusal === null
      ? {}
      : { outcome: { name: machine.name, status: 'failed', value: null, ...reasonOf(refusal) } }),
  }
}

/** Notes what stands in the way of VMs that could be backed up when the run began. */
export function settleRefused(journal: RunJournal, steps: readonly BackupStep[]): void {
  for (const { machine, refusal } of steps) {
    const known = journal.item(nameKey(machine.id))
    if (refusal === null || known === undefined || known.state === 'failed') continue
    journal.settle(known.key, { name: known.name, status: 'failed', value: null, ...reasonOf(refusal) })
  }
}

/** The steps of a run that is gone on with: a backup that it started is neither refused nor joined. */
export function withoutDone(steps: readonly BackupStep[], journal: RunJournal | undefined): BackupStep[] {
  return steps.map((step) => {
    if (journal?.item(nameKey(step.machine.id))?.state !== 'done') return step
    const change = { ...step.change, action: 'none', reason: 'started before the run was stopped' } as const
    return { ...step, action: 'backup', running: null, refusal: null, warning: null, change }
  })
}

/** What an earlier part of the run did. */
export function outcomeBefore(
  { machine }: BackupStep,
  journal: RunJournal | undefined,
): FleetOutcome<StartedBackup> | undefined {
  const known = journal?.item(nameKey(machine.id))
  return known?.state === 'done' ? (known.outcome as unknown as FleetOutcome<StartedBackup>) : undefined
}

/** The backup that an earlier attempt started; undefined when there is none. */
export async function findBackup(ctx: AppContext, item: OpenItem): Promise<FleetStep<JsonObject> | undefined> {
  const { ref, knownJobs } = item.plan as BackupPlan
  const jobId = ref && (await findBackupSince(ctx.session, ref, { sentAt: new Date(item.since), knownJobs }))
  if (!jobId) return undefined
  return { status: 'done', value: { jobId, joined: false }, message: `backup started, job ${jobId}` }
}
