import { BaseCommand } from '../../src/cli/base-command.js'
import { readRestore, restoreFlags } from '../../src/cli/restore-flags.js'
import { writeExitCode, writeFindings } from '../../src/cli/write-exit.js'
import { type RestoreResult, restoreMachines } from '../../src/restore/restore.js'
import { renderRestore } from '../../src/restore/view.js'

export default class RestoreReplace extends BaseCommand<RestoreResult> {
  static override summary = 'Put VMs back to a recovery point: replace their disks'
  static override description =
    'Replaces the disks of VMs by those of a recovery point, in place: name, network and size stay. What was written since the point is no longer on the VM; the disks it had stay in its group, attached to nothing. Asks first, as this cannot be undone.'
  static override examples = [
    '<%= config.bin %> restore replace --vm web-01 --dry-run',
    '<%= config.bin %> restore replace --vm web-01 --at "yesterday 22:00" --min-consistency app --yes --wait',
  ]
  static override flags = { ...restoreFlags }

  async run(): Promise<RestoreResult> {
    const parsed = await this.parse(RestoreReplace)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const result = await restoreMachines(ctx, { mode: 'replace', ...(await readRestore(flags, this.runtime)) })
    this.annotate(writeFindings(result))
    return this.emit(result, renderRestore, writeExitCode(result, flags))
  }
}
