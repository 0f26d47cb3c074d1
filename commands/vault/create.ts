import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { vaultSettingFlags } from '../../src/cli/vault-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type CreateVaultResult, createVault } from '../../src/vaults/create.js'
import { renderVaultWrite } from '../../src/vaults/view.js'

export default class VaultCreate extends BaseCommand<CreateVaultResult> {
  static override summary = 'Create a Recovery Services vault'
  static override description =
    `Creates the vault, or brings the one of that name to what is asked: the same create twice is one.
Settings that are not named get Azure's defaults. Redundancy is chosen here: it is fixed once the first item is protected.`
  static override examples = [
    '<%= config.bin %> vault create --name rsv-weu --resource-group rg-backup --location westeurope --mock',
    '<%= config.bin %> vault create --name rsv-weu --resource-group rg-backup --location westeurope --redundancy Geo --cross-region-restore --soft-delete-days 30',
    '<%= config.bin %> vault create --name rsv-neu --resource-group rg-backup --location northeurope --immutability Locked --dry-run',
  ]
  static override flags = {
    name: Flags.string({
      char: 'n',
      required: true,
      helpValue: '<name>',
      summary: 'Name: 2 to 50 letters, digits and hyphens, a letter first',
    }),
    location: Flags.string({ char: 'l', required: true, helpValue: '<region>', summary: 'Region: that of the VMs' }),
    ...vaultSettingFlags,
    ...writeFlags,
  }

  async run(): Promise<CreateVaultResult> {
    const parsed = await this.parse(VaultCreate)
    const result = await createVault(await this.context(parsed), parsed.flags)
    return this.emit(result, renderVaultWrite, writeExitCode(result, parsed.flags))
  }
}
