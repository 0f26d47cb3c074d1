import type { DrilledMachine, DrillRecord } from '../model/drill.js'
import { formatDuration, formatTime } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import { paint, type Style, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { DrillRunResult } from './run.js'

export const renderDrillRun: View<DrillRunResult> = async ({ changes, planned, drill, evidence }, style) => {
  if (drill === null) {
    const refused = planned.flatMap(({ name, reason }) => (reason === null ? [] : [`\n${name}: ${reason}`]))
    return [renderChanges(changes, style), ...refused, DRY_RUN_NOTE].join('\n')
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
      { header: 'Verdict', value: (row) => paint(style, COLOURS[row.verdict], WORDS[row.verdict]) },
      { header: 'Point', value: (row) => formatTime(row.point?.time) },
      { header: 'Restore', value: (row) => duration(row.times.restoreMs) },
      { header: 'Boot', value: (row) => duration(row.times.bootMs) },
      { header: 'Probes', value: probesOf },
      { header: 'Recovered in', value: (row) => duration(row.times.totalMs) },
      { header: 'RTO', value: (row) => duration(row.rtoMs) },
    ],
    { style, empty: 'No VM was practised on.' },
  )
  const reasons = machines.flatMap((row) => (row.reason === null ? [] : ['', ...reasonLines(row)]))
  const end =
    teardown.state === 'gone'
      ? `Resource group ${group} and all that was in it are deleted.`
      : paint(style, 'bad', `Resource group ${group} is still there: ${teardown.reason}`)
  return [table, ...reasons, '', end].join('\n')
}

const WORDS = { passed: 'passed', late: 'late', failed: 'failed', notRun: 'not run' } as const
const COLOURS = { passed: 'good', late: 'warn', failed: 'bad', notRun: 'warn' } as const

function probesOf({ probes }: DrilledMachine): string {
  return probes.length === 0 ? '-' : `${probes.filter(({ passed }) => passed).length} of ${probes.length}`
}

function reasonLines({ name, reason, probes }: DrilledMachine): string[] {
  const failed = probes.filter(({ passed }) => !passed).map((probe) => `  - ${probe.name}: ${probe.detail}`)
  return [`${name}: ${reason}`, ...failed]
}

function duration(ms: number | null): string {
  return ms === null ? '-' : formatDuration(ms)
}
