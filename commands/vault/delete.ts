import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type DeleteVaultResult, deleteVault } from '../../src/vaults/delete.js'
import { renderVaultDelete } from '../../src/vaults/view.js'

export default class VaultDelete extends BaseCommand<DeleteVaultResult> {
  static override summary = 'Delete a vault, or say what keeps it'
  static override description =
    `Deletes an empty vault. While something is in it, names each thing that blocks the delete, what to run, and
when soft-deleted items vanish. What is not a VM is counted and named, never changed. A vault that is gone is no error.`
  static override examples = [
    '<%= config.bin %> vault delete --name rsv-old --dry-run',
    '<%= config.bin %> vault delete --name rg-backup/rsv-old --yes',
  ]
  static override flags = {
    name: Flags.string({
      char: 'n',
      aliases: ['vault'],
      required: true,
      helpValue: '<name|group/name|id>',
      summary: 'Vault',
    }),
    ...writeFlags,
  }

  async run(): Promise<DeleteVaultResult> {
    const parsed = await this.parse(VaultDelete)
    const result = await deleteVault(await this.context(parsed), parsed.flags)
    return this.emit(result, renderVaultDelete, writeExitCode(result, parsed.flags))
  }
}
