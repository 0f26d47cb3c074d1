import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { WORLD_NAMES } from '../../src/mock/change.js'
import { type MockServeResult, startMockServer } from '../../src/mock/serve.js'
import { renderMockServe } from '../../src/mock/setup.js'

export default class MockServe extends BaseCommand<MockServeResult> {
  static override summary = 'Serve the mock over HTTPS, for any Azure client'
  static override description =
    'Serves the simulated Azure on this machine until Ctrl-C or SIGTERM, then saves its state. Prints what az, Azure ' +
    'PowerShell, the SDKs, Terraform and azbk need to use it.'
  static override examples = [
    '<%= config.bin %> mock serve',
    '<%= config.bin %> mock serve --world fleet --vms 10000 --state fleet.json --ready-file ready.json',
  ]
  static override flags = {
    port: Flags.integer({ min: 0, max: 65_535, default: 0, summary: 'Port; 0 takes a free one' }),
    host: Flags.string({ default: '127.0.0.1', summary: 'Address to bind to' }),
    'listen-anywhere': Flags.boolean({ summary: 'Allow a --host that other machines can reach' }),
    world: Flags.option({ options: WORLD_NAMES })({ default: 'contoso', summary: 'World of a new state file' }),
    vms: Flags.integer({ min: 1, max: 10_000, summary: 'Number of VMs of a fleet (default: 1000)' }),
    seed: Flags.integer({ default: 1, summary: 'Ids, durations and fleets repeat for a seed' }),
    state: Flags.string({ helpValue: '<file>', summary: 'State file (default: that of --mock)' }),
    'job-speed': Flags.integer({ min: 1, default: 600, summary: 'Jobs take their time in Azure divided by this' }),
    'calendar-speed': Flags.integer({ min: 1, default: 1, summary: 'Calendar seconds for each second' }),
    'soft-delete-profile': Flags.option({ options: ['current', '2024'] as const })({
      default: 'current',
      summary: 'How vaults of a new state treat soft delete: always on as today, or as in 2024',
    }),
    'tls-dir': Flags.string({ helpValue: '<folder>', summary: 'Folder of the certificate authority and keys' }),
    'ready-file': Flags.string({ helpValue: '<file>', summary: 'Written as JSON once connections are accepted' }),
  }

  async run(): Promise<MockServeResult> {
    const parsed = await this.parse(MockServe)
    const { flags } = parsed
    const { settings, clock, signal } = await this.mockPlace(parsed)
    const place = {
      settings: flags.state === undefined ? settings : { ...settings, mockState: flags.state },
      clock,
      signal,
    }
    const running = await startMockServer(place, {
      port: flags.port,
      host: flags.host,
      listenAnywhere: flags['listen-anywhere'],
      world: flags.world,
      vms: flags.vms,
      seed: flags.seed,
      jobSpeed: flags['job-speed'],
      calendarSpeed: flags['calendar-speed'],
      softDeleteProfile: flags['soft-delete-profile'],
      tlsDir: flags['tls-dir'],
      readyFile: flags['ready-file'],
    })
    try {
      await this.emit(running.result, renderMockServe)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    } finally {
      await running.stop()
    }
    return running.result
  }
}
