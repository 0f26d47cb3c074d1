import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { estateFlags } from '../../src/cli/estate-flags.js'
import { durationFlag } from '../../src/cli/flags.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { openReports, reportFlags, writeReports } from '../../src/cli/report/report-flags.js'
import { readSelection } from '../../src/cli/selection.js'
import { auditAnnotations, auditExitCode, auditReport } from '../../src/stagger/audit/verdict.js'
import { auditAzure, auditInventory, type StaggerAuditResult } from '../../src/stagger/audit.js'
import { renderStaggerAudit } from '../../src/stagger/audit-view.js'

const WEEK_MS = 604_800_000
const JOBS = 'JOB HISTORY'

export default class StaggerAudit extends BaseCommand<StaggerAuditResult> {
  static override summary = 'Check what collides: as scheduled, as it happened, and in the coming nights'
  static override description =
    `Reads the vaults in scope (or an inventory file, with no Azure at all), holds their schedules, their jobs and the next
seven nights against the limits, and tells what is wrong, how bad it is, who says so, and what to type. Exit 10 when
there are findings at or above --fail-on; with --baseline only new ones count. What could not be read is a finding and
exit 3. With --history, each run asks Azure only for jobs since the last one: keep the folder from night to night.`
  static override examples = [
    '<%= config.bin %> stagger audit --mock',
    '<%= config.bin %> stagger audit --subscription all --history jobs --baseline yesterday.json --json > today.json',
    '<%= config.bin %> stagger audit --vault rsv-weu --fail-on warning --report junit=audit.xml --report sarif=audit.sarif',
    '<%= config.bin %> stagger audit --inventory vms.csv --fix --out plan.json',
  ]
  static override flags = {
    ...estateFlags,
    dst: Flags.option({ options: ['infer', 'wallclock', 'fixed'] as const })({
      default: 'infer',
      summary: 'Whether policy times follow the clocks; infer: as job starts show, else wallclock',
    }),
    last: durationFlag({
      exclusive: ['inventory'],
      summary: 'How far back jobs are looked at, 30d at most without --history (default: 7d)',
    }),
    history: pathFlag({
      exclusive: ['inventory'],
      helpGroup: JOBS,
      helpValue: '<folder>',
      summary: 'Keep jobs here, and ask Azure only for those since the last run',
    }),
    sample: Flags.integer({
      min: 0,
      max: 1000,
      default: 100,
      helpGroup: JOBS,
      helpValue: '<n>',
      summary: 'Details (transferred bytes) of at most so many jobs of each vault',
    }),
    seed: Flags.integer({ default: 1, min: 0, helpGroup: JOBS, helpValue: '<n>', summary: 'Decides among equals' }),
    baseline: pathFlag({
      helpValue: '<yesterday.json>',
      summary: 'Saved JSON of an earlier audit: tells what is new, fixed and unchanged',
    }),
    'fail-on': Flags.option({ options: ['error', 'warning', 'info'] as const })({
      default: 'error',
      summary: 'Least severity that makes the exit code 10',
    }),
    fix: Flags.boolean({ dependsOn: ['out'], summary: 'Write the plan that cures it with the fewest moves to --out' }),
    out: pathFlag({ dependsOn: ['fix'], helpValue: '<plan.json>', summary: 'Where --fix saves the plan' }),
    ...reportFlags,
  }

  async run(): Promise<StaggerAuditResult> {
    const parsed = await this.parse(StaggerAudit)
    const { flags } = parsed
    const reports = await openReports(flags.report, this.runtime.cwd)
    const { vault: vaults, last = WEEK_MS, ...chosen } = flags
    const input = { ...chosen, vaults, lastMs: last, ...(await readSelection(flags, this.runtime)) }
    const outcome =
      flags.inventory === undefined
        ? await auditAzure(await this.context(parsed), input)
        : await auditInventory(await this.offline(parsed), input)
    const { result } = outcome
    this.annotate(auditAnnotations(result))
    const emitted = this.emit(result, renderStaggerAudit, auditExitCode(outcome, flags['fail-on']))
    await writeReports(auditReport(result, flags['fail-on'], this.config.version), reports)
    return emitted
  }
}
