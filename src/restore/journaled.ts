import type { StartedRestore } from '../azure/restores.js'
import type { AppContext } from '../context.js'
import { nameKey } from '../core/names.js'
import type { OpenItem } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import type { ItemLine, JsonObject } from '../fleet/journal-lines.js'
import { type FleetStep, reasonOf } from '../fleet/run.js'
import type { RestoreRow } from './rows.js'
import { findTask } from './send.js'
import type { RestoreTask } from './task.js'

/** What a journal keeps of one VM: what was decided for it, whole. A type, as interfaces are no JSON to the compiler. */
type RestorePlan = {
  readonly action: 'restore' | 'none'
  /** Null when it could not be restored. */
  readonly task: (RestoreTask & JsonObject) | null
  readonly row: RestoreRow & JsonObject
}

export function itemLine(row: RestoreRow, task: RestoreTask | null): Omit<ItemLine, 'type'> {
  const plan = { action: task === null ? 'none' : 'restore', task, row } as RestorePlan
  const { id, name } = row
  if (task !== null) return { item: nameKey(id), name, plan }
  return { item: nameKey(id), name, plan, outcome: { name, status: 'failed', value: null, ...reasonOf(row) } }
}

/** What was decided when the run began. */
export function decidedOf(journal: RunJournal): { readonly tasks: RestoreTask[]; readonly rows: RestoreRow[] } {
  const plans = journal.items().map(({ plan }) => plan as RestorePlan)
  return { tasks: plans.flatMap(({ task }) => task ?? []), rows: plans.map(({ row }) => row) }
}

/** The restore that an earlier attempt started; undefined when there is none. */
export async function findRestore(ctx: AppContext, item: OpenItem): Promise<FleetStep<JsonObject> | undefined> {
  const { task } = item.plan as RestorePlan
  if (task === null) return undefined
  const found = await findTask(ctx, task, item.since)
  return found && startedStep({ ...found })
}

/** Restores that failed in Azure after they were begun: why, and what they left. They are not begun again. */
export function noteFailed(journal: RunJournal | undefined, rows: readonly RestoreRow[]): void {
  for (const { id, name, jobId, end, errors, left, ...row } of rows) {
    if (end !== 'failed' && end !== 'cancelled') continue
    const said = errors.map((error) => ` ${error.title}: ${error.message}`).join('')
    const reason = reasonOf({ ...row, message: `${row.message}.${said}` })
    journal?.settle(nameKey(id), { name, status: 'failed', value: { jobId, left }, ...reason })
  }
}

export function startedStep<V extends StartedRestore>(value: V): { status: 'done'; value: V; message: string } {
  return { status: 'done', value, message: `restore started, job ${value.jobId}` }
}
