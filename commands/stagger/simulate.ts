import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { estateFlags, windowFlag } from '../../src/cli/estate-flags.js'
import { nightSimulator } from '../../src/cli/night-simulator.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { readSelection } from '../../src/cli/selection.js'
import { type SimulateStaggerResult, simulateAzure, simulateInventory } from '../../src/stagger/simulate.js'
import { renderSimulate } from '../../src/stagger/simulate-view.js'
import { OBJECTIVES } from '../../src/stagger/stagger-plan.js'

const PLANNING = 'PLANNING'

export default class StaggerSimulate extends BaseCommand<SimulateStaggerResult> {
  static override summary = 'Run the nights of an estate in the mock, before and after a plan'
  static override description =
    `Loads the estate into a mock of its own, lets nights pass on its calendar, and measures the backups that result: with the
policies that VMs have, and with those that a plan gives them. Backups start within two hours of their policy, wait for
their turn, and share what storage accounts send. Without --plan the plan is that of \`azbk stagger plan\` with the same flags.
Changes nothing in Azure. The same estate, plan and seed give the same nights.`
  static override examples = [
    '<%= config.bin %> stagger simulate --vault rsv-weu',
    '<%= config.bin %> stagger simulate --inventory vms.csv --objective lowest-peak --nights 14',
    '<%= config.bin %> stagger simulate --plan plan.json --output json --query after.mostAtWork',
  ]
  static override flags = {
    ...estateFlags,
    plan: pathFlag({
      helpValue: '<plan.json>',
      summary: 'Plan that was saved, with its limits and its first day (default: plan now)',
    }),
    nights: Flags.integer({ min: 1, max: 30, default: 7, helpValue: '<n>', summary: 'How many nights, 1 to 30' }),
    seed: Flags.integer({
      default: 1,
      min: 0,
      helpValue: '<n>',
      summary: 'Another seed starts backups otherwise, and may find another plan',
    }),
    ...windowFlag,
    objective: Flags.option({ options: OBJECTIVES })({
      default: 'least-moves',
      helpGroup: PLANNING,
      summary: 'What the plan is best at, after breaking no limit',
    }),
    from: Flags.string({
      helpGroup: PLANNING,
      helpValue: '<YYYY-MM-DD>',
      summary: 'Day of the first night (default: today)',
    }),
  }

  async run(): Promise<SimulateStaggerResult> {
    const parsed = await this.parse(StaggerSimulate)
    const { vault: vaults, ...flags } = parsed.flags
    const input = { ...flags, vaults, dst: 'infer' as const, ...(await readSelection(flags, this.runtime)) }
    const simulate = nightSimulator(this.runtime)
    const { result, exitCode } =
      flags.inventory === undefined
        ? await simulateAzure(await this.context(parsed), input, simulate)
        : await simulateInventory(await this.offline(parsed), input, simulate)
    return this.emit(result, renderSimulate, exitCode)
  }
}
