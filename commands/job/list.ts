import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { vaultFlags } from '../../src/cli/flags.js'
import { secondaryFlag, windowFlags } from '../../src/cli/job-flags.js'
import { type JobListResult, listJobs } from '../../src/jobs/list.js'
import { renderJobList } from '../../src/jobs/view.js'
import { JOB_OPERATIONS, JOB_STATUSES } from '../../src/model/job.js'

export default class JobList extends BaseCommand<JobListResult> {
  static override summary = 'List jobs, newest first'
  static override description =
    'Lists the jobs of one vault, or of every vault in the subscription. Lists carry no phases: `job show` has them.'
  static override examples = [
    '<%= config.bin %> job list --status Failed --last 7d',
    '<%= config.bin %> job list --vm web-01 --operation Backup --since 2026-01-01 --until 2026-01-31',
    "<%= config.bin %> job list --vault rsv-prod --status InProgress --query '[].name' --output tsv",
  ]
  static override flags = {
    ...vaultFlags,
    status: Flags.option({ options: JOB_STATUSES })({ summary: 'Jobs with this status' }),
    operation: Flags.option({ options: JOB_OPERATIONS })({ summary: 'Jobs of this kind' }),
    vm: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: '<name|group/name|id>',
      summary: 'Jobs of this VM; repeatable. The VM need not exist any more',
    }),
    ...windowFlags,
    ...secondaryFlag,
  }

  async run(): Promise<JobListResult> {
    const parsed = await this.parse(JobList)
    const ctx = await this.context(parsed)
    const { last, ...flags } = parsed.flags
    const { result, exitCode } = await listJobs(ctx, { ...flags, lastMs: last })
    return this.emit(result, renderJobList, exitCode)
  }
}
