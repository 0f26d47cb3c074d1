import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { type ShowVaultResult, showVault } from '../../src/vaults/show.js'
import { renderVault } from '../../src/vaults/view.js'

export default class VaultShow extends BaseCommand<ShowVaultResult> {
  static override summary = 'Show a vault: settings, what is fixed for good, and what it holds'
  static override description = 'Without --name: the only vault of the subscription, or of --resource-group.'
  static override examples = [
    '<%= config.bin %> vault show --name rsv-weu',
    '<%= config.bin %> vault show --name rg-backup/rsv-weu --query softDelete --output json',
  ]
  static override flags = {
    name: Flags.string({
      char: 'n',
      aliases: ['vault'],
      env: 'AZBK_VAULT',
      helpValue: '<name|group/name|id>',
      summary: 'Vault (default: the only one)',
    }),
  }

  async run(): Promise<ShowVaultResult> {
    const parsed = await this.parse(VaultShow)
    return this.emit(await showVault(await this.context(parsed), parsed.flags), renderVault)
  }
}
