import { BaseCommand } from '../../src/cli/base-command.js'
import { vaultFlags, writeFlags } from '../../src/cli/flags.js'
import { failOnFlag, jobArgs, secondaryFlag } from '../../src/cli/job-flags.js'
import { renderJobWait } from '../../src/jobs/view.js'
import { type JobWaitResult, waitForJob } from '../../src/jobs/wait.js'

export default class JobWait extends BaseCommand<JobWaitResult> {
  static override summary = 'Follow a job to its end'
  static override description =
    'Shows phases, percent and time left on stderr and ends with the job: completed 0, failed 1, cancelled 6, still running after --timeout 8. Ctrl-C stops the watching, not the job.'
  static override examples = [
    '<%= config.bin %> job wait 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10',
    '<%= config.bin %> job wait 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10 --vault rsv-prod --timeout 3h --fail-on warning',
  ]
  static override args = jobArgs
  static override flags = { ...vaultFlags, ...secondaryFlag, ...failOnFlag, timeout: writeFlags.timeout }

  async run(): Promise<JobWaitResult> {
    const parsed = await this.parse(JobWait)
    const ctx = await this.context(parsed)
    const failOn = parsed.flags['fail-on']
    const { result, exitCode } = await waitForJob(ctx, { ...parsed.args, ...parsed.flags, failOn })
    return this.emit(result, renderJobWait, exitCode)
  }
}
