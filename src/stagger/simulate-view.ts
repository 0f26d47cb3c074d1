import { MINUTE_MS } from '../core/clock.js'
import { figure } from '../core/figure.js'
import { SEVERITIES, type StaggerFinding } from '../slots/findings.js'
import type { MinuteSpread } from '../slots/statistics.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import type { Style, View } from '../view/style.js'
import { paint } from '../view/style.js'
import { type Column, renderTable } from '../view/table.js'
import type { SimulateStaggerResult } from './simulate.js'
import type { NightFigures, SimulatedNights } from './simulate-measure.js'

/** Both sides of the nights, one beside the other; then the vaults and accounts that differ most. */
export const renderSimulate: View<SimulateStaggerResult> = async (result, style) => {
  const parts = [
    renderHead(result),
    await renderSides(result, style),
    renderCurves(result),
    await renderVaults(result, style),
    await renderAccounts(result, style),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function renderHead({ from, nights, seed, plan }: SimulateStaggerResult): string {
  const change = plan.moves === 0 ? 'no moves' : `${count(plan.moves, 'move')} in ${count(plan.days, 'day')}`
  return `${count(nights, 'night')} from ${formatTime(from)}, seed ${seed}: as it is, and after ${change}.`
}

type Row = readonly [label: string, value: (side: SimulatedNights) => string]

async function renderSides(result: SimulateStaggerResult, style: Style): Promise<string> {
  const { before, after, limits } = result
  const together = limits.startsTogether?.value
  const ofAll = after.vaults.length > 1 ? ', in all vaults' : ''
  const rows: Row[] = [
    ['VMs backed up', ({ machines }) => figure(machines)],
    ...idleRow(result),
    ['Backups', ({ jobs, failed }) => (failed === 0 ? figure(jobs) : `${figure(jobs)}, ${figure(failed)} failed`)],
    ['Most VMs of a vault that start together', ({ mostStarts }) => figure(mostStarts)],
    ['Most VMs of a vault at work', ({ mostAtWork }) => figure(mostAtWork)],
    ...(together === undefined
      ? []
      : [[`Time above ${figure(together)} at work, a night${ofAll}`, minutesAbove] as Row]),
    ['Wait between snapshot and transfer', ({ queue }) => formatSpread(queue)],
    ['Duration', ({ duration }) => formatSpread(duration)],
    [`Backups longer than ${limits.backupHours.value} h`, ({ tooLong }) => figure(tooLong)],
    ['Latest end of a night', ({ latestEnd }) => formatTime(latestEnd)],
    ['Findings in the jobs', ({ findings }) => formatFindings(findings)],
    ['Data moved', ({ movedGb }) => `${figure(movedGb)} GB`],
  ]
  const columns: Column<Row>[] = [
    { header: '', value: ([label]) => label },
    { header: 'Before', value: ([, value]) => value(before), align: 'right' },
    { header: 'After', value: ([, value]) => value(after), align: 'right' },
  ]
  return `${await renderTable(rows, columns, { style })}\n${paint(style, 'dim', 'Waits and durations: half of them / 19 of 20 / longest.')}`
}

/** VMs that no policy backs up are in no night: said where there are some. */
function idleRow({ before, idle }: SimulateStaggerResult): Row[] {
  if (idle.before === 0) return []
  return [['VMs that no policy backs up', (side) => figure(side === before ? idle.before : idle.after)]]
}

function formatFindings(findings: readonly StaggerFinding[]): string {
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity).length
    return found === 0 ? [] : [count(found, severity)]
  })
  return counts.join(', ') || '0'
}

function minutesAbove({ minutesAboveLimit }: NightFigures): string {
  return minutes(minutesAboveLimit)
}

function formatSpread({ p50, p95, max }: MinuteSpread): string {
  return [p50, p95, max].map(minutes).join(' / ')
}

function minutes(value: number): string {
  return value === 0 ? '0' : formatDuration(value * MINUTE_MS)
}

const LEVELS = '▁▂▃▄▅▆▇█'

/** VMs at work through the night, a sign for each half hour, on one scale. */
function renderCurves({ before, after, from }: SimulateStaggerResult): string {
  const most = Math.max(1, ...before.curve, ...after.curve)
  const line = (curve: readonly number[]) =>
    curve.map((n) => (n === 0 ? ' ' : LEVELS[Math.ceil((n / most) * LEVELS.length) - 1])).join('')
  const first = Number(from.slice(11, 13))
  const hours = Array.from({ length: 8 }, (_, i) =>
    String((first + 3 * i) % 24)
      .padStart(2, '0')
      .padEnd(6),
  ).join('')
  return [
    `VMs at work by half hours (UTC), of ${figure(most)}:`,
    `        ${hours}`.trimEnd(),
    `Before  ${line(before.curve)}`.trimEnd(),
    `After   ${line(after.curve)}`.trimEnd(),
  ].join('\n')
}

/** Rows beyond these are in the JSON. */
const MOST_ROWS = 20

async function renderVaults({ before, after }: SimulateStaggerResult, style: Style): Promise<string> {
  if (after.vaults.length < 2) return ''
  const earlier = new Map(before.vaults.map((vault) => [vault.vault, vault]))
  const rows = after.vaults
    .map((now) => ({ now, was: earlier.get(now.vault) }))
    .sort(
      (left, right) =>
        (right.was?.mostAtWork ?? 0) - (left.was?.mostAtWork ?? 0) || compare(left.now.vault, right.now.vault),
    )
  const pair =
    (value: (figures: NightFigures) => string): Column<(typeof rows)[number]>['value'] =>
    ({ was, now }) =>
      `${was === undefined ? '-' : value(was)} -> ${value(now)}`
  const columns: Column<(typeof rows)[number]>[] = [
    { header: 'Vault', value: ({ now }) => now.vault },
    { header: 'VMs', value: ({ now }) => figure(now.machines), align: 'right' },
    { header: 'At work', value: pair(({ mostAtWork }) => figure(mostAtWork)), align: 'right' },
    { header: 'Above limit', value: pair(minutesAbove), align: 'right' },
    { header: 'Longest wait', value: pair(({ queue }) => minutes(queue.max)), align: 'right' },
    { header: 'Longest backup', value: pair(({ duration }) => minutes(duration.max)), align: 'right' },
  ]
  return `${await renderTable(rows.slice(0, MOST_ROWS), columns, { style })}${more(rows.length, 'vault')}`
}

async function renderAccounts({ before, after, limits }: SimulateStaggerResult, style: Style): Promise<string> {
  const planned = new Map(after.accounts.map((account) => [account.account.toLowerCase(), account]))
  const rows = before.accounts.map((was) => ({ was, now: planned.get(was.account.toLowerCase()) }))
  const columns: Column<(typeof rows)[number]>[] = [
    { header: 'Storage account', value: ({ was }) => was.account },
    {
      header: 'Most disks at once',
      value: ({ was, now }) => `${figure(was.mostDisks)} -> ${figure(now?.mostDisks ?? 0)}`,
      align: 'right',
    },
    {
      header: `Above ${limits.disksPerAccount === null ? '-' : figure(limits.disksPerAccount.value)}, a night`,
      value: ({ was, now }) => `${minutes(was.minutesAboveLimit)} -> ${minutes(now?.minutesAboveLimit ?? 0)}`,
      align: 'right',
    },
  ]
  return rows.length === 0
    ? ''
    : `${await renderTable(rows.slice(0, MOST_ROWS), columns, { style })}${more(rows.length, 'account')}`
}

function more(rows: number, noun: string): string {
  return rows > MOST_ROWS ? `\n... and ${count(rows - MOST_ROWS, `more ${noun}`)}: see --json.` : ''
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
