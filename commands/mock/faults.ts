import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { listMockFaults, type MockFaultsResult } from '../../src/mock/faults.js'
import { renderMockFaults } from '../../src/mock/faults-view.js'

export default class MockFaults extends MockCommand<MockFaultsResult> {
  static override summary = "List the faults in the mock's weather"
  static override description =
    'Shows each rule with how many requests it looked at and how many it struck. Rules are kept with the state: they ' +
    'meet every later `azbk ... --mock` and whoever uses a served mock.'
  static override examples = [
    '<%= config.bin %> mock faults',
    '<%= config.bin %> mock faults --server ready.json --output json',
  ]
  static override flags = serverFlag

  async run(): Promise<MockFaultsResult> {
    const parsed = await this.parse(MockFaults)
    return this.emit(await listMockFaults(await this.doorPlace(parsed)), renderMockFaults)
  }
}
