import { count, formatTime } from '../view/format.js'
import type { View } from '../view/style.js'
import { renderFields } from '../view/table.js'
import type { MockAdvanceResult } from './advance.js'
import type { MockSummary } from './door.js'
import type { MockDumpResult } from './dump.js'

function fields(summary: MockSummary): [string, string][] {
  return [
    summary.server === null ? ['File', summary.file ?? ''] : ['Server', summary.server],
    ['Calendar', formatTime(summary.time)],
    ['Soft delete', summary.softDeleteProfile],
    ['Weather', `throttle ${summary.throttle}, ${count(summary.faults, 'fault')}`],
    ['Subscriptions', summary.subscriptions.join(', ')],
    [
      'Holds',
      `${count(summary.machines, 'VM')}, ${count(summary.vaults, 'vault')}, ${count(summary.items, 'protected item')}, ` +
        `${count(summary.jobs, 'job')}, ${count(summary.points, 'recovery point')}`,
    ],
  ]
}

export const renderMockSummary: View<MockSummary> = (summary) => renderFields(fields(summary))

export const renderMockAdvance: View<MockAdvanceResult> = (result) =>
  renderFields([
    ['Calendar', `${formatTime(result.from)} -> ${formatTime(result.time)}`],
    ['Jobs since then', String(result.newJobs)],
    ...fields(result).filter(([label]) => ['Holds', 'File', 'Server'].includes(label)),
  ])

export const renderMockDump: View<MockDumpResult> = (result) =>
  renderFields([['Written to', result.writtenTo], ...fields(result).slice(1)])
