import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { cleanUpFlag, crossRegionFlag, readRestore, restoreFlags } from '../../src/cli/restore-flags.js'
import { confidentialFlag, diskLunFlag, zoneFlag } from '../../src/cli/restore-option-flags.js'
import { writeExitCode, writeFindings } from '../../src/cli/write-exit.js'
import { type RestoreResult, restoreMachines } from '../../src/restore/restore.js'
import { renderRestore } from '../../src/restore/view.js'

export default class RestoreDisks extends BaseCommand<RestoreResult> {
  static override summary = 'Restore the disks of VMs into a resource group'
  static override description =
    'Makes managed disks of a recovery point in a resource group, by way of a storage account for each VM. Everything is checked before anything is sent; prints the jobs, or follows them with --wait. The VM need not exist any more.'
  static override examples = [
    '<%= config.bin %> restore disks --vm web-01 --target-group rg-restored',
    '<%= config.bin %> restore disks --vm web-01 --at "2 days ago" --min-consistency app --target-group rg-restored --wait',
    '<%= config.bin %> restore disks --vm web-01 --target-group rg-restored --wait --clean-up --yes',
    '<%= config.bin %> restore disks --tag env=prod --target-group rg-restored --dry-run',
  ]
  static override flags = {
    ...restoreFlags,
    ...crossRegionFlag,
    ...cleanUpFlag,
    ...zoneFlag,
    ...confidentialFlag,
    ...diskLunFlag,
    'target-group': Flags.string({
      helpValue: '<name|id>',
      summary: 'Resource group for the disks; needed unless the VM had its disks in a storage account',
    }),
  }

  async run(): Promise<RestoreResult> {
    const parsed = await this.parse(RestoreDisks)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const result = await restoreMachines(ctx, {
      mode: 'disks',
      ...(await readRestore(flags, this.runtime)),
      targetGroup: flags['target-group'],
    })
    this.annotate(writeFindings(result))
    return this.emit(result, renderRestore, writeExitCode(result, flags))
  }
}
