import { renderJobError } from '../jobs/view.js'
import { vmArgument } from '../model/machine.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { StatusCondition, StatusRow } from './plan.js'
import type { StatusResult } from './status.js'

const TONES: Readonly<Record<StatusCondition, Tone>> = {
  protected: 'good',
  stopped: 'warn',
  suspended: 'warn',
  deleted: 'bad',
  broken: 'bad',
  unprotected: 'bad',
  unknown: 'warn',
}

/** One VM gets a screen, more a table. */
export const renderStatus: View<StatusResult> = (rows, style) => {
  const [only, ...others] = rows
  return only !== undefined && others.length === 0 ? renderOne(only, style) : renderFleet(rows, style)
}

function renderOne(row: StatusRow, style: Style): string {
  const failure = row.lastFailure
  const fields = renderFields([
    ['VM', `${row.name} (resource group ${row.resourceGroup})${row.exists ? '' : ', which is gone'}`],
    ['Protection', renderCondition(row, style)],
    ['Vanishes', row.purgeTime === null ? undefined : formatTime(row.purgeTime)],
    ['Vault', row.vault ?? undefined],
    ['Policy', row.policy ?? undefined],
    ['Schedule', row.schedule ?? undefined],
    ['Next runs', row.nextRuns.map((time) => formatTime(time)).join(', ') || undefined],
    ['Running now', row.runningJob === null ? undefined : `backup, job ${row.runningJob}`],
    [
      'Last backup',
      row.lastBackup === null ? undefined : `${formatTime(row.lastBackup.time)}, ${row.lastBackup.status}`,
    ],
    ['Last good point', row.lastPoint === null ? 'none' : `${formatTime(row.lastPoint)}, ${formatAge(row)} ago`],
    ['RPO', renderRpo(row, style)],
    ['Tier', `${row.tier} (${row.tierReason})`],
    ['Health', row.health ?? undefined],
    ['Last failure', failure === null ? undefined : `${formatTime(failure.time)}, job ${failure.job}`],
  ])
  const reasons = (failure?.errors ?? []).map((error) => renderJobError(error, style))
  const next = nextCommand(row)
  return [fields, ...reasons, ...(next === undefined ? [] : [`Next: ${next}`])].join('\n\n')
}

async function renderFleet(rows: StatusResult, style: Style): Promise<string> {
  const table = await renderTable(
    rows,
    [
      { header: 'VM', value: (row) => row.name },
      { header: 'Group', value: (row) => row.resourceGroup },
      { header: 'Protection', value: (row) => renderCondition(row, style) },
      { header: 'Vault', value: (row) => row.vault ?? '-' },
      { header: 'Policy', value: (row) => row.policy ?? '-' },
      { header: 'Last point', value: (row) => formatTime(row.lastPoint) },
      { header: 'Age', value: formatAge, align: 'right' },
      { header: 'RPO', value: (row) => rpoWord(row, style) },
      { header: 'Next run', value: (row) => formatTime(row.nextRuns[0]) },
      { header: 'Last failure', value: (row) => formatTime(row.lastFailure?.time) },
    ],
    { style, empty: 'No VMs here.' },
  )
  return `${table}\n\n${summary(rows)}`
}

/** e.g. `60 VMs: 48 protected, 2 stopped, 10 unprotected. 3 miss their RPO, 1 failed in the last 7 days.` */
function summary(rows: StatusResult): string {
  const tally = (test: (row: StatusRow) => boolean) => rows.filter(test).length
  const conditions = (Object.keys(TONES) as StatusCondition[]).flatMap((condition) => {
    const n = tally((row) => row.condition === condition)
    return n === 0 ? [] : [`${n} ${condition}`]
  })
  const late = tally((row) => row.rpoMet === false)
  const failed = tally((row) => row.lastFailure !== null)
  const running = tally((row) => row.runningJob !== null)
  return [
    `${count(rows.length, 'VM')}: ${conditions.join(', ')}.`,
    `${late} ${late === 1 ? 'misses its' : 'miss their'} RPO, ${failed} had a failed backup in the last 7 days, ${running} ${running === 1 ? 'is' : 'are'} being backed up.`,
  ].join('\n')
}

function renderCondition(row: StatusRow, style: Style): string {
  const first = row.state === 'IRPending' && row.condition === 'protected' ? ', first backup pending' : ''
  const gone = row.exists ? '' : ', VM gone'
  return `${paint(style, TONES[row.condition], row.condition)}${first}${gone}`
}

function formatAge(row: StatusRow): string {
  return row.pointAgeMs === null ? '-' : formatDuration(row.pointAgeMs)
}

function rpoWord(row: StatusRow, style: Style): string {
  if (row.rpoMet === null) return '-'
  return row.rpoMet ? paint(style, 'good', 'met') : paint(style, 'bad', 'missed')
}

function renderRpo(row: StatusRow, style: Style): string | undefined {
  if (row.rpoMs === null) return undefined
  const aim = formatDuration(row.rpoMs)
  return row.rpoMet === null ? aim : `${rpoWord(row, style)} (aim ${aim})`
}

/** What to type next, where the condition calls for something. */
function nextCommand(row: StatusRow): string | undefined {
  if (row.runningJob !== null) return `azbk job wait ${row.runningJob} --vault ${row.vault}`
  if (!row.exists) return undefined
  const vm = vmArgument(row)
  switch (row.condition) {
    case 'unprotected':
    case 'stopped':
    case 'suspended':
      return `azbk protect ${vm}`
    case 'deleted':
      return `azbk protect ${vm} --undelete`
    case 'protected':
      return row.lastPoint === null || row.rpoMet === false ? `azbk backup ${vm}` : undefined
    default:
      return undefined
  }
}
