import { armName } from '../../core/arm-id.js'
import { figure } from '../../core/figure.js'
import { groupBy } from '../../core/group.js'
import { count, formatTime } from '../../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../../view/plan-view.js'
import { paint, type Style, type Tone, type View } from '../../view/style.js'
import { renderTable } from '../../view/table.js'
import type { StaggerApplyResult } from './apply.js'
import type { MoveRow } from './rows.js'

const STATUSES: Readonly<Record<MoveRow['status'], readonly [word: string, tone: Tone]>> = {
  done: ['moved', 'good'],
  unchanged: ['there already', 'dim'],
  planned: ['planned', 'strong'],
  running: ['still running', 'warn'],
  waiting: ['waiting', 'warn'],
  failed: ['failed', 'bad'],
  notStarted: ['not started', 'warn'],
}

/** VMs in the table; a rollout of thousands is summed up, and JSON has them all. */
const MOST_ROWS = 40

export const renderStaggerApply: View<StaggerApplyResult> = async (result, style) => {
  const { machines, policies, changes, applied } = result
  if (!applied) return renderRehearsal(result, style)
  if (changes.length === 0) return 'Nothing to do: every VM of the plan is in its slot.'
  const made = policies.filter(({ status }) => status === 'done')
  const shown = [...machines].sort((a, b) => urgency(a) - urgency(b)).slice(0, MOST_ROWS)
  const table = await renderTable(
    shown,
    [
      { header: 'VM', value: (row) => row.name },
      { header: 'Vault', value: (row) => armName(row.vault) },
      { header: 'From', value: (row) => row.from ?? '-' },
      { header: 'To', value: (row) => row.to },
      { header: 'Result', value: (row) => paint(style, STATUSES[row.status][1], STATUSES[row.status][0]) },
      { header: 'Not before', value: (row) => formatTime(row.until) },
    ],
    { style, empty: 'The plan moves no VM.' },
  )
  const more = machines.length - shown.length
  return [
    ...(made.length > 0
      ? [
          `Made ${count(made.length, 'policy', 'policies')}: ${made.map(({ name, vault }) => `${name} (${armName(vault)})`).join(', ')}`,
          '',
        ]
      : []),
    table,
    ...(more > 0 ? [`and ${more} more; --output json lists all`] : []),
    '',
    summary(machines),
    ...reasons(result),
    ...next(result),
  ].join('\n')
}

function renderRehearsal({ machines, policies, changes }: StaggerApplyResult, style: Style): string {
  if (changes.length === 0) return 'Nothing to do: every VM of the plan is in its slot.'
  const moves = machines.filter(({ status }) => status === 'planned').length
  const made = policies.filter(({ status }) => status === 'planned').length
  const lines = renderChanges(changes.slice(0, MOST_ROWS), style)
  const more = changes.length > MOST_ROWS ? [`and ${figure(changes.length - MOST_ROWS)} more`] : []
  const sum = `${count(made, 'policy', 'policies')} to make, ${count(moves, 'VM')} to move.`
  return [lines, ...more, sum, DRY_RUN_NOTE].join('\n')
}

/** What somebody has to look at stands first. */
function urgency({ status }: MoveRow): number {
  return ['failed', 'running', 'notStarted', 'waiting', 'done', 'planned', 'unchanged'].indexOf(status)
}

function summary(machines: readonly MoveRow[]): string {
  const groups = [...groupBy(machines, ({ status }) => status)]
  return `${groups.map(([status, rows]) => `${figure(rows.length)} ${STATUSES[status][0]}`).join(', ')}.`
}

/** Each reason once, with the number of VMs, and what to do about it. */
function reasons({ machines, policies }: StaggerApplyResult): string[] {
  const told = [...machines, ...policies].filter(({ code }) => code !== null)
  return [
    ...groupBy(told, ({ code, message, name }) => `${code} ${(message ?? '').replaceAll(name, '')}`).values(),
  ].flatMap((same) => {
    const [first] = same
    const others = same.length > 1 ? ` (and ${same.length - 1} more)` : ''
    return [`- ${first?.message}${others}`, ...(first?.suggestions ?? []).map((text) => `  ${text}`)]
  })
}

function next({ resume, goOnAt, machines }: StaggerApplyResult): string[] {
  if (machines.every(({ status }) => status === 'done' || status === 'unchanged')) {
    return ['', 'Next: azbk stagger audit shows the nights as they now are.']
  }
  const when = goOnAt === null ? '' : ` after ${formatTime(goOnAt)}`
  const wait = goOnAt === null ? [] : ['With --wait --timeout 24h it sleeps until it may go on.']
  return ['', `Go on${when} with: ${resume ?? 'the same command'}`, ...wait]
}
