import { words } from '../jobs/progress.js'
import { renderJobError } from '../jobs/view.js'
import { count, formatTime } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import { paint, type Style, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { BackupResult } from './backup.js'
import type { BackupRow } from './rows.js'

export const renderBackup: View<BackupResult> = async (result, style) => {
  const { machines, changes, applied } = result
  const failed = machines.filter((row) => row.status === 'failed' || row.status === 'notStarted')
  if (!applied) {
    const plan = changes.length === 0 ? [] : [renderChanges(changes, style)]
    return [...plan, ...failed.map((row) => renderFailure(row, style)), DRY_RUN_NOTE].join('\n')
  }
  const table = await renderTable(
    machines,
    [
      { header: 'VM', value: (row) => row.name },
      { header: 'Vault', value: (row) => row.vault ?? '-' },
      { header: 'Status', value: (row) => statusOf(row, style) },
      { header: 'Kept until', value: (row) => formatTime(row.expiryTime) },
      { header: 'Job', value: (row) => row.jobId ?? '-' },
    ],
    { style, empty: 'No VM is selected.' },
  )
  return [table, ...failed.map((row) => renderFailure(row, style)), ...followHint(machines)].join('\n')
}

function statusOf(row: BackupRow, style: Style): string {
  if (row.status === 'failed' || row.status === 'notStarted') return paint(style, 'bad', words(row.status))
  if (row.end === 'timedOut') return paint(style, 'warn', 'still running')
  if (row.end !== null) return paint(style, row.end === 'completed' ? 'good' : 'warn', words(row.end))
  return row.action === 'join' ? 'joined' : 'started'
}

function renderFailure(row: BackupRow, style: Style): string {
  const errors = row.errors.map((error) => `\n${renderJobError(error, style)}`).join('')
  const next = row.suggestions.map((text) => `\n  - ${text}`).join('')
  return `\n${row.name}: ${row.message ?? ''}${errors}${next}`
}

/** Without --wait the jobs go on: the command that follows them. */
function followHint(rows: readonly BackupRow[]): string[] {
  const open = rows.filter((row) => row.jobId !== null && row.end === null)
  const [first, ...others] = open
  if (first === undefined) return []
  if (others.length === 0) return ['', `Follow it with: azbk job wait ${first.jobId} --vault ${first.vault}`]
  return ['', `Follow the ${count(open.length, 'job')} with: azbk job list --operation Backup --status InProgress`]
}
