import { sameName } from '../core/names.js'
import type { Job, JobError, JobPhase, JobStatus } from '../model/job.js'
import { formatDuration, formatTime } from '../view/format.js'
import { renderChanges } from '../view/plan-view.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { JobCancelResult } from './cancel.js'
import type { JobListResult } from './list.js'
import { words } from './progress.js'
import type { JobWaitResult } from './wait.js'

const TONES: Readonly<Record<JobStatus, Tone>> = {
  InProgress: 'dim',
  Cancelling: 'dim',
  Completed: 'good',
  CompletedWithWarnings: 'warn',
  Failed: 'bad',
  Cancelled: 'warn',
}

function renderStatus(job: Job, style: Style): string {
  return paint(style, TONES[job.status], words(job.status))
}

export const renderJobList: View<JobListResult> = (jobs, style) =>
  renderTable(
    jobs,
    [
      { header: 'Started', value: (job) => formatTime(job.startTime) },
      { header: 'VM', value: (job) => job.machineName },
      { header: 'Operation', value: (job) => job.operation },
      { header: 'Status', value: (job) => renderStatus(job, style) },
      { header: 'Took', value: (job) => formatDuration(job.durationMs), align: 'right' },
      { header: 'Vault', value: (job) => job.vaultName },
      { header: 'Job', value: (job) => job.name },
    ],
    { style, empty: 'No jobs here.' },
  )

export const renderJob: View<Job> = async (job, style) => {
  const head = renderFields([
    ['Job', job.name],
    ['Operation', job.operation],
    ['VM', job.machineName],
    ['Vault', job.secondaryRegion === null ? job.vaultName : `${job.vaultName} (in ${job.secondaryRegion})`],
    ['Status', renderStatus(job, style)],
    ['Started', formatTime(job.startTime)],
    ['Ended', job.endTime === null ? undefined : formatTime(job.endTime)],
    ['Took', formatDuration(job.durationMs)],
    ['Done', job.percent === null ? undefined : `${Math.floor(job.percent)} %`],
    ['Time left', timeLeft(job)],
    ...propertiesOf(job),
  ])
  const phases = job.phases === null || job.phases.length === 0 ? [] : [await renderPhases(job.phases, style)]
  return [head, ...phases, ...job.errors.map((error) => renderJobError(error, style))].join('\n\n')
}

/** As Azure names them, without what is shown above; times, which Azure writes in UTC the American way, as all others. */
function propertiesOf(job: Job): [string, string][] {
  return Object.entries(job.properties).flatMap(([name, value]) => {
    if (name === 'VM Name' && sameName(value, job.machineName)) return []
    return AMERICAN_TIME.test(value) && !Number.isNaN(Date.parse(`${value} UTC`))
      ? [[name.replace(/ in UTC$/, ''), formatTime(`${value} UTC`)]]
      : [[name, value]]
  })
}

const AMERICAN_TIME = /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/

function timeLeft(job: Job): string | undefined {
  const left = job.estimatedRemainingMs
  return left === null || job.endTime !== null ? undefined : `about ${formatDuration(left)}`
}

function renderPhases(phases: readonly JobPhase[], style: Style): Promise<string> {
  return renderTable(
    phases,
    [
      { header: 'Phase', value: (phase) => phase.name },
      { header: 'Status', value: (phase) => words(phase.status) },
      { header: 'Started', value: (phase) => formatTime(phase.startTime) },
      {
        header: 'Took',
        value: (phase) => (phase.durationMs > 0 ? formatDuration(phase.durationMs) : '-'),
        align: 'right',
      },
      { header: '', value: (phase) => phase.detail ?? '' },
    ],
    { style },
  )
}

/** Azure's own explanation of a failure: title, code, text and advice. */
export function renderJobError(error: JobError, style: Style): string {
  const code = error.code === null ? '' : ` (${error.code})`
  const advice = error.recommendations.map((text) => `  - ${text}`)
  return [`${paint(style, 'bad', error.title || 'Error')}${code}: ${error.message}`, ...advice].join('\n')
}

export const renderJobWait: View<JobWaitResult> = ({ job }, style) => renderJob(job, style)

export const renderJobCancel: View<JobCancelResult> = ({ applied, changes, job }, style) =>
  applied || job.status === 'Cancelled'
    ? `Job ${job.name} of VM '${job.machineName}' is ${words(job.status)}.`
    : renderChanges(changes, style)
