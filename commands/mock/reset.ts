import { Flags } from '@oclif/core'
import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { parseInstant } from '../../src/core/time-text.js'
import { type MockResetResult, resetMock, THROTTLE_NAMES, TRANSFER_MODELS, WORLD_NAMES } from '../../src/mock/change.js'
import { renderMockSummary } from '../../src/mock/view.js'

export default class MockReset extends MockCommand<MockResetResult> {
  static override summary = 'Start the mock afresh in a named or generated world'
  static override description =
    "Replaces the mock's state file. Worlds: contoso (60 VMs in 3 regions, every state and odd case), empty, and fleet " +
    '(generated VMs, the same for the same seed).'
  static override examples = [
    '<%= config.bin %> mock reset --world contoso --now 2026-03-02T09:00Z',
    '<%= config.bin %> mock reset --world fleet --vms 10000 --seed 7',
  ]
  static override flags = {
    ...serverFlag,
    world: Flags.option({ options: WORLD_NAMES })({ default: 'contoso', summary: 'Starting state' }),
    now: Flags.custom<string>({
      parse: async (text) => parseInstant(text),
      helpValue: '<time>',
      summary: 'When the calendar begins, e.g. 2026-03-02T09:00Z (default: the present time)',
    })(),
    vms: Flags.integer({ min: 1, max: 10_000, summary: 'Number of VMs of a fleet (default: 1000)' }),
    seed: Flags.integer({ default: 1, summary: 'Ids, durations and fleets repeat for a seed' }),
    'soft-delete-profile': Flags.option({ options: ['current', '2024'] as const })({
      default: 'current',
      summary: 'How vaults treat soft delete: always on as today, or as in 2024',
    }),
    throttle: Flags.option({ options: THROTTLE_NAMES })({
      default: 'none',
      summary: "Count requests against Azure's quotas and refuse those above",
    }),
    'transfer-model': Flags.option({ options: TRANSFER_MODELS })({
      default: 'recorded',
      summary: 'How long transfers to vaults take: as recorded, or by queue, data and shared accounts',
    }),
  }

  async run(): Promise<MockResetResult> {
    const parsed = await this.parse(MockReset)
    const place = await this.doorPlace(parsed)
    const { world, now, vms, seed, throttle } = parsed.flags
    const { 'soft-delete-profile': softDeleteProfile, 'transfer-model': transferModel } = parsed.flags
    const start = { world, now, vms, seed, softDeleteProfile, throttle, transferModel }
    return this.emit(await resetMock(place, start), renderMockSummary)
  }
}
