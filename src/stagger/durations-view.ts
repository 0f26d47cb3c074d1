import { MINUTE_MS } from '../core/clock.js'
import { figure } from '../core/figure.js'
import { formatDuration } from '../view/format.js'
import type { Style } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { DurationCase, DurationSummary } from './plan-durations.js'

const SCENARIO_WORDS: Readonly<Record<DurationCase, string>> = {
  best: 'if all goes well',
  likely: 'likely',
  worst: 'at the worst',
  checksum: 'likely, without a snapshot',
  first: 'likely, the first time',
}

/** A row for each scenario; nothing without VMs. */
export async function renderDurations(durations: readonly DurationSummary[], style: Style): Promise<string> {
  if (durations.length === 0) return ''
  return renderTable(
    durations,
    [
      { header: 'Backups take', value: ({ scenario }) => SCENARIO_WORDS[scenario] },
      { header: 'Half of them', align: 'right', value: ({ p50 }) => formatDuration(p50 * MINUTE_MS) },
      { header: '19 of 20', align: 'right', value: ({ p95 }) => formatDuration(p95 * MINUTE_MS) },
      { header: 'Longest', align: 'right', value: ({ max }) => formatDuration(max * MINUTE_MS) },
      {
        header: 'Bound by, VMs',
        value: ({ boundBy }) => boundBy.map(({ bound, machines }) => `${bound} ${figure(machines)}`).join(', '),
      },
    ],
    { style },
  )
}
