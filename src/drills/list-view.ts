import { formatDuration, formatTime } from '../view/format.js'
import { paint, type Style, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { DrillRow, TierRecovery } from './history.js'
import type { DrillListResult, NeverDrilled } from './list.js'
import { lookedAt, ranBy, restoredBy, sayMs, VERDICT_WORDS } from './page.js'
import { renderDrill } from './run-view.js'
import type { DrillShowResult } from './show.js'

export const renderDrillList: View<DrillListResult> = async ({ drills, tiers, findings, never }, style) => {
  const history = await renderTable(
    drills,
    [
      { header: 'Drill', value: (row) => row.name },
      { header: 'Ended', value: (row) => formatTime(row.endedAt) },
      { header: 'VMs', value: verdictsOf },
      { header: 'From', value: (row) => (row.crossRegion ? 'paired region' : 'own region') },
      { header: 'Group', value: (row) => (row.teardown === 'gone' ? 'deleted' : paint(style, 'bad', 'still there')) },
    ],
    { style, empty: 'No drill was ever made. Make one with: azbk drill run' },
  )
  const parts = [history, await tierTable(tiers, style), findings.map((text) => paint(style, 'warn', text)).join('\n')]
  if (never !== null) parts.push(await neverTable(never, style))
  return parts.filter((part) => part !== '').join('\n\n')
}

function verdictsOf({ verdicts }: DrillRow): string {
  const rows = Object.entries(verdicts).filter(([, n]) => n > 0)
  return rows.map(([verdict, n]) => `${n} ${VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS]}`).join(', ') || '-'
}

async function tierTable(tiers: readonly TierRecovery[], style: Style): Promise<string> {
  if (tiers.length === 0) return ''
  const columns = [
    { header: 'Tier', value: (row: TierRecovery) => row.tier },
    { header: 'Recovered', value: (row: TierRecovery) => String(row.recoveries) },
    {
      header: 'Mean time to recover',
      value: (row: TierRecovery) => paint(style, row.overRto ? 'bad' : 'good', formatDuration(row.meanMs)),
    },
    { header: 'RTO', value: (row: TierRecovery) => sayMs(row.rtoMs) },
  ]
  return renderTable(tiers, columns, { style, empty: '' })
}

function neverTable(never: readonly NeverDrilled[], style: Style): Promise<string> {
  const columns = [
    { header: 'Never practised on', value: (row: NeverDrilled) => row.name },
    { header: 'Resource group', value: (row: NeverDrilled) => row.resourceGroup },
    { header: 'Tier', value: (row: NeverDrilled) => row.tier },
  ]
  return renderTable(never, columns, { style, empty: 'Every protected VM was practised on.' })
}

const DIGESTS = {
  same: 'as the one beside it',
  other: 'NOT the one beside it: the file was changed',
  none: 'none beside it to compare with',
} as const

export const renderDrillShow: View<DrillShowResult> = async ({ record, file, sha256, digest }, style) => {
  const { name, startedAt, endedAt, crossRegion, probes } = record
  const from = crossRegion ? ', from the paired region' : ''
  return [
    `${name}: ${formatTime(startedAt)} to ${formatTime(endedAt)}${from}, by ${restoredBy(record)}. Looked at ${lookedAt(probes)}.`,
    `Run by ${ranBy(record)}.`,
    '',
    await renderDrill(record, style),
    '',
    `Evidence: ${file} (SHA-256 ${sha256}, ${DIGESTS[digest]})`,
  ].join('\n')
}
