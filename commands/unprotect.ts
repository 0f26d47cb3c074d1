import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { runFlags, selectorFlags, vaultFlags, writeFlags } from '../src/cli/flags.js'
import { readSelection } from '../src/cli/selection.js'
import { writeExitCode, writeFindings } from '../src/cli/write-exit.js'
import { type UnprotectResult, unprotectMachines } from '../src/protection/unprotect.js'
import { renderUnprotect } from '../src/protection/view.js'

export default class Unprotect extends BaseCommand<UnprotectResult> {
  static override summary = 'End the backups of VMs, and keep or delete their data'
  static override description =
    `Stops backups and keeps all recovery points, which can be restored and resumed (azbk protect) at any time.
On an immutable vault, --retain-as-per-policy lets the policy go on expiring points.
--delete-data deletes the points as well: it asks for the name of the VM, or for --yes off a terminal. Where soft delete is on, the data can be brought back for some days (azbk undelete); the result says until when.
Data of a VM that no longer exists are found by its name, too.`
  static override examples = [
    '<%= config.bin %> unprotect --vm web-01',
    '<%= config.bin %> unprotect --vm web-01 --delete-data --dry-run',
    '<%= config.bin %> unprotect --tag env=test --delete-data --yes --output json',
  ]
  static override flags = {
    ...selectorFlags,
    ...vaultFlags,
    ...runFlags,
    ...writeFlags,
    'keep-data': Flags.boolean({ exclusive: ['delete-data'], summary: 'Keep all recovery points (default)' }),
    'retain-as-per-policy': Flags.boolean({
      exclusive: ['delete-data'],
      summary: 'Let the policy go on expiring points (immutable vaults only)',
    }),
    'delete-data': Flags.boolean({ summary: 'Delete all recovery points' }),
  }

  async run(): Promise<UnprotectResult> {
    const parsed = await this.parse(Unprotect)
    const ctx = await this.context(parsed)
    const { flags } = parsed
    const result = await unprotectMachines(ctx, {
      ...(await readSelection(flags, this.runtime)),
      vault: flags.vault,
      journal: flags.journal,
      resume: flags.resume,
      deleteData: flags['delete-data'],
      retainAsPerPolicy: flags['retain-as-per-policy'],
    })
    this.annotate(writeFindings(result))
    return this.emit(result, renderUnprotect, writeExitCode(result, flags))
  }
}
