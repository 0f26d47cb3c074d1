import { watchJob } from '../azure/fleet-watch.js'
import { itemRef, listItems } from '../azure/items.js'
import { requireSuccess } from '../azure/operations.js'
import { containerKey } from '../azure/started-jobs.js'
import type { AppContext } from '../context.js'
import { nameKey, sameName } from '../core/names.js'
import type { OpenItem } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import type { ItemLine, JsonObject } from '../fleet/journal-lines.js'
import { type FleetOutcome, type FleetStep, noError, reasonOf } from '../fleet/run.js'
import { type ItemRef, itemCondition, type ProtectedItem } from '../model/item.js'
import type { JobOperation } from '../model/job.js'
import { vaultKey } from '../model/vault.js'
import { isPending, type ProtectionStep, refOf, type StepOutcome } from './steps.js'

/** What a journal keeps of one VM. A type, as interfaces are no JSON to the compiler. */
export type StepPlan = {
  readonly action: string
  /** Of what is to be protected. */
  readonly policy: string | null
  readonly ref: ItemRef & JsonObject
}

/** The lines of all VMs of a run, those for which nothing is to do included: its result tells of them as well. */
export function itemLines<S extends ProtectionStep>(
  steps: readonly S[],
  policyOf: (step: S) => string | null,
): Omit<ItemLine, 'type'>[] {
  return steps.map((step) => ({
    item: nameKey(step.target.id),
    name: step.target.name,
    plan: { action: step.action, policy: policyOf(step), ref: refOf(step) as (ItemRef & JsonObject) | null },
    ...(isPending(step) ? {} : { outcome: idleOutcome(step) }),
  }))
}

/** Notes what came of the VMs for which there is nothing to do any more, or nothing that can be done. */
export function settleIdle(journal: RunJournal, steps: readonly ProtectionStep[]): void {
  for (const step of steps) {
    const known = journal.item(nameKey(step.target.id))
    if (isPending(step) || known === undefined || known.state === 'done') continue
    if (step.refusal === null || known.state !== 'failed') journal.settle(known.key, idleOutcome(step))
  }
}

function idleOutcome({ target, refusal, change }: ProtectionStep): FleetOutcome<null> {
  const common = { name: target.name, value: null }
  if (refusal !== null) return { ...common, status: 'failed', ...reasonOf(refusal) }
  return { ...common, status: 'unchanged', ...noError(change.reason) }
}

/** The steps of a run that is gone on with: what is done is not done again, whatever became of it since. */
export function withoutDone<S extends ProtectionStep>(steps: readonly S[], journal: RunJournal | undefined): S[] {
  return steps.map((step) => {
    if (journal?.item(nameKey(step.target.id))?.state !== 'done') return step
    const change = {
      ...step.change,
      action: 'none',
      gate: 'reversible',
      reason: 'done before the run was stopped',
    } as const
    return { ...step, action: 'none', refusal: null, change }
  })
}

/** What an earlier part of the run did, by the key of the VM. */
export function outcomesBefore(journal: RunJournal | undefined): [string, StepOutcome][] {
  return (journal?.items() ?? []).flatMap(({ key, state, outcome }) =>
    state === 'done' && outcome !== null ? [[key, outcome as unknown as StepOutcome]] : [],
  )
}

/** The jobs that an action starts, the last of which tells that it is done. */
const JOBS: Readonly<Record<string, readonly JobOperation[]>> = {
  protect: ['ConfigureBackup'],
  resume: ['ConfigureBackup'],
  change: ['ConfigureBackup'],
  undelete: ['Undelete', 'ConfigureBackup'],
  stop: ['DisableBackup'],
  suspend: ['DisableBackup'],
  delete: ['DeleteBackupData'],
}

/** What an earlier attempt did to a VM, brought to its end; undefined when it is to be done anew. */
export async function findChange(ctx: AppContext, item: OpenItem): Promise<FleetStep<JsonObject> | undefined> {
  const { action, policy, ref } = item.plan as StepPlan
  const sentAt = new Date(item.since)
  let jobId: string | undefined
  for (const operation of JOBS[action] ?? []) {
    const job = await watchJob(ctx.session, ref, { operation, sentAt, until: 'ended' })
    if (job?.status === 'InProgress') requireSuccess({ status: 'timedOut' }, `VM '${item.name}'`)
    jobId = job?.name
  }
  if (jobId === undefined || !isAsPlanned(await findItemNow(ctx.session, ref), { action, policy })) return undefined
  return { status: 'done', value: { jobId, action, item: null } }
}

/** As the vault shows it now: one list for all that ask at the same time. */
async function findItemNow(session: AppContext['session'], ref: ItemRef): Promise<ProtectedItem | undefined> {
  const key = `items now ${vaultKey(ref.vault)}`
  const items = await session.once(key, () => listItems(session, ref.vault))
  session.forget(key)
  return items.find((item) => containerKey(itemRef(item).container) === containerKey(ref.container))
}

function isAsPlanned(item: ProtectedItem | undefined, plan: Pick<StepPlan, 'action' | 'policy'>): boolean {
  if (plan.action === 'delete') return item === undefined || itemCondition(item) === 'deleted'
  if (item === undefined) return false
  const condition = itemCondition(item)
  if (plan.action === 'stop' || (plan.action === 'undelete' && plan.policy === null)) return condition === 'stopped'
  if (plan.action === 'suspend') return condition === 'suspended'
  return condition === 'protected' && (plan.policy === null || sameName(plan.policy, item.policyName ?? ''))
}
