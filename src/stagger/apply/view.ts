import { armName } from '../../core/arm-id.js'
import { figure } from '../../core/figure.js'
import { groupBy } from '../../core/group.js'
import { isFinal, isWait } from '../../fleet/stop.js'
import { count, formatTime } from '../../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../../view/plan-view.js'
import { paint, type Style, type Tone, type View } from '../../view/style.js'
import { renderTable } from '../../view/table.js'
import type { DailyRun } from './daily-runs.js'
import type { StaggerApplyResult } from './result.js'
import type { MoveRow, PolicyRow } from './rows.js'

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
      { header: 'May be moved', value: mayBeMoved },
    ],
    { style },
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
    ...writes(result),
    ...next(result),
  ].join('\n')
}

function renderRehearsal(result: StaggerApplyResult, style: Style): string {
  const { machines, policies, changes } = result
  if (changes.length === 0) return 'Nothing to do: every VM of the plan is in its slot.'
  const moves = changes.filter(({ kind }) => kind === 'VM').length
  const now = machines.filter(({ status }) => status === 'planned').length
  const made = policies.filter(({ status }) => status === 'planned').length
  const lines = renderChanges(changes.slice(0, MOST_ROWS), style)
  const more = changes.length > MOST_ROWS ? [`and ${figure(changes.length - MOST_ROWS)} more`] : []
  const sum = `${count(made, 'policy', 'policies')} to make, ${count(moves, 'VM')} to move. Now: ${figure(now)} of ${count(moves, 'move')}.`
  return [lines, ...more, sum, ...reasons(result), ...writes(result), ...daily(result), DRY_RUN_NOTE].join('\n')
}

/** What somebody has to look at stands first. */
function urgency({ status }: MoveRow): number {
  return ['failed', 'running', 'notStarted', 'waiting', 'done', 'planned', 'unchanged'].indexOf(status)
}

function summary(machines: readonly MoveRow[]): string {
  const groups = [...groupBy(machines, ({ status }) => status)]
  return `${groups.map(([status, rows]) => `${figure(rows.length)} ${STATUSES[status][0]}`).join(', ')}.`
}

/** Each reason once, with the number of VMs, and what to do about it: names and times apart, which stand in the table. */
function reasons({ machines, policies }: StaggerApplyResult): string[] {
  const told = [...machines, ...policies].filter(({ code }) => code !== null)
  const keyOf = ({ code, message, name }: (typeof told)[number]) =>
    `${code} ${(message ?? '').replaceAll(name, '').replace(/^.* UTC: /, '')}`
  return [...groupBy(told, keyOf).values()].flatMap((same) => {
    const [first] = same
    const isOneTime = same.every((row) => timeOf(row) === timeOf(first))
    const others =
      same.length > 1 ? ` (and ${figure(same.length - 1)} more${isOneTime ? '' : ', each at its time'})` : ''
    return [`- ${first?.message}${others}`, ...(first?.suggestions ?? []).map((text) => `  ${text}`)]
  })
}

function timeOf(row: MoveRow | PolicyRow | undefined): string {
  return row?.status === 'waiting' ? mayBeMoved(row) : ''
}

/** What is known of the budget, and what is not. */
function writes({ policyWrites, policies }: StaggerApplyResult): string[] {
  if (policies.every(({ status }) => status === 'unchanged')) return []
  const vaults = policyWrites.map(({ vault, today, perDay }) => {
    const of = perDay === null ? '' : ` of ${figure(perDay)}`
    return `${armName(vault)} ${figure(today)}${of}`
  })
  return [
    `Policy writes today, known of runs with a journal here: ${vaults.join(', ')}. Others (portal, azbk policy, other machines) Azure does not list: they are not counted.`,
  ]
}

function next({ resume, goOnAt, machines, ...rest }: StaggerApplyResult): string[] {
  const left = machines.filter(({ status }) => status !== 'done' && status !== 'unchanged')
  if (left.length === 0) return ['', 'Next: azbk stagger audit shows the nights as they now are.']
  if (left.every(isFinal)) return ['', 'Next: azbk stagger plan --out plan.json makes a new plan for what is left.']
  const when = goOnAt === null ? '' : ` after ${formatTime(goOnAt)}`
  // What Azure itself stopped is not slept through.
  const isWaiting = goOnAt !== null && machines.some(({ status }) => status === 'waiting')
  const wait =
    isWaiting && !/ --wait\b/.test(resume ?? '') ? ['With --wait --timeout 24h it sleeps until it may go on.'] : []
  return ['', `Go on${when} with: ${resume ?? 'the same command'}`, ...daily({ machines, ...rest }), ...wait]
}

/** A run at another hour never makes a move that fits a short stretch of the night only. */
function daily({ dailyRuns, machines }: Pick<StaggerApplyResult, 'dailyRuns' | 'machines'>): string[] {
  if (dailyRuns.length === 0) return []
  const served = dailyRuns.reduce((sum, { moves }) => sum + moves, 0)
  // Of a run that was interrupted all rows say that, and not what they waited for.
  const waiting = Math.max(served, machines.filter(isWait).length)
  const share = served < waiting ? `${figure(served)} of the` : 'all'
  const hours = dailyRuns.map((run) => `${hourOf(run)}${dailyRuns.length > 1 ? ` (${figure(run.moves)})` : ''}`)
  return [
    `A daily run that begins ${hours.join(' and ')} makes ${share} ${count(waiting, 'move')} that wait for a safe time.`,
  ]
}

function hourOf({ from, to }: DailyRun): string {
  return from === to ? 'at any time' : `between ${from} and ${to} UTC`
}

/** `2026-03-03 00:00-03:15 UTC` */
function mayBeMoved({ until, notAfter }: MoveRow): string {
  if (until === null || notAfter === null) return formatTime(until)
  const isSameDay = until.slice(0, 10) === notAfter.slice(0, 10)
  const end = isSameDay ? formatTime(notAfter).slice(11) : ` ${formatTime(notAfter)}`
  return `${formatTime(until).replace(' UTC', isSameDay ? '-' : ' -')}${end}`
}
