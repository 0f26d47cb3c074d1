import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { durationFlag, journalFlag, writeFlags } from '../../src/cli/flags.js'
import { cleanDrills, cleanExitCode, type DrillCleanResult } from '../../src/drills/clean.js'
import { renderDrillClean } from '../../src/drills/clean-view.js'

export default class DrillClean extends BaseCommand<DrillCleanResult> {
  static override summary = 'Delete what drills left behind'
  static override description =
    'Finds the resource groups of drills by their tag azbk-drill, also when no journal of them is left, and deletes those whose drill has ended, after the restores that still run into them are ended. It leaves alone what a process here works on, and what may still run elsewhere: what has no journal here and is younger than --older-than, or is still restored into; --force takes these, too. Exit 1 when a group could not be deleted, 5 when that is for want of a login or a permission, 8 when something is still restored into it.'
  static override examples = [
    '<%= config.bin %> drill clean --dry-run',
    '<%= config.bin %> drill clean --older-than 1d --yes',
    '<%= config.bin %> drill clean --drill drill-20261122-020000-x3fk --force',
  ]
  static override flags = {
    drill: Flags.string({ helpValue: '<drill>', summary: 'Only this drill' }),
    force: Flags.boolean({ dependsOn: ['drill'], summary: 'With --drill: also when it may still run elsewhere' }),
    'older-than': durationFlag({ summary: 'Spare younger ones that are unknown here (default: 4h)' }),
    ...journalFlag,
    ...writeFlags,
  }

  async run(): Promise<DrillCleanResult> {
    const parsed = await this.parse(DrillClean)
    const { drill, force, journal, 'older-than': olderThanMs } = parsed.flags
    const result = await cleanDrills(await this.context(parsed), { drill, force, journal, olderThanMs })
    return this.emit(result, renderDrillClean, cleanExitCode(result, parsed.flags))
  }
}
