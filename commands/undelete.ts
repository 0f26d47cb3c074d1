import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { runFlags, selectorFlags, vaultFlags, writeFlags } from '../src/cli/flags.js'
import { readSelection } from '../src/cli/selection.js'
import { writeExitCode, writeFindings } from '../src/cli/write-exit.js'
import { type UndeleteResult, undeleteMachines } from '../src/protection/undelete.js'
import { renderUndelete } from '../src/protection/view.js'

export default class Undelete extends BaseCommand<UndeleteResult> {
  static override summary = 'Bring deleted backup data of VMs back'
  static override description =
    `Brings soft-deleted backup data back as long as they exist. Their VM stays unprotected: its backups are stopped.
With --resume they start again, with the policy named or the one of the VM's tier.`
  static override examples = [
    '<%= config.bin %> undelete --vm web-01',
    '<%= config.bin %> undelete --vm web-01 --resume --policy EnhancedPolicy',
  ]
  static override flags = {
    ...selectorFlags,
    ...vaultFlags,
    journal: runFlags.journal,
    'resume-run': Flags.string({
      exclusive: ['resume'],
      helpGroup: 'RUN',
      helpValue: '<run|latest>',
      summary: 'Go on with a run that was stopped; one with --resume goes on with `protect`',
    }),
    ...writeFlags,
    resume: Flags.boolean({ summary: 'Start the backups again' }),
    policy: Flags.string({
      dependsOn: ['resume'],
      helpValue: '<name>',
      summary: "With --resume: policy (default: the tier's policy with the fewest VMs)",
    }),
  }

  async run(): Promise<UndeleteResult> {
    const parsed = await this.parse(Undelete)
    const ctx = await this.context(parsed)
    const { flags } = parsed
    const { vault, resume, policy, journal, 'resume-run': resumeRun } = flags
    const selection = await readSelection(flags, this.runtime)
    const result = await undeleteMachines(ctx, { ...selection, vault, resume, policy, journal, resumeRun })
    this.annotate(writeFindings(result))
    return this.emit(result, renderUndelete, writeExitCode(result, flags))
  }
}
