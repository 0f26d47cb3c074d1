import { BaseCommand } from '../../src/cli/base-command.js'
import { journalFlag } from '../../src/cli/flags.js'
import { listRuns, type RunListResult } from '../../src/runs/list.js'
import { renderRunList } from '../../src/runs/view.js'

export default class RunList extends BaseCommand<RunListResult> {
  static override summary = 'List the runs that have a journal, newest first'
  static override description =
    `Verbs that work on several VMs keep a journal. This lists them: how each ended, how many items are done, failed and left, and the command that goes on with it.
States: running; finished; interrupted (Ctrl-C); stopped (a spent quota, a lost login); waiting (what is left has its time later, or was left out by --max-moves); superseded (another run of the same plan took its place); killed (it does not run, and did not say how it ended).`
  static override examples = [
    '<%= config.bin %> run list',
    "<%= config.bin %> run list --query '[?left > `0`].resume' --output tsv",
    '<%= config.bin %> run list --journal ./journals --output json',
  ]
  static override flags = journalFlag

  async run(): Promise<RunListResult> {
    const parsed = await this.parse(RunList)
    const place = { settings: await this.resolve(parsed), warn: (message: string) => this.collectWarning(message) }
    const { result, exitCode } = listRuns(place, parsed.flags)
    return this.emit(result, renderRunList, exitCode)
  }
}
