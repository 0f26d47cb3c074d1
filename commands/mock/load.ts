import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { pathArg } from '../../src/cli/path-flag.js'
import { loadMock, type MockLoadResult } from '../../src/mock/change.js'
import { renderMockSummary } from '../../src/mock/view.js'

export default class MockLoad extends MockCommand<MockLoadResult> {
  static override summary = 'Load a saved state into the mock'
  static override description =
    "Checks the file, then replaces the mock's state by it. `azbk mock dump` writes such files."
  static override examples = [
    '<%= config.bin %> mock load estate.json',
    '<%= config.bin %> mock load estate.json --mock-state ./mock.json',
  ]
  static override args = { file: pathArg({ required: true, description: 'A file written by `azbk mock dump`' }) }
  static override flags = serverFlag

  async run(): Promise<MockLoadResult> {
    const parsed = await this.parse(MockLoad)
    return this.emit(await loadMock(await this.doorPlace(parsed), parsed.args.file), renderMockSummary)
  }
}
