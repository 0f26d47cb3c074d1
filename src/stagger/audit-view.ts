import { armName } from '../core/arm-id.js'
import { MINUTE_MS } from '../core/clock.js'
import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import type { Severity, StaggerFinding } from '../slots/findings.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { Spread } from './audit/minute-counts.js'
import type { StaggerAuditResult } from './audit.js'

/** More of one check are counted, not shown: JSON has them all. */
const MOST_SHOWN = 10
const MOST_VAULTS = 20
const TONES: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', info: 'dim' }

export const renderStaggerAudit: View<StaggerAuditResult> = async (result, style) => {
  const blocks = [
    headline(result),
    await happenedTable(result, style),
    reading(result),
    await nightsTable(result, style),
    findings(result, style),
    fixed(result),
    verdict(result),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function headline({ scheduled, limits, at, dst, findings }: StaggerAuditResult): string {
  const { machines, vaults, violations, mostStarts, policiesUsed } = scheduled
  if (machines === 0) return findings.find(({ code }) => code === 'NOTHING_TO_AUDIT')?.message ?? ''
  return [
    `${count(machines, 'VM')} in ${count(vaults, 'vault')} at ${formatTime(at)}, limits ${limits}, policy times ${dst.mode} (${dst.reason}).`,
    `As scheduled: ${count(policiesUsed, 'policy', 'policies')} in use, at most ${figure(mostStarts)} start together in a vault; ${figure(violations)} VMs and disks over a limit.`,
  ].join('\n')
}

async function happenedTable({ happened }: StaggerAuditResult, style: Style): Promise<string> {
  if (happened === null) return ''
  const active = happened.vaults.filter(({ backups }) => backups > 0)
  const head = `As it happened, ${formatTime(happened.from)} to ${formatTime(happened.to)}:`
  if (active.length === 0) return `${head} no backups.`
  const table = await renderTable(
    active.slice(0, MOST_VAULTS),
    [
      { header: 'Vault', value: (row) => row.vault },
      { header: 'Backups', value: (row) => figure(row.backups), align: 'right' },
      { header: 'Failed', value: (row) => figure(row.failed), align: 'right' },
      { header: 'At work at once', value: (row) => figure(row.mostAtWork), align: 'right' },
      { header: 'At', value: (row) => formatTime(row.mostAtWorkAt) },
      { header: 'Above limit', value: (row) => minutes(row.minutesAboveLimit), align: 'right' },
      { header: 'Start delay p50/p95', value: (row) => spread(row.startDelay), align: 'right' },
      { header: 'Took p50/p95', value: (row) => spread(row.duration), align: 'right' },
      { header: 'MB/s', value: (row) => (row.rateMbps === null ? '-' : figure(row.rateMbps)), align: 'right' },
    ],
    { style },
  )
  const more = active.length > MOST_VAULTS ? `\n.. and ${figure(active.length - MOST_VAULTS)} more vaults` : ''
  return `${head}\n${table}${more}`
}

function spread(value: Spread | null): string {
  return value === null ? '-' : `${minutes(value.p50)} / ${minutes(value.p95)}`
}

function minutes(value: number): string {
  return value === 0 ? '0m' : formatDuration(value * MINUTE_MS)
}

function reading({ happened, requests }: StaggerAuditResult): string {
  if (happened === null) return ''
  const { newJobs, detailsRead, withoutBytes } = happened
  const without =
    withoutBytes.length === 0 ? '' : ` Transferred bytes of ${count(withoutBytes.length, 'VM')} are not known yet.`
  return `${count(requests, 'request')}: ${count(newJobs, 'new job')}, details of ${figure(detailsRead)}.${without}`
}

async function nightsTable({ nights }: StaggerAuditResult, style: Style): Promise<string> {
  if (nights.every(({ starts }) => starts === 0)) return ''
  const table = await renderTable(
    nights,
    [
      { header: 'Night of', value: (row) => row.night },
      { header: 'Starts', value: (row) => figure(row.starts), align: 'right' },
      { header: 'Together', value: (row) => figure(row.mostTogether), align: 'right' },
      { header: 'At', value: (row) => formatTime(row.at) },
      { header: 'Vault', value: (row) => row.vault ?? '-' },
      { header: 'Over limits', value: (row) => figure(row.over), align: 'right' },
      { header: 'Clocks change', value: (row) => row.clocksChange.join(', ') },
    ],
    { style },
  )
  return `The next nights:\n${table}`
}

function findings({ findings: all, baseline }: StaggerAuditResult, style: Style): string {
  if (all.length === 0) return 'No findings.'
  const isNew = new Set(baseline?.new)
  const line = ({ id, severity, message, cure }: StaggerFinding) => {
    const state = baseline === null ? '' : isNew.has(id) ? 'new ' : ''
    const advice = cure === null ? '' : `\n    ${cure}`
    return `${paint(style, TONES[severity], `${state}${severity}`)} ${message}${advice}`
  }
  const groups = [...groupBy(all, ({ code }) => code).values()].map((group) => {
    const shown = [...group].sort((a, b) => Number(isNew.has(b.id)) - Number(isNew.has(a.id))).slice(0, MOST_SHOWN)
    const rest = group.length - shown.length
    return [...shown.map(line), ...(rest > 0 ? [`    .. and ${figure(rest)} more ${group[0]?.code}`] : [])].join('\n')
  })
  return `Findings:\n${groups.join('\n')}`
}

function fixed({ fix }: StaggerAuditResult): string {
  if (fix === null) return ''
  const { file, moves, policies, days, violationsBefore, violationsAfter } = fix
  return `${file}: ${count(moves, 'move')} and ${count(policies, 'new policy', 'new policies')} in ${count(days, 'day')} take what is over limits from ${figure(violationsBefore)} to ${figure(violationsAfter)}.\nNext: azbk stagger apply ${file} --dry-run`
}

function verdict({ findings: all, baseline }: StaggerAuditResult): string {
  const tally = (severity: Severity) => all.filter((finding) => finding.severity === severity).length
  const sums = `${count(tally('error'), 'error')}, ${count(tally('warning'), 'warning')}, ${figure(tally('info'))} info.`
  if (baseline === null) return sums
  const { vaultsAdded, vaultsGone } = baseline
  return [
    `${sums} Since the baseline: ${figure(baseline.new.length)} new, ${figure(baseline.fixed.length)} fixed, ${figure(baseline.unchanged.length)} unchanged.`,
    ...otherVaults(vaultsAdded, 'is not in the baseline: all that is found in it counts as new'),
    ...otherVaults(vaultsGone, 'is in the baseline and not in scope: all that was found in it counts as fixed'),
  ].join('\n')
}

function otherVaults(ids: readonly string[], what: string): string[] {
  return ids.slice(0, MOST_SHOWN).map((id) => `Vault '${armName(id)}' ${what}.`)
}
