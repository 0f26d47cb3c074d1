import { Flags } from '@oclif/core'
import { type BackupResult, backUpMachines } from '../src/backup/backup.js'
import { renderBackup } from '../src/backup/view.js'
import { BaseCommand } from '../src/cli/base-command.js'
import { runFlags, selectorFlags, vaultFlags, waitFlags, writeFlags } from '../src/cli/flags.js'
import { failOnFlag } from '../src/cli/job-flags.js'
import { readSelection } from '../src/cli/selection.js'
import { writeExitCode, writeFindings } from '../src/cli/write-exit.js'

export default class Backup extends BaseCommand<BackupResult> {
  static override summary = 'Back up VMs now'
  static override description =
    'Starts an on-demand backup of each VM and prints its job; with --wait, follows the jobs to their ends. A backup that runs already is joined, not doubled. Azure advises 3 on-demand backups of a VM a day and takes 9.'
  static override examples = [
    '<%= config.bin %> backup --vm web-01',
    '<%= config.bin %> backup --vm web-01 --vm sql-01 --retain-days 90 --wait',
    '<%= config.bin %> backup --tag env=prod --retain-until 2027-01-01 --dry-run',
  ]
  static override flags = {
    ...selectorFlags,
    ...vaultFlags,
    ...runFlags,
    'retain-days': Flags.integer({
      min: 1,
      max: 9999,
      exclusive: ['retain-until'],
      summary: 'Keep the point for so many days (default: 30)',
    }),
    'retain-until': Flags.string({
      helpValue: '<time>',
      summary: 'Keep the point until this time: 2027-01-01 or 2027-01-01T12:00, UTC unless it has an offset',
    }),
    ...waitFlags,
    ...failOnFlag,
    ...writeFlags,
  }

  async run(): Promise<BackupResult> {
    const parsed = await this.parse(Backup)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const result = await backUpMachines(ctx, {
      ...(await readSelection(flags, this.runtime)),
      vault: flags.vault,
      journal: flags.journal,
      resume: flags.resume,
      retainDays: flags['retain-days'],
      retainUntil: flags['retain-until'],
      failOn: flags['fail-on'],
    })
    this.annotate(writeFindings(result))
    return this.emit(result, renderBackup, writeExitCode(result, flags))
  }
}
