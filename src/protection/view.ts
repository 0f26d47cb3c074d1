import type { FleetStatus } from '../fleet/run.js'
import { count } from '../view/format.js'
import { renderChanges } from '../view/plan-view.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { type Column, renderTable } from '../view/table.js'
import type { ProtectResult, ProtectRow } from './protect.js'

type Status = FleetStatus | 'planned'

const TONES: Readonly<Record<Status, Tone>> = {
  done: 'good',
  unchanged: 'dim',
  planned: 'strong',
  running: 'warn',
  failed: 'bad',
  notStarted: 'warn',
}

const WORDS: Readonly<Record<Status, string>> = {
  done: 'done',
  unchanged: 'unchanged',
  planned: 'planned',
  running: 'still running',
  failed: 'failed',
  notStarted: 'not started',
}

/** The columns that results of every protection verb share. */
export function statusColumns<T extends { name: string; vault: string | null; status: Status }>(
  style: Style,
): Column<T>[] {
  return [
    { header: 'VM', value: (row) => row.name },
    { header: 'Vault', value: (row) => row.vault ?? '-' },
    { header: 'Result', value: (row) => paint(style, TONES[row.status], WORDS[row.status]) },
  ]
}

/** `3 VMs: 2 done, 1 failed`. */
export function summarize(rows: readonly { status: Status }[]): string {
  const parts = (Object.keys(WORDS) as Status[]).flatMap((status) => {
    const n = rows.filter((row) => row.status === status).length
    return n === 0 ? [] : [`${n} ${WORDS[status]}`]
  })
  return `${count(rows.length, 'VM')}: ${parts.join(', ')}.`
}

/** What to do about rows that went wrong, each advice once. */
export function renderAdvice(rows: readonly { suggestions: readonly string[] }[]): string[] {
  const advice = [...new Set(rows.flatMap((row) => row.suggestions))].slice(0, MOST_ADVICE)
  return advice.length === 0 ? [] : ['', 'Try:', ...advice.map((text) => `  - ${text}`)]
}

const MOST_ADVICE = 6

export const renderProtect: View<ProtectResult> = async (result, style) => {
  if (!result.applied) return renderPlan(result, style)
  const columns: Column<ProtectRow>[] = [
    ...statusColumns<ProtectRow>(style),
    { header: 'Policy', value: (row) => row.policy ?? '-' },
    { header: 'What', value: (row) => row.message ?? '' },
  ]
  const table = await renderTable(result.machines, columns, style, 'No VM is in this part of the selection.')
  const next = result.machines.find((row) => row.status === 'done')
  return [
    table,
    ...(result.machines.length > 1 ? ['', summarize(result.machines)] : []),
    ...renderAdvice(result.machines),
    ...(next
      ? ['', `Next: azbk backup --vm ${next.name} takes the first backup now; azbk status shows where it stands.`]
      : []),
  ].join('\n')
}

/** The plan of a dry run, and what will not be done. */
function renderPlan(result: ProtectResult, style: Style): string {
  const refused = result.machines.filter((row) => row.status === 'failed')
  return [
    'Nothing was changed (--dry-run). The plan:',
    renderChanges(result.changes, style),
    ...refused.map((row) => `! VM ${row.name}: ${row.message}`),
    ...renderAdvice(refused),
  ].join('\n')
}
