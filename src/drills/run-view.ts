import type { DrilledMachine, DrillRecord } from '../model/drill.js'
import { formatTime } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import { paint, type Style, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import { sayCosts } from './costs.js'
import { probeCount, sayMs, VERDICT_WORDS } from './page.js'
import type { DrillRunResult } from './run.js'

export const renderDrillRun: View<DrillRunResult> = async ({ changes, planned, costs, drill, evidence }, style) => {
  if (drill === null) {
    const refused = planned.flatMap(({ name, reason }) => (reason === null ? [] : [`\n${name}: ${reason}`]))
    const bill = costs === null || changes.length === 0 ? [] : [sayCosts(costs)]
    return [renderChanges(changes, style), ...bill, ...refused, DRY_RUN_NOTE].join('\n')
  }
  const file = evidence === null ? [] : ['', `Evidence: ${evidence.file} (SHA-256 ${evidence.sha256})`]
  return [await renderDrill(drill, style), ...file].join('\n')
}

/** What a drill found out, VM by VM, and what became of its resource group. */
export async function renderDrill({ machines, teardown, group }: DrillRecord, style: Style): Promise<string> {
  const table = await renderTable(
    machines,
    [
      { header: 'VM', value: (row) => row.name },
      { header: 'Tier', value: (row) => row.tier },
      { header: 'Verdict', value: (row) => paint(style, COLOURS[row.verdict], VERDICT_WORDS[row.verdict]) },
      { header: 'Point', value: (row) => formatTime(row.point?.time) },
      { header: 'Restore', value: (row) => sayMs(row.times.restoreMs) },
      { header: 'Boot', value: (row) => sayMs(row.times.bootMs) },
      { header: 'Probes', value: probeCount },
      { header: 'Recovered in', value: (row) => sayMs(row.times.recoveredMs) },
      { header: 'RTO', value: (row) => sayMs(row.rtoMs) },
    ],
    { style, empty: 'No VM was practised on.' },
  )
  const reasons = machines.flatMap((row) => (row.reason === null ? [] : ['', ...reasonLines(row)]))
  const end =
    teardown.state === 'gone'
      ? `Resource group ${group} and all that was in it are deleted.`
      : paint(
          style,
          'bad',
          `Resource group ${group} is still there: ${teardown.reason} ${teardown.left.join(', ')}`.trimEnd(),
        )
  return [table, ...reasons, '', end].join('\n')
}

const COLOURS = { passed: 'good', late: 'warn', failed: 'bad', notRun: 'warn' } as const

function reasonLines({ name, reason, probes }: DrilledMachine): string[] {
  const failed = probes.filter(({ passed }) => !passed).map((probe) => `  - ${probe.name}: ${probe.detail}`)
  return [`${name}: ${reason}`, ...failed]
}
