import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { dumpMock, type MockDumpResult } from '../../src/mock/dump.js'
import { renderMockDump } from '../../src/mock/view.js'

export default class MockDump extends MockCommand<MockDumpResult> {
  static override summary = "Write the mock's state to a file"
  static override description =
    'Writes the whole state, with time moved on to now, to a file that `azbk mock load` reads.'
  static override examples = [
    '<%= config.bin %> mock dump --out estate.json',
    '<%= config.bin %> mock dump --out estate.json --output json',
  ]
  static override flags = {
    ...serverFlag,
    out: pathFlag({ required: true, helpValue: '<file>', summary: 'File to write; readable by you alone' }),
  }

  async run(): Promise<MockDumpResult> {
    const parsed = await this.parse(MockDump)
    return this.emit(await dumpMock(await this.doorPlace(parsed), parsed.flags.out), renderMockDump)
  }
}
