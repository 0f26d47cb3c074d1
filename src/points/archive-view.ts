import { words } from '../jobs/progress.js'
import { renderJobError } from '../jobs/view.js'
import { formatTime, renderAdvice } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import type { Style, View } from '../view/style.js'
import type { PointArchiveResult, PointMoveRow } from './archive.js'

export const renderPointArchive: View<PointArchiveResult> = ({ applied, changes, points }, style) => {
  const isNothing = changes.every(({ action }) => action === 'none')
  if (isNothing) return renderChanges(changes, style)
  if (!applied) return `${renderChanges(changes, style)}\n${DRY_RUN_NOTE}`
  return [...points.map((row) => renderRow(row, style)), ...followHint(points)].join('\n')
}

function renderRow(row: PointMoveRow, style: Style): string {
  const errors = row.errors.map((error) => `\n${renderJobError(error, style)}`).join('')
  const next = renderAdvice(row.suggestions)
  return `${formatTime(row.time)} (${row.point}), ${words(row.status)}: ${row.message}${errors}${next}`
}

/** Without --wait the jobs go on: the command that follows them. */
function followHint(points: readonly PointMoveRow[]): string[] {
  const open = points.find((row) => row.jobId !== null && row.end === null)
  return open === undefined ? [] : ['', `Follow it with: azbk job wait ${open.jobId} --vault ${open.vault}`]
}
