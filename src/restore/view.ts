import { jobRowStatus, renderJobRows } from '../jobs/rows-view.js'
import { renderFollowUps } from '../view/follow-ups.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import { paint, type View } from '../view/style.js'
import type { EstimateBound, RestoreEstimate } from './estimate.js'
import { leftBehind } from './leavings-view.js'
import type { RestoreResult } from './restore.js'
import type { RestoreRow } from './rows.js'

export const renderRestore: View<RestoreResult> = async (result, style) => {
  const rows = await renderJobRows(result, style, {
    operation: 'Restore',
    columns: [
      { header: 'Status', value: (row) => jobRowStatus(row, style) },
      { header: 'Point', value: (row) => formatTime(row.point?.time) },
      { header: 'Data lost', value: (row) => (row.point === null ? '-' : formatDuration(row.point.ageMs)) },
      { header: 'Takes', value: (row) => (isLate(row) ? paint(style, 'warn', describeTime(row)) : describeTime(row)) },
      { header: 'RTO', value: ({ rtoMs }) => (rtoMs === null ? '-' : formatDuration(rtoMs)) },
      { header: 'Staging account', value: (row) => row.staging?.name ?? '-' },
    ],
  })
  return [rows, ...times(result), ...leftBehind(result), ...afterwards(result)].join('\n')
}

function isLate({ recoveredMs, rtoMs }: RestoreRow): boolean {
  return recoveredMs !== null && rtoMs !== null && recoveredMs > rtoMs
}

function sayExpected({ bestMs, likelyMs }: RestoreEstimate): string {
  return likelyMs === null ? `${formatDuration(bestMs)} or more` : `~${formatDuration(likelyMs)}`
}

/** `2m 5s of ~3m`, measured and likely; `~3m` before; `-` when neither is known. */
function describeTime({ recoveredMs, estimate }: RestoreRow): string {
  const expected = estimate && sayExpected(estimate)
  if (recoveredMs === null) return expected ?? '-'
  return expected === null ? formatDuration(recoveredMs) : `${formatDuration(recoveredMs)} of ${expected}`
}

const BOUNDS: Readonly<Record<EstimateBound, string>> = {
  making: 'the making of disks and VMs',
  vault: 'the copy out of the vault',
  account: 'the wait for its turn with the staging account',
  archive: 'the way back from the archive',
}

/** How long the planned restores take, and what is to be kept. */
function times({ applied, machines }: RestoreResult): string[] {
  const planned = machines.filter(({ status }) => status === 'planned')
  if (applied || planned.length === 0) return []
  return [
    '',
    'How long it takes:',
    ...planned.map((row) => `  ${row.name}: ${describeEstimate(row)}`),
    ...turns(planned),
  ]
}

/** Who has fewer accounts than VMs waits for it, and can do something about it. */
function turns(planned: readonly RestoreRow[]): string[] {
  const stagings = planned.flatMap(({ staging }) => staging ?? [])
  const waves = Math.max(...stagings.map(({ wave }) => wave))
  if (waves === 1) return []
  const accounts = count(new Set(stagings.map(({ name }) => name)).size, 'storage account')
  return [
    `  ${count(planned.length, 'VM')} take turns in ${accounts}, in ${waves} waves: with more accounts there are fewer.`,
  ]
}

function describeEstimate({ estimate, rtoMs, staging }: RestoreRow): string {
  const rto = rtoMs === null ? '' : `; RTO ${formatDuration(rtoMs)}`
  const before = staging === null || staging.wave === 1 ? '' : `, or that of those before it in ${staging.name}`
  if (estimate === null) return `not known, as the size of the disks is not${before}${rto}`
  const { bestMs, likelyMs, worstMs, bound } = estimate
  if (likelyMs === null || worstMs === null) {
    return `${formatDuration(bestMs)} or more: its disks are gone, and only what its last backup moved is known${rto}`
  }
  const range = `${formatDuration(bestMs)} at best, ${formatDuration(worstMs)} at worst`
  return `likely ${formatDuration(likelyMs)} (${range}), most of it ${BOUNDS[bound]}${rto}`
}

/** In full for one VM; for many, where to find it. */
function afterwards({ machines, showCommand }: RestoreResult): string[] {
  const [only, ...others] = machines
  if (only !== undefined && others.length === 0) return renderFollowUps(only.newMachine ?? only.name, only.next)
  const all = machines.reduce((sum, { next }) => sum + next.length, 0)
  const where = showCommand ?? '--query "machines[].{vm: name, next: next}"'
  return all === 0 ? [] : ['', `${count(all, 'thing')} to look at afterwards, with commands: ${where} lists them.`]
}
