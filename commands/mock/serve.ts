import { BaseCommand } from '../../src/cli/base-command.js'
import { readServeFlags, serveFlags } from '../../src/cli/serve-flags.js'
import { untilAborted } from '../../src/cli/until-aborted.js'
import { type MockServeResult, startMockServer } from '../../src/mock/serve.js'
import { renderMockServe } from '../../src/mock/serve-view.js'
import { refuseEnvAsDocument, renderExports } from '../../src/mock/setup.js'

export default class MockServe extends BaseCommand<MockServeResult> {
  static override summary = 'Serve the mock over HTTPS, for any Azure client'
  static override description =
    'Serves the simulated Azure on this machine until Ctrl-C or SIGTERM, then saves its state and exits with 0. Prints ' +
    'what az, Azure PowerShell, the SDKs, Terraform and azbk need to use it. The state is saved while it runs as well, ' +
    'once a second when something changed.'
  static override examples = [
    '<%= config.bin %> mock serve',
    '<%= config.bin %> mock serve --world fleet --vms 10000 --state fleet.json --ready-file ready.json',
    'rm -f mock.env; <%= config.bin %> mock serve --env > mock.env & until [ -s mock.env ]; do sleep 0.1; done; . ./mock.env',
  ]
  static override flags = serveFlags

  async run(): Promise<MockServeResult> {
    const parsed = await this.parse(MockServe)
    const { flags } = parsed
    const { settings, ...rest } = await this.mockPlace(parsed)
    if (flags.env) refuseEnvAsDocument(settings)
    const state = { ...settings, mockState: flags.state ?? settings.mockState }
    const warn = (message: string) => this.collectWarning(message)
    const running = await startMockServer(
      { ...rest, settings: state, cwd: this.runtime.cwd, warn },
      readServeFlags(flags),
    )
    this.closeAtEnd(running.stop)
    await this.emit(running.result, flags.env ? (result) => renderExports(result, flags.shell) : renderMockServe)
    await untilAborted(rest.signal)
    return running.result
  }
}
