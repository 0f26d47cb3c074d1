import { Flags } from '@oclif/core'
import { MockCommand, serverFlag } from '../../src/cli/mock-command.js'
import { IDENTITY_NAMES, loginAz, type MockAzLoginResult } from '../../src/mock/az-login.js'
import { exportLines, SHELLS } from '../../src/mock/setup.js'

export default class MockAzLogin extends MockCommand<MockAzLoginResult> {
  static override summary = 'Log the Azure CLI in to a mock that is served'
  static override description =
    'Registers the mock as a cloud of az and logs in, in a configuration folder of its own: the az of your other work ' +
    'stays as it is. Prints what a shell needs to use it. Without --server the one is taken that serves the state file.'
  static override examples = [
    'eval "$(<%= config.bin %> mock az-login)" && az backup vault list --output table',
    '<%= config.bin %> mock az-login --server ready.json --identity backup-reader --config-dir ./az-reader',
    '<%= config.bin %> mock az-login --shell powershell | Out-String | Invoke-Expression',
  ]
  static override flags = {
    ...serverFlag,
    identity: Flags.option({ options: IDENTITY_NAMES })({ default: 'owner', summary: 'Role of the service principal' }),
    'config-dir': Flags.string({
      helpValue: '<folder>',
      summary: "az's configuration folder; made when it is not there (default: in the state folder)",
    }),
    shell: Flags.option({ options: SHELLS })({ default: 'posix', summary: 'The shell that reads what is printed' }),
  }

  async run(): Promise<MockAzLoginResult> {
    const parsed = await this.parse(MockAzLogin)
    const { identity, shell, 'config-dir': configDir } = parsed.flags
    const place = await this.doorPlace(parsed)
    const result = await loginAz(place, { identity, configDir }, (step) => this.tell(`${step} ...`))
    return this.emit(result, ({ variables }) => exportLines(variables, shell).join('\n'))
  }
}
