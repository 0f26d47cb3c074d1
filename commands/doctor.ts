import { BaseCommand } from '../src/cli/base-command.js'
import { type DoctorResult, runDoctor } from '../src/doctor/doctor.js'
import { renderDoctor } from '../src/doctor/view.js'

export default class Doctor extends BaseCommand<DoctorResult> {
  static override summary = 'Check everything that azbk needs, and say how to mend it'
  static override description =
    `Looks at Node.js, the configuration files, the state folder, the way to Azure (name, connection, certificate), the clock, the login, the subscription, its providers and the permissions. Changes nothing in Azure.

Exit code 0 when nothing failed, else that of the worst failure: 5 for login and permissions, 1 for the network, 2 for the configuration.`
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --mock',
    "<%= config.bin %> doctor --auth cli --query 'checks[?state==`fail`]'",
  ]

  async run(): Promise<DoctorResult> {
    const parsed = await this.parse(Doctor)
    const open = () => this.context(parsed)
    const { result, exitCode } = await runDoctor({ open, nodeVersion: process.versions.node })
    return this.emit(result, renderDoctor, exitCode)
  }
}
