import type { PlanOutcome } from '../apply-plan.js'
import { groupBy } from '../core/group.js'
import { nameFirst } from '../core/names.js'
import type { JobOperation } from '../model/job.js'
import { count, renderAdvice } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import { paint, type Style } from '../view/style.js'
import { type Column, renderTable } from '../view/table.js'
import type { JobRow } from './job-row.js'
import { words } from './progress.js'
import { renderJobError } from './view.js'

/** How the rows of a verb that starts jobs are shown. */
export interface JobRowsView<R extends JobRow> {
  /** Between the name of the VM and its job. */
  readonly columns: readonly Column<R>[]
  readonly operation: JobOperation
}

/** A plan, or what came of each VM: the table, why it failed where it did, and the command that follows what still runs. */
export async function renderJobRows<R extends JobRow>(
  { applied, changes, machines }: PlanOutcome & { readonly machines: readonly R[] },
  style: Style,
  { columns, operation }: JobRowsView<R>,
): Promise<string> {
  const failures = [...groupBy(machines.filter(hasFailed), causeOf).values()].map((rows) => renderFailure(rows, style))
  if (!applied) {
    const plan = changes.length === 0 ? [] : [renderChanges(changes, style)]
    return [...plan, ...failures, DRY_RUN_NOTE].join('\n')
  }
  const table = await renderTable(
    machines,
    [{ header: 'VM', value: (row) => row.name }, ...columns, { header: 'Job', value: (row) => row.jobId ?? '-' }],
    { style, empty: 'No VM is selected.' },
  )
  return [table, ...failures, ...followHint(machines, operation)].join('\n')
}

function hasFailed({ status }: JobRow): boolean {
  return status === 'failed' || status === 'notStarted'
}

/** `started` is the word for a job that was accepted and not followed. */
export function jobRowStatus(row: JobRow, style: Style, started = 'started'): string {
  if (hasFailed(row)) return paint(style, 'bad', words(row.status))
  if (row.end === 'timedOut') return paint(style, 'warn', 'still running')
  return row.end === null ? started : paint(style, row.end === 'completed' ? 'good' : 'warn', words(row.end))
}

/** The same for all rows that differ in nothing but the VM. */
function causeOf({ name, message, errors }: JobRow): string {
  return JSON.stringify([nameless(message ?? '', name), errors])
}

function nameless(text: string, name: string): string {
  return text.replaceAll(`'${name}`, "'<vm>")
}

/** What failed for the same reason: told once, for few VMs by name. */
function renderFailure(rows: readonly JobRow[], style: Style): string {
  const [first] = rows
  if (first === undefined) return ''
  const message = first.message ?? ''
  const errors = first.errors.map((error) => `\n${renderJobError(error, style)}`).join('')
  const next = renderAdvice([...new Set(rows.flatMap(({ suggestions }) => suggestions))])
  if (rows.length === 1) return `\n${first.name}: ${message}${errors}${next}`
  return `\n${nameFirst(rows.map(({ name }) => name))}: ${nameless(message, first.name)}${errors}${next}`
}

/** Without --wait the jobs go on: the command that follows them. */
function followHint(rows: readonly JobRow[], operation: JobOperation): string[] {
  const open = rows.filter((row) => row.jobId !== null && row.end === null)
  const [first, ...others] = open
  if (first === undefined) return []
  if (others.length === 0) return ['', `Follow it with: azbk job wait ${first.jobId} --vault ${first.vault}`]
  const list = `azbk job list --operation ${operation} --status InProgress`
  return ['', `Follow the ${count(open.length, 'job')} with: ${list}`]
}
