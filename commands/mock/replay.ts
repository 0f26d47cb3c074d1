import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { findOther, refuseSharedFlags, splitAtDashes } from '../../src/cli/run-other.js'
import { replayOther } from '../../src/cli/traffic-files.js'

/** That of the command that was run. */
export type MockReplayResult = unknown

export default class MockReplay extends BaseCommand<MockReplayResult> {
  static override summary = 'Run a command with the answers of recorded traffic'
  static override description =
    'Runs the command after `--` with each request answered from a file that `azbk mock record` wrote, at the time ' +
    'that was recorded: no network, no login, no pauses. A request that was not recorded ends the run with exit code 6.'
  static override usage = 'mock replay FILE -- COMMAND...'
  static override examples = [
    '<%= config.bin %> mock replay traffic.jsonl -- vault list',
    '<%= config.bin %> mock replay traffic.jsonl -- job list --output json',
  ]
  static override args = { file: Args.string({ required: true, description: 'A file written by `azbk mock record`' }) }

  async run(): Promise<MockReplayResult> {
    const { own, other } = splitAtDashes(this.argv)
    const { args, raw } = await this.parse(MockReplay, own)
    refuseSharedFlags(raw, [])
    return replayOther(findOther(other, this.config), this.runtime, args.file)
  }
}
