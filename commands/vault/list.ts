import { BaseCommand } from '../../src/cli/base-command.js'
import { listVaults, type VaultListResult } from '../../src/vaults/list.js'
import { renderVaultList } from '../../src/vaults/view.js'

export default class VaultList extends BaseCommand<VaultListResult> {
  static override summary = 'List Recovery Services vaults'
  static override description =
    'Lists the vaults of the subscriptions in scope (--subscription, repeatable, or all), or of one resource group. Exit code 3 when some subscriptions could not be read.'
  static override examples = [
    '<%= config.bin %> vault list --mock',
    '<%= config.bin %> vault list --subscription all',
    "<%= config.bin %> vault list --resource-group rg-backup --query '[].name' --output tsv",
  ]

  async run(): Promise<VaultListResult> {
    const ctx = await this.context(await this.parse(VaultList))
    const { result, exitCode } = await listVaults(ctx)
    return this.emit(result, renderVaultList, exitCode)
  }
}
