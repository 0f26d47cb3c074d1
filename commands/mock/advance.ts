import { Args } from '@oclif/core'
import { requireDuration } from '../../src/cli/flags.js'
import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { advanceMock, type MockAdvanceResult } from '../../src/mock/advance.js'
import { renderMockAdvance } from '../../src/mock/view.js'

export default class MockAdvance extends MockCommand<MockAdvanceResult> {
  static override summary = "Move the mock's calendar forward"
  static override description =
    'Lets the given time pass in the mock: schedules fire, jobs run, recovery points appear and expire. Time never goes back.'
  static override examples = ['<%= config.bin %> mock advance 3d', '<%= config.bin %> mock advance 12h --output json']
  static override args = { duration: Args.string({ required: true, description: 'How long, e.g. 90m, 12h, 3d' }) }
  static override flags = serverFlag

  async run(): Promise<MockAdvanceResult> {
    const parsed = await this.parse(MockAdvance)
    const place = await this.doorPlace(parsed)
    return this.emit(await advanceMock(place, requireDuration(parsed.args.duration)), renderMockAdvance)
  }
}
