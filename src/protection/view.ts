import { vmArgument } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import { count, formatTime } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { type Column, renderTable } from '../view/table.js'
import type { ProtectResult, ProtectRow } from './protect.js'
import type { ProtectionRow } from './steps.js'
import type { UndeleteResult, UndeleteRow } from './undelete.js'
import type { UnprotectResult, UnprotectRow } from './unprotect.js'

type Status = ProtectionRow['status']

const STATUSES: Readonly<Record<Status, readonly [word: string, tone: Tone]>> = {
  done: ['done', 'good'],
  unchanged: ['unchanged', 'dim'],
  planned: ['planned', 'strong'],
  running: ['still running', 'warn'],
  failed: ['failed', 'bad'],
  notStarted: ['not started', 'warn'],
}

export const renderProtect: View<ProtectResult> = async (result, style) => {
  if (!result.applied) return renderPlan(result, style)
  const why: Column<ProtectRow> = { header: 'Why this policy', value: (row) => row.policyReason ?? '-' }
  const isChosen = result.machines.some(({ status, policyReason }) => status === 'done' && policyReason !== null)
  const columns: Column<ProtectRow>[] = [
    { header: 'Policy', value: (row) => row.policy ?? '-' },
    ...(isChosen ? [why] : []),
  ]
  const done = firstDone(result.machines)
  const vm = done && vmArgument(done)
  const next = vm && `azbk backup ${vm} takes a backup now; azbk status ${vm} shows where it stands.`
  return renderRows(result.machines, { columns, next, style })
}

export const renderUnprotect: View<UnprotectResult> = async (result, style) => {
  if (!result.applied) return renderPlan(result, style)
  const vanishes: Column<UnprotectRow> = { header: 'Vanishes', value: (row) => formatTime(row.purgeTime) }
  const columns = result.machines.some((row) => row.purgeTime !== null) ? [vanishes] : []
  const done = firstDone(result.machines)
  const verb = done?.purgeTime ? 'undelete' : 'protect'
  const effect = done?.purgeTime ? 'brings the data back until they vanish' : 'resumes the backups'
  const next =
    done?.action === 'delete' && !done.purgeTime ? undefined : done && `azbk ${verb} ${vmArgument(done)} ${effect}.`
  return renderRows(result.machines, { columns, next, style })
}

export const renderUndelete: View<UndeleteResult> = async (result, style) => {
  if (!result.applied) return renderPlan(result, style)
  const columns: Column<UndeleteRow>[] = [{ header: 'Policy', value: (row) => row.policy ?? '-' }]
  const stopped = result.machines.find((row) => row.status === 'done' && row.policy === null)
  const next = stopped && `azbk protect ${vmArgument(stopped)} starts its backups again.`
  return renderRows(result.machines, { columns, next, style })
}

function firstDone<T extends ProtectionRow>(rows: readonly T[]): T | undefined {
  return rows.find((row) => row.status === 'done')
}

/** The results as a table; then the sum of a fleet, what to do about failures, and what to type next. */
async function renderRows<T extends ProtectionRow>(
  rows: readonly T[],
  options: { readonly columns: readonly Column<T>[]; readonly next: string | undefined; readonly style: Style },
): Promise<string> {
  const { columns, next, style } = options
  const shown: Column<T>[] = [
    { header: 'VM', value: (row) => row.name },
    { header: 'Vault', value: (row) => row.vault ?? '-' },
    { header: 'Result', value: (row) => paint(style, STATUSES[row.status][1], STATUSES[row.status][0]) },
    ...columns,
    { header: 'What', value: whatOf },
  ]
  return [
    await renderTable(rows, shown, { style, empty: 'No VM is in this part of the selection.' }),
    ...(rows.length > 1 ? ['', summarize(rows)] : []),
    ...renderAdvice(rows),
    ...(next ? ['', `Next: ${next}`] : []),
  ].join('\n')
}

/** What was done, in words that repeat no other column; otherwise why not. */
const DEEDS: Readonly<Record<string, string>> = {
  protect: 'protected',
  resume: 'resumed',
  change: 'changed',
  undelete: 'brought back',
  stop: 'backups stopped, data kept',
  suspend: 'backups stopped, data kept by policy',
  delete: 'backups stopped, data deleted',
}

function whatOf(row: ProtectionRow): string {
  return row.status === 'done' ? (DEEDS[row.action] ?? '') : (row.message ?? '')
}

/** `3 VMs: 2 done, 1 failed.` */
function summarize(rows: readonly ProtectionRow[]): string {
  const parts = Object.entries(STATUSES).flatMap(([status, [word]]) => {
    const n = rows.filter((row) => row.status === status).length
    return n === 0 ? [] : [`${n} ${word}`]
  })
  return `${count(rows.length, 'VM')}: ${parts.join(', ')}.`
}

const MOST_ADVICE = 6

/** What to do about rows that went wrong, each advice once. */
function renderAdvice(rows: readonly ProtectionRow[]): string[] {
  const advice = [...new Set(rows.flatMap((row) => row.suggestions))].slice(0, MOST_ADVICE)
  return advice.length === 0 ? [] : ['', 'Try:', ...advice.map((text) => `  - ${text}`)]
}

/** The plan of a dry run, and what would not be done. */
function renderPlan(
  result: { readonly changes: readonly Change[]; readonly machines: readonly ProtectionRow[] },
  style: Style,
): string {
  const refused = result.machines.filter((row) => row.status === 'failed')
  const kept = result.changes.filter((change) => change.action === 'none')
  const pending = result.changes.filter((change) => change.action !== 'none')
  return [
    pending.length === 0 ? 'There is nothing to change.' : renderChanges(pending, style),
    ...(kept.length === 1 ? [renderChanges(kept, style)] : []),
    ...(kept.length > 1 ? [`= ${count(kept.length, 'VM')} that stay as they are`] : []),
    ...refused.map((row) => `! VM ${row.name}: ${row.message}`),
    ...renderAdvice(refused),
    ...(pending.length === 0 ? [] : [DRY_RUN_NOTE]),
  ].join('\n')
}
