import { notFoundError } from '../core/errors.js'
import { closeNames, sameName } from '../core/names.js'
import { canGoOn, type ItemState, isEnded, isRefused, type RunItem, type RunRecord } from '../fleet/journal-lines.js'
import type { FleetStatus } from '../fleet/run.js'
import { isRun, journalFile, readRun, readRuns, runFolder, runIds } from '../fleet/run-folder.js'
import type { FollowUp } from '../model/follow-up.js'
import { type RunRow, type RunsInput, type RunsPlace, rowOf } from './runs.js'

/** What --resume would do with an item. `planAnew`: nothing, as what the run was made for is not there any more. */
export type NextStep = 'nothing' | 'lookUp' | 'start' | 'tryAgain' | 'planAnew'

export interface RunItemRow {
  /** Unique in the run: of VMs, the lower-case id. */
  readonly key: string
  readonly name: string
  /** What was to be done, e.g. `protect`; null when nothing was. */
  readonly action: string | null
  readonly state: ItemState
  /** How it ended last; null when it has not. */
  readonly status: FleetStatus | null
  readonly code: string | null
  readonly message: string | null
  readonly next: NextStep
  /** Of a restore that began: the VM that it makes, and what is to be looked at when it is done. Null of other verbs. */
  readonly restored: Restored | null
  /** What a restore that failed left behind. */
  readonly left: readonly Left[]
}

/** Something that is there still, in a storage account or a resource group. */
export interface Left {
  readonly kind: string
  readonly name: string
  readonly place: string
  /** What removes it; null when it must stay. */
  readonly command: string | null
}

export interface Restored {
  readonly name: string
  readonly followUps: readonly FollowUp[]
}

export interface RunShowResult extends RunRow {
  readonly file: string
  /** Why it stopped; null when it did not. */
  readonly message: string | null
  readonly entries: readonly RunItemRow[]
}

/** One run with all its items; `latest` is the newest of any verb. */
export function showRun(place: RunsPlace, input: RunsInput & { readonly run: string }): RunShowResult {
  const folder = runFolder(place.settings, input.journal)
  const record = findRecord(folder, input.run)
  const row = rowOf(place, record, input)
  const entries = [...record.items.values()].map(itemRow)
  return {
    ...row,
    file: journalFile(folder, record.header.run),
    message: record.end?.message ?? null,
    entries: row.state === 'superseded' ? entries.map((entry) => ({ ...entry, next: 'nothing' })) : entries,
  }
}

function findRecord(folder: string, run: string): RunRecord {
  if (isRun(folder, run)) return readRun(folder, run)
  const { runs, unread } = sameName(run, 'latest') ? readRuns(folder) : { runs: [], unread: [] }
  const [newest] = runs
  if (newest !== undefined) return newest
  const close = closeNames(run, runIds(folder))
  throw notFoundError('RUN_NOT_FOUND', `There is no run '${run}' in ${folder}.`, [
    ...unread,
    ...(close.length === 0 ? [] : [`Did you mean ${close.join(' or ')}?`]),
    '`azbk run list` shows the runs; those kept elsewhere are found with --journal <folder>.',
  ])
}

const NEXT: Readonly<Record<ItemState, NextStep>> = {
  done: 'nothing',
  open: 'lookUp',
  notStarted: 'start',
  failed: 'tryAgain',
}

function itemRow(item: RunItem): RunItemRow {
  const { key, name, plan, state, outcome } = item
  const { action } = plan
  return {
    key,
    name,
    action: typeof action === 'string' && action !== 'none' ? action : null,
    state,
    status: outcome?.status ?? null,
    code: outcome?.code ?? null,
    message: outcome?.message ?? null,
    next: nextOf(item),
    restored: state === 'done' ? restoredBy(item) : null,
    left: isEnded(item) ? leftBy(item) : [],
  }
}

function nextOf(item: RunItem): NextStep {
  if (isRefused(item) || isEnded(item) || item.outcome?.code === 'POINT_GONE') return 'nothing'
  return item.state === 'done' || canGoOn(item) ? NEXT[item.state] : 'planAnew'
}

function leftBy({ outcome }: RunItem): Left[] {
  const { left = [] } = (outcome?.value ?? {}) as { readonly left?: readonly (Left & { readonly state: string })[] }
  const isThere = ({ state }: { readonly state: string }) => state === 'left' || state === 'kept'
  return left.filter(isThere).map(({ kind, name, place, command }) => ({ kind, name, place, command }))
}

/** As the journals of restores keep it. */
function restoredBy({ name, plan }: RunItem): Restored | null {
  const { row } = plan as { readonly row?: { readonly newMachine: string | null; readonly next?: FollowUp[] } }
  return row?.next === undefined ? null : { name: row.newMachine ?? name, followUps: row.next }
}
