import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { loadMock, type MockLoadResult } from '../../src/mock/change.js'
import { renderMockSummary } from '../../src/mock/view.js'

export default class MockLoad extends BaseCommand<MockLoadResult> {
  static override summary = 'Load a saved state into the mock'
  static override description =
    "Checks the file, then replaces the mock's state by it. `azbk mock dump` writes such files."
  static override examples = [
    '<%= config.bin %> mock load estate.json',
    '<%= config.bin %> mock load estate.json --mock-state ./mock.json',
  ]
  static override args = { file: Args.string({ required: true, description: 'A file written by `azbk mock dump`' }) }

  async run(): Promise<MockLoadResult> {
    const parsed = await this.parse(MockLoad)
    return this.emit(await loadMock(await this.mockPlace(parsed), parsed.args.file), renderMockSummary)
  }
}
