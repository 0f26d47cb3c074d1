import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { vaultSettingFlags } from '../../src/cli/vault-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type UpdateVaultResult, updateVault } from '../../src/vaults/update.js'
import { renderVaultWrite } from '../../src/vaults/view.js'

export default class VaultUpdate extends BaseCommand<UpdateVaultResult> {
  static override summary = 'Change settings of a vault'
  static override description =
    `Sends only what differs. Steps that cannot be undone are named and asked about (--yes off a terminal);
steps that the vault's resource guard must approve end with exit 5 while the approval is missing.`
  static override examples = [
    '<%= config.bin %> vault update --name rsv-weu --soft-delete-days 30',
    '<%= config.bin %> vault update --name rg-backup/rsv-weu --immutability Unlocked --alerts classic-critical=off',
    '<%= config.bin %> vault update --name rsv-weu --cross-region-restore --dry-run --detailed-exit-code',
  ]
  static override flags = {
    name: Flags.string({
      char: 'n',
      aliases: ['vault'],
      env: 'AZBK_VAULT',
      required: true,
      helpValue: '<name|group/name|id>',
      summary: 'Vault',
    }),
    ...vaultSettingFlags,
    'remove-tag': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'SETTINGS',
      helpValue: '<key>',
      summary: 'Tag to remove; repeatable',
    }),
    'remove-identity': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'ENCRYPTION KEY',
      helpValue: '<system|id>',
      summary: 'Identity to take from the vault; repeatable',
    }),
    ...writeFlags,
  }

  async run(): Promise<UpdateVaultResult> {
    const parsed = await this.parse(VaultUpdate)
    const result = await updateVault(await this.context(parsed), parsed.flags)
    return this.emit(result, renderVaultWrite, writeExitCode(result, parsed.flags))
  }
}
