import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { findOther, refuseSharedFlags, splitAtDashes } from '../../src/cli/run-other.js'
import { recordOther } from '../../src/cli/traffic-files.js'

/** That of the command that was run. */
export type MockRecordResult = unknown

export default class MockRecord extends BaseCommand<MockRecordResult> {
  static override summary = 'Run a command and record its traffic with Azure'
  static override description =
    'Runs the command after `--` as it would run alone: its output and its exit code are those of this one. Every ' +
    'exchange with Azure is written to the file, one JSON line each, without tokens, keys, signatures and secrets; ' +
    'names and ids of resources stay. The file is readable by you alone.'
  static override usage = 'mock record FILE [--force] -- COMMAND...'
  static override examples = [
    '<%= config.bin %> mock record traffic.jsonl -- vault list',
    '<%= config.bin %> mock record traffic.jsonl --force -- job list --output json',
  ]
  static override args = { file: Args.string({ required: true, description: 'File to write' }) }
  static override flags = { force: Flags.boolean({ summary: 'Replace the file if it is there' }) }

  async run(): Promise<MockRecordResult> {
    const { own, other } = splitAtDashes(this.argv)
    const { args, flags, raw } = await this.parse(MockRecord, own)
    refuseSharedFlags(raw, ['force', 'quiet'])
    const command = findOther(other, this.config)
    return recordOther(command, this.runtime, { file: args.file, replace: flags.force, quiet: flags.quiet })
  }
}
