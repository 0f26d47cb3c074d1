import { jobRowStatus, renderJobRows } from '../jobs/rows-view.js'
import { formatTime } from '../view/format.js'
import type { View } from '../view/style.js'
import type { BackupResult } from './backup.js'

export const renderBackup: View<BackupResult> = (result, style) =>
  renderJobRows(result, style, {
    operation: 'Backup',
    columns: [
      { header: 'Vault', value: (row) => row.vault ?? '-' },
      { header: 'Status', value: (row) => jobRowStatus(row, style, row.action === 'join' ? 'joined' : 'started') },
      { header: 'Kept until', value: (row) => formatTime(row.expiryTime) },
    ],
  })
