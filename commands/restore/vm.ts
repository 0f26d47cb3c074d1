import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { crossRegionFlag, readRestore, restoreFlags } from '../../src/cli/restore-flags.js'
import { confidentialFlag, zoneFlag } from '../../src/cli/restore-option-flags.js'
import { writeExitCode, writeFindings } from '../../src/cli/write-exit.js'
import { type RestoreResult, restoreMachines } from '../../src/restore/restore.js'
import { renderRestore } from '../../src/restore/view.js'

export default class RestoreVm extends BaseCommand<RestoreResult> {
  static override summary = 'Restore VMs as new VMs'
  static override description =
    'Makes a new VM of a recovery point, with a network interface in the subnet named; the VM that was backed up stays as it is, and need not exist any more. Everything is checked before anything is sent; prints the jobs, or follows them with --wait.'
  static override examples = [
    '<%= config.bin %> restore vm --vm web-01 --target-group rg-restored --network vnet-weu --subnet default',
    '<%= config.bin %> restore vm --vm web-01 --at "yesterday 22:00" --name web-01-old --target-group rg-restored --wait',
    '<%= config.bin %> restore vm --tag env=prod --name "{vm}-r" --target-group rg-restored --dry-run',
  ]
  static override flags = {
    ...restoreFlags,
    ...crossRegionFlag,
    ...zoneFlag,
    ...confidentialFlag,
    'target-group': Flags.string({
      helpValue: '<name|id>',
      summary:
        'Resource group for the new VM, needed unless a run is gone on with; one of another subscription by its id',
    }),
    name: Flags.string({
      helpValue: '<name>',
      summary: 'Name of the new VM; {vm} stands for the name of the one that was backed up (default: {vm}-restored)',
    }),
    network: Flags.string({
      helpValue: '<name|group/name|id>',
      summary: 'Virtual network for the new VM (default: the only one in the region)',
    }),
    subnet: Flags.string({
      helpValue: '<name>',
      summary: 'Subnet for the new VM (default: the only one that takes VMs)',
    }),
  }

  async run(): Promise<RestoreResult> {
    const parsed = await this.parse(RestoreVm)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const { name, network, subnet, 'target-group': targetGroup } = flags
    const common = await readRestore(flags, this.runtime)
    const result = await restoreMachines(ctx, { mode: 'vm', ...common, targetGroup, name, network, subnet })
    this.annotate(writeFindings(result))
    return this.emit(result, renderRestore, writeExitCode(result, flags))
  }
}
