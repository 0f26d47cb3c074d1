import { BaseCommand } from '../../src/cli/base-command.js'
import { vaultFlags } from '../../src/cli/flags.js'
import { jobArgs, secondaryFlag } from '../../src/cli/job-flags.js'
import { type JobShowResult, showJob } from '../../src/jobs/show.js'
import { renderJob } from '../../src/jobs/view.js'

export default class JobShow extends BaseCommand<JobShowResult> {
  static override summary = 'Show one job'
  static override description =
    'Shows a job with its phases, its errors and what Azure recorded about it. Without --vault it is looked for in every vault of the subscription.'
  static override examples = [
    '<%= config.bin %> job show 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10',
    '<%= config.bin %> job show 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10 --vault rsv-prod --query status --output tsv',
  ]
  static override args = jobArgs
  static override flags = { ...vaultFlags, ...secondaryFlag }

  async run(): Promise<JobShowResult> {
    const parsed = await this.parse(JobShow)
    const ctx = await this.context(parsed)
    return this.emit(await showJob(ctx, { ...parsed.args, ...parsed.flags }), renderJob)
  }
}
