import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { untilAborted } from '../../src/cli/until-aborted.js'
import { THROTTLE_NAMES, WORLD_NAMES } from '../../src/mock/change.js'
import { type MockServeResult, startMockServer } from '../../src/mock/serve.js'
import { renderMockServe } from '../../src/mock/serve-view.js'
import { refuseEnvAsDocument, renderExports, SHELLS } from '../../src/mock/setup.js'

export default class MockServe extends BaseCommand<MockServeResult> {
  static override summary = 'Serve the mock over HTTPS, for any Azure client'
  static override description =
    'Serves the simulated Azure on this machine until Ctrl-C or SIGTERM, then saves its state and exits with 0. Prints ' +
    'what az, Azure PowerShell, the SDKs, Terraform and azbk need to use it. The state is saved while it runs as well, ' +
    'once a minute when something changed.'
  static override examples = [
    '<%= config.bin %> mock serve',
    '<%= config.bin %> mock serve --world fleet --vms 10000 --state fleet.json --ready-file ready.json',
    '<%= config.bin %> mock serve --env > mock.env & sleep 2; . ./mock.env',
  ]
  static override flags = {
    port: Flags.integer({ min: 0, max: 65_535, default: 0, summary: 'Port; 0 takes a free one' }),
    host: Flags.string({ default: '127.0.0.1', summary: 'Address to bind to' }),
    'listen-anywhere': Flags.boolean({ summary: 'Allow a --host that other machines can reach' }),
    world: Flags.option({ options: WORLD_NAMES })({ summary: 'World of a new state file (default: contoso)' }),
    vms: Flags.integer({ min: 1, max: 10_000, summary: 'Number of VMs of a fleet (default: 1000)' }),
    seed: Flags.integer({ summary: 'Ids, durations and fleets of a new state repeat for a seed (default: 1)' }),
    state: Flags.string({ helpValue: '<file>', summary: 'State file (default: that of --mock)' }),
    'job-speed': Flags.integer({ min: 1, default: 600, summary: 'Jobs take their time in Azure divided by this' }),
    'calendar-speed': Flags.integer({ min: 1, default: 1, summary: 'Calendar seconds for each second' }),
    'soft-delete-profile': Flags.option({ options: ['current', '2024'] as const })({
      summary: 'How vaults of a new state treat soft delete: always on as today (default: current), or as in 2024',
    }),
    throttle: Flags.option({ options: THROTTLE_NAMES })({
      summary: "Count requests against Azure's quotas and refuse those above (default: as the state says)",
    }),
    'tls-dir': Flags.string({ helpValue: '<folder>', summary: 'Folder of the certificate authority and keys' }),
    'ready-file': Flags.string({ helpValue: '<file>', summary: 'Written as JSON once connections are accepted' }),
    env: Flags.boolean({ summary: 'Print the variables of all clients, for a shell to read, and nothing else' }),
    shell: Flags.option({ options: SHELLS })({ default: 'posix', summary: 'The shell that reads what --env prints' }),
  }

  async run(): Promise<MockServeResult> {
    const parsed = await this.parse(MockServe)
    const { flags } = parsed
    const { settings, ...rest } = await this.mockPlace(parsed)
    if (flags.env) refuseEnvAsDocument(settings)
    const state = { ...settings, mockState: flags.state ?? settings.mockState }
    const warn = (message: string) => this.collectWarning(message)
    const running = await startMockServer(
      { ...rest, settings: state, cwd: this.runtime.cwd, warn },
      {
        port: flags.port,
        host: flags.host,
        listenAnywhere: flags['listen-anywhere'],
        start: {
          world: flags.world,
          vms: flags.vms,
          seed: flags.seed,
          softDeleteProfile: flags['soft-delete-profile'],
        },
        throttle: flags.throttle,
        jobSpeed: flags['job-speed'],
        calendarSpeed: flags['calendar-speed'],
        tlsDir: flags['tls-dir'],
        readyFile: flags['ready-file'],
      },
    )
    this.closeAtEnd(running.stop)
    await this.emit(running.result, flags.env ? (result) => renderExports(result, flags.shell) : renderMockServe)
    await untilAborted(rest.signal)
    return running.result
  }
}
