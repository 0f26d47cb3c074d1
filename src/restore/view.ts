import { jobRowStatus, renderJobRows } from '../jobs/rows-view.js'
import { formatDuration, formatTime } from '../view/format.js'
import type { View } from '../view/style.js'
import type { RestoreResult } from './restore.js'
import type { RestoreRow } from './rows.js'

export const renderRestore: View<RestoreResult> = (result, style) =>
  renderJobRows(result, style, {
    operation: 'Restore',
    columns: [
      { header: 'Status', value: (row) => jobRowStatus(row, style) },
      { header: 'Point', value: (row) => formatTime(row.point?.time) },
      { header: 'Data lost', value: (row) => (row.point === null ? '-' : formatDuration(row.point.ageMs)) },
      { header: 'Staging account', value: ({ staging }) => describeStaging(staging) },
    ],
  })

function describeStaging(staging: RestoreRow['staging']): string {
  if (staging === null) return '-'
  return staging.wave === 1 ? staging.name : `${staging.name} (wave ${staging.wave})`
}
