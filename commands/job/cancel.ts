import { BaseCommand } from '../../src/cli/base-command.js'
import { vaultFlags, writeFlags } from '../../src/cli/flags.js'
import { jobArgs } from '../../src/cli/job-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { cancelJob, type JobCancelResult } from '../../src/jobs/cancel.js'
import { renderJobCancel } from '../../src/jobs/view.js'

export default class JobCancel extends BaseCommand<JobCancelResult> {
  static override summary = 'Cancel a running job'
  static override description =
    'Cancels a backup while it takes the snapshot, or a restore until its copy is done, and waits until Azure has cancelled it. Cancelled already is success.'
  static override examples = [
    '<%= config.bin %> job cancel 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10',
    '<%= config.bin %> job cancel 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10 --vault rsv-prod --dry-run',
  ]
  static override args = jobArgs
  static override flags = { ...vaultFlags, ...writeFlags }

  async run(): Promise<JobCancelResult> {
    const parsed = await this.parse(JobCancel)
    const ctx = await this.context(parsed)
    const result = await cancelJob(ctx, { ...parsed.args, ...parsed.flags })
    return this.emit(result, renderJobCancel, writeExitCode(result, parsed.flags))
  }
}
