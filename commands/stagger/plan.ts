import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { estateFlags, windowFlag } from '../../src/cli/estate-flags.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { readSelection } from '../../src/cli/selection.js'
import { renderStaggerPlan } from '../../src/stagger/plan-view.js'
import {
  DST_CHOICES,
  OBJECTIVES,
  planAzure,
  planExitCode,
  planFindings,
  planInventory,
  type StaggerPlanResult,
} from '../../src/stagger/stagger-plan.js'

const PLANNING = 'PLANNING'

export default class StaggerPlan extends BaseCommand<StaggerPlanResult> {
  static override summary = 'Plan which VM is backed up when'
  static override description =
    `Reads the vaults in scope (or an inventory file, with no Azure at all) and gives each VM a slot: a policy of its own
kind that starts at a time at which no limit is broken. Prints what collides now, the plan, how many days it takes within
Azure's budgets, and a certificate: how much better any plan could be. VMs outside of the selection stay where they are.
Changes nothing; \`azbk stagger apply\` carries out what --out saved. The same input and seed give the same plan.`
  static override examples = [
    '<%= config.bin %> stagger plan --mock',
    "<%= config.bin %> stagger plan --vault rsv-weu --window '22:00-06:00 Europe/Berlin' --out plan.json",
    '<%= config.bin %> stagger plan --subscription all --objective fewest-policies --polish 60 --out plan.json',
    '<%= config.bin %> stagger plan --inventory vms.csv --output json --query plan.certificate',
  ]
  static override flags = {
    ...estateFlags,
    ...windowFlag,
    objective: Flags.option({ options: OBJECTIVES })({
      default: 'least-moves',
      helpGroup: PLANNING,
      summary: 'What the plan is best at, after breaking no limit',
    }),
    polish: Flags.integer({
      min: 1,
      helpGroup: PLANNING,
      helpValue: '<seconds>',
      summary: 'Solve exactly for so long; how far that gets depends on the machine',
    }),
    seed: Flags.integer({
      default: 1,
      min: 0,
      helpGroup: PLANNING,
      helpValue: '<n>',
      summary: 'Another seed may find another plan',
    }),
    dst: Flags.option({ options: DST_CHOICES })({
      default: 'infer',
      helpGroup: PLANNING,
      summary: 'Whether policy times follow the clocks; infer: wallclock, as long as no history says otherwise',
    }),
    history: pathFlag({
      helpGroup: PLANNING,
      helpValue: '<folder>',
      summary: 'Jobs that `stagger audit --history` has kept: how long backups take, and how starts follow the clocks',
    }),
    pin: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: PLANNING,
      helpValue: '<vm>',
      summary: 'VM that stays where it is; repeatable',
    }),
    from: Flags.string({
      helpGroup: PLANNING,
      helpValue: '<YYYY-MM-DD>',
      summary: 'First day of the 12 months whose clock changes count (default: today)',
    }),
    out: pathFlag({ helpValue: '<plan.json>', summary: 'Save the plan; only another plan is overwritten' }),
    'detailed-exit-code': Flags.boolean({
      env: 'AZBK_DETAILED_EXIT_CODE',
      summary: 'Exit 10 when VMs have to move',
    }),
  }

  async run(): Promise<StaggerPlanResult> {
    const parsed = await this.parse(StaggerPlan)
    const { flags } = parsed
    const { vault: vaults, ...chosen } = flags
    const input = { ...chosen, vaults, ...(await readSelection(flags, this.runtime)) }
    const { result, exitCode } =
      flags.inventory === undefined
        ? await planAzure(await this.context(parsed), input)
        : await planInventory(await this.offline(parsed), input)
    this.annotate(planFindings(result))
    const isDetailed = flags['detailed-exit-code'] ?? false
    return this.emit(result, renderStaggerPlan, planExitCode(result, { exitCode, isDetailed }))
  }
}
