import { BaseCommand } from '../src/cli/base-command.js'
import { selectorFlags, vaultFlags } from '../src/cli/flags.js'
import { readSelection } from '../src/cli/selection.js'
import { readStatus, type StatusResult } from '../src/status/status.js'
import { renderStatus } from '../src/status/view.js'

export default class Status extends BaseCommand<StatusResult> {
  static override summary = 'Show how VMs are protected'
  static override description =
    'Shows for each VM whether it is protected, its last good point against its RPO, its policy with the next runs, its health and its last failure: a screen for one VM, a table for more. Without a selection, all VMs of the subscription, and what vaults still hold of VMs that are gone.'
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --vm web-01',
    "<%= config.bin %> status --tag env=prod --query '[?rpoMet==`false`].name' --output tsv",
  ]
  static override flags = { ...selectorFlags, ...vaultFlags }

  async run(): Promise<StatusResult> {
    const parsed = await this.parse(Status)
    const ctx = await this.context(parsed)
    const selection = await readSelection(parsed.flags, this.runtime)
    const { result, exitCode } = await readStatus(ctx, { ...selection, vault: parsed.flags.vault })
    return this.emit(result, renderStatus, exitCode)
  }
}
