import { Args } from '@oclif/core'
import { MockCommand, serverFlag } from '../../../src/cli/mock-command.js'
import { clearMockFaults, type MockFaultsClearResult } from '../../../src/mock/faults.js'
import { renderMockFaultsClear } from '../../../src/mock/faults-view.js'

export default class MockFaultsClear extends MockCommand<MockFaultsClearResult> {
  static override summary = "Clear the mock's weather"
  static override description =
    'Takes the faults with the given ids away, or all of them. What was struck already stays so: a stuck operation does not go on.'
  static override examples = ['<%= config.bin %> mock faults clear', '<%= config.bin %> mock faults clear 2 3']
  static override args = {
    ids: Args.string({ multiple: true, description: 'Ids of `azbk mock faults` (default: all)' }),
  }
  static override flags = serverFlag

  async run(): Promise<MockFaultsClearResult> {
    const parsed = await this.parse(MockFaultsClear)
    const place = await this.doorPlace(parsed)
    const result = await clearMockFaults(place, parsed.args.ids ?? [])
    return this.emit(result, renderMockFaultsClear)
  }
}
