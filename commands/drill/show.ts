import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { evidenceFlag } from '../../src/cli/drill-flags.js'
import { renderDrillShow } from '../../src/drills/list-view.js'
import { type DrillShowResult, showDrill } from '../../src/drills/show.js'

export default class DrillShow extends BaseCommand<DrillShowResult> {
  static override summary = 'Show one drill of the past: each VM, what was looked at, how long it took'
  static override description =
    'Reads the evidence alone and asks Azure nothing. The digest of the file is held against the one that was written beside it; exit 10 when they differ.'
  static override examples = [
    '<%= config.bin %> drill show latest',
    '<%= config.bin %> drill show drill-20261122-020000-x3fk --json',
  ]
  static override args = { drill: Args.string({ required: true, description: 'Name of the drill, or `latest`' }) }
  static override flags = evidenceFlag

  async run(): Promise<DrillShowResult> {
    const parsed = await this.parse(DrillShow)
    const place = await this.offline(parsed)
    const { result, exitCode } = showDrill(place, { ...parsed.flags, drill: parsed.args.drill })
    return this.emit(result, renderDrillShow, exitCode)
  }
}
