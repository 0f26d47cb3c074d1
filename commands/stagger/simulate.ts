import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { nightSimulator } from '../../src/cli/night-simulator.js'
import {
  PROFILE_NAMES,
  type SimulateStaggerResult,
  STAGGER_OBJECTIVES,
  simulateExitCode,
  simulateStagger,
} from '../../src/stagger/simulate.js'
import { renderSimulate } from '../../src/stagger/simulate-view.js'

export default class StaggerSimulate extends BaseCommand<SimulateStaggerResult> {
  static override summary = 'Run the nights of an estate in the mock, before and after a plan'
  static override description =
    `Loads the estate into a mock of its own, lets nights pass on its calendar, and measures the backups that result: with the
policies that VMs have, and with those that a plan gives them. Backups start within two hours of their policy, wait for
their turn, and share what storage accounts send. Nothing is changed in Azure. The same estate, plan and seed give the
same nights.`
  static override examples = [
    '<%= config.bin %> stagger simulate --vault rsv-weu',
    '<%= config.bin %> stagger simulate --inventory estate.json --objective lowest-peak',
    '<%= config.bin %> stagger simulate --inventory estate.json --plan plan.json --nights 14 --json',
  ]
  static override flags = {
    inventory: Flags.string({ helpValue: '<file>', summary: 'Estate of a JSON or CSV file (default: that of Azure)' }),
    vault: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['inventory'],
      helpValue: '<name>',
      summary: 'Only this vault of Azure, and those that share storage accounts with it; repeatable',
    }),
    plan: Flags.string({
      helpValue: '<file>',
      summary: 'Saved plan (default: the one that `stagger plan` would make)',
    }),
    nights: Flags.integer({ min: 1, max: 30, default: 7, summary: 'How many nights' }),
    seed: Flags.integer({ min: 0, default: 1, summary: 'Starts, waits and unknown disks repeat for a seed' }),
    profile: Flags.option({ options: PROFILE_NAMES })({
      default: 'current',
      summary: 'Limits to plan by and to measure against; a saved plan has its own',
    }),
    objective: Flags.option({ options: STAGGER_OBJECTIVES })({
      default: 'least-moves',
      summary: 'What the plan is to be best at; a saved plan has its own',
    }),
  }

  async run(): Promise<SimulateStaggerResult> {
    const parsed = await this.parse(StaggerSimulate)
    const ctx = await this.context(parsed)
    const { inventory, vault: vaults, plan, nights, seed, profile, objective } = parsed.flags
    const input = { inventory, vaults, plan, nights, seed, profile, objective }
    const result = await simulateStagger(ctx, input, nightSimulator(ctx))
    return this.emit(result, renderSimulate, simulateExitCode(result))
  }
}
