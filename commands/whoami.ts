import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { renderWhoami } from '../src/doctor/view.js'
import { roleFor, type WhoamiResult, whoami } from '../src/doctor/whoami.js'
import { JOB_ROLES } from '../src/model/job-roles.js'

export default class Whoami extends BaseCommand<WhoamiResult> {
  static override summary = 'Show who is logged in, where, and which verbs the login may use'
  static override description =
    'Reads the login, the subscription and the permissions there (with --resource-group: in that group), and names for each verb what is missing and the built-in role that holds it. With --role it prints the definition of a custom role that is just enough for a job.'
  static override examples = [
    '<%= config.bin %> whoami',
    '<%= config.bin %> whoami --mock --resource-group rg-app-weu',
    '<%= config.bin %> whoami --role operator > role.json && az role definition create --role-definition role.json',
  ]
  static override flags = {
    role: Flags.option({ options: JOB_ROLES })({
      summary: 'Print the least-privilege custom role of this job instead, as JSON for az',
    }),
  }

  async run(): Promise<WhoamiResult> {
    const parsed = await this.parse(Whoami)
    const ctx = await this.context(parsed)
    const { role } = parsed.flags
    return this.emit(role ? roleFor(ctx, role) : await whoami(ctx), renderWhoami)
  }
}
