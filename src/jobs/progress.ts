import type { Job, JobPhase } from '../model/job.js'
import { formatDuration } from '../view/format.js'

/** Where a job stands, in one line: phases, percent and time left as far as Azure tells them. */
export function describeJob(job: Job): string {
  const left = job.estimatedRemainingMs
  const facts = [
    ...(job.phases ?? []).filter((phase) => !isWaiting(phase)).map(describePhase),
    job.percent === null ? undefined : `${Math.floor(job.percent)} %`,
    left === null || left === 0 || job.endTime !== null ? undefined : `about ${formatDuration(left)} left`,
  ].filter((fact) => fact !== undefined)
  const head = `${job.operation} ${words(job.status)}`
  const after = job.endTime === null ? '' : ` after ${formatDuration(job.durationMs)}`
  return `${head}${after}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`
}

/** What must differ for a new line to be worth it: durations grow with every look, and percents creep. */
export function progressKey(job: Job): string {
  const phases = (job.phases ?? []).map((phase) => `${phase.name} ${phase.status}`)
  return [job.status, ...phases, Math.floor((job.percent ?? 0) / 10)].join('|')
}

function isWaiting(phase: JobPhase): boolean {
  return phase.status === 'NotStarted'
}

function describePhase(phase: JobPhase): string {
  const detail = phase.detail === null ? '' : ` (${phase.detail})`
  return `${phase.name.toLowerCase()} ${words(phase.status)}${detail}`
}

/** `CompletedWithWarnings` as `completed with warnings`. */
export function words(status: string): string {
  return status.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
