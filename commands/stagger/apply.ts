import { resolve } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { runFlags, writeFlags } from '../../src/cli/flags.js'
import { writeFindings } from '../../src/cli/write-exit.js'
import { applyExitCode, applyStaggerPlan } from '../../src/stagger/apply/apply.js'
import type { StaggerApplyResult } from '../../src/stagger/apply/result.js'
import { renderStaggerApply } from '../../src/stagger/apply/view.js'

export default class StaggerApply extends BaseCommand<StaggerApplyResult> {
  static override summary = 'Carry out a stagger plan: make its slot policies and move VMs to them'
  static override description =
    `Checks the plan once more against the vaults as they are, and refuses it when they have changed.
Moves a VM only when it is safe: never from 15 minutes before to 2 hours after a start of its old or new schedule, nor while a backup of it runs, and never so that it stays without a good point for longer than its RPO and 2 hours.
Keeps within the budgets of the day (policy writes, protection changes of a vault). What cannot be done now is left for the next run: exit code 8 when a safe time is near, 7 when a budget is spent. With --wait the run sleeps until it may go on.
Retention never changes, no slot is ever re-timed, and no policy is deleted. Safe to repeat, and to stop at any time.`
  static override examples = [
    '<%= config.bin %> stagger apply plan.json --dry-run',
    '<%= config.bin %> stagger apply plan.json --yes --wait --timeout 12h',
    '<%= config.bin %> stagger apply plan.json --max-moves 50',
    '<%= config.bin %> stagger apply --resume latest',
  ]
  static override args = {
    plan: Args.string({ description: 'The plan, as `azbk stagger plan --out` wrote it; not needed with --resume' }),
  }
  static override flags = {
    ...runFlags,
    'max-moves': Flags.integer({
      min: 1,
      helpValue: '<n>',
      summary: 'Move at most so many VMs now; each --resume counts anew',
    }),
    'backup-first': Flags.boolean({
      summary: 'Back up VMs that would stay without a good point for too long, and move them afterwards',
    }),
    wait: Flags.boolean({
      env: 'AZBK_WAIT',
      allowNo: true,
      summary:
        'Sleep until the next safe time or the next day, and go on; at most --timeout (--mock: moves its calendar there)',
    }),
    ...writeFlags,
  }

  async run(): Promise<StaggerApplyResult> {
    const parsed = await this.parse(StaggerApply)
    const ctx = await this.context(parsed)
    const { flags, args } = parsed
    const result = await applyStaggerPlan(ctx, {
      plan: args.plan === undefined ? undefined : resolve(this.runtime.cwd, args.plan),
      maxMoves: flags['max-moves'],
      backupFirst: flags['backup-first'],
      journal: flags.journal,
      resume: flags.resume,
    })
    this.annotate(writeFindings({ machines: result.machines.filter(({ status }) => status === 'failed') }))
    return this.emit(result, renderStaggerApply, applyExitCode(result, flags))
  }
}
