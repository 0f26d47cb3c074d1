import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { evidenceFlag } from '../../src/cli/drill-flags.js'
import { type DrillListResult, listDrills, listNeverDrilled } from '../../src/drills/list.js'
import { renderDrillList } from '../../src/drills/list-view.js'

export default class DrillList extends BaseCommand<DrillListResult> {
  static override summary = 'List the drills of the past, and how fast each tier recovers'
  static override description =
    'Reads the evidence that drills left, newest first, with the mean time to recover of each tier beside its RTO. With --never it asks Azure which protected VMs no drill was ever made of. Exit 10 when a tier recovers too slowly or evidence was changed, 3 when evidence could not be read.'
  static override examples = [
    '<%= config.bin %> drill list',
    '<%= config.bin %> drill list --never --query never[].name --output tsv',
    '<%= config.bin %> drill list --evidence ./drills --json',
  ]
  static override flags = {
    never: Flags.boolean({ summary: 'Also list the protected VMs that were never practised on' }),
    ...evidenceFlag,
  }

  async run(): Promise<DrillListResult> {
    const parsed = await this.parse(DrillList)
    const { never, evidence } = parsed.flags
    const { result, exitCode } = never
      ? await listNeverDrilled(await this.context(parsed), { evidence })
      : listDrills(await this.offline(parsed), { evidence })
    return this.emit(result, renderDrillList, exitCode)
  }
}
