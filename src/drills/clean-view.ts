import { formatTime } from '../view/format.js'
import { renderOutcome } from '../view/plan-view.js'
import { paint, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { CleanedGroup, DrillCleanResult } from './clean.js'

export const renderDrillClean: View<DrillCleanResult> = async (result, style) => {
  const table = await renderTable(
    result.groups,
    [
      { header: 'Resource group', value: (row) => row.name },
      { header: 'Began', value: (row) => formatTime(row.startedAt) },
      { header: 'State', value: (row) => paint(style, colourOf(row), stateOf(row)) },
      { header: 'Why', value: (row) => row.teardown?.reason ?? row.reason },
    ],
    { style, empty: 'No drill left anything behind.' },
  )
  if (result.changes.length === 0) return table
  const isAllGone = result.groups.every(({ teardown }) => teardown?.state !== 'left')
  const done = isAllGone ? 'Deleted.' : 'Not all of it could be deleted.'
  return [table, '', renderOutcome(result, style, { done })].join('\n')
}

const WORDS = { left: 'left over', running: 'running', young: 'perhaps running', foreign: 'not a drill' } as const

function stateOf({ state, teardown }: CleanedGroup): string {
  if (teardown === null) return WORDS[state]
  return teardown.state === 'gone' ? 'deleted' : 'still there'
}

function colourOf({ state, teardown }: CleanedGroup): 'good' | 'warn' | 'bad' {
  if (teardown?.state === 'left') return 'bad'
  return state === 'left' && teardown === null ? 'warn' : 'good'
}
