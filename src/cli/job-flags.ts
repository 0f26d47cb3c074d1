import { Args, Flags } from '@oclif/core'
import { FAIL_ON } from '../model/job.js'
import { durationFlag } from './flags.js'

/** The one argument of `job show`, `job wait` and `job cancel`. */
export const jobArgs = {
  job: Args.string({ required: true, description: "The job's id (a GUID) or resource id" }),
}

/** A span of time, where a command lists things that happened. */
export const windowFlags = {
  since: Flags.string({
    exclusive: ['last'],
    helpValue: '<time>',
    summary: "From this time on: 2026-01-31T22:30 (UTC unless it has an offset), or words such as 'yesterday 22:00'",
  }),
  until: Flags.string({
    dependsOn: ['since'],
    helpValue: '<time>',
    summary: 'Up to this time (default: now)',
  }),
  last: durationFlag({ summary: 'The time up to now, e.g. 12h, 7d' }),
}

export const secondaryFlag = {
  secondary: Flags.boolean({
    summary: 'Look in the paired region of the vault (cross-region restore)',
  }),
}

export const failOnFlag = {
  'fail-on': Flags.option({ options: FAIL_ON })({
    env: 'AZBK_FAIL_ON',
    default: 'failure',
    summary: 'With `warning`, a job that completes with warnings ends with exit code 10',
  }),
}
