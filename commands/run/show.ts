import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { journalFlag } from '../../src/cli/flags.js'
import { type RunShowResult, showRun } from '../../src/runs/show.js'
import { renderRunShow } from '../../src/runs/view.js'

export default class RunShow extends BaseCommand<RunShowResult> {
  static override summary = 'Show one run: each item, and what --resume would do with it'
  static override description =
    'Reads the journal alone and asks Azure nothing: an item that was begun and has no result is looked up when the run is resumed.'
  static override examples = [
    '<%= config.bin %> run show latest',
    '<%= config.bin %> run show protect-20260302T090000Z --output json',
  ]
  static override args = { run: Args.string({ required: true, description: 'Id of the run, or `latest`' }) }
  static override flags = journalFlag

  async run(): Promise<RunShowResult> {
    const parsed = await this.parse(RunShow)
    const place = { settings: await this.resolve(parsed), warn: (message: string) => this.collectWarning(message) }
    return this.emit(showRun(place, { ...parsed.flags, run: parsed.args.run }), renderRunShow)
  }
}
