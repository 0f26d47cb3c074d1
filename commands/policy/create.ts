import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { policyContentFlags, policyNameFlags } from '../../src/cli/policy-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type CreatePolicyResult, createPolicy } from '../../src/policies/create.js'
import { renderPolicyCreate } from '../../src/policies/view.js'

export default class PolicyCreate extends BaseCommand<CreatePolicyResult> {
  static override summary = 'Create a backup policy'
  static override description =
    `Makes a policy from flags, from a policy file, or from a tier's template with flags over it. Every rule of Azure
Backup is checked here first: all problems are listed at once, with field, reason and fix. The same create again does
nothing; a policy of that name with other content is refused.`
  static override examples = [
    '<%= config.bin %> policy create --name critical-0800 --vault rsv-weu --template critical --time-zone Europe/Berlin',
    "<%= config.bin %> policy create --name daily-2230 --start 22:30 --keep-daily 30 --keep-monthly 12 --keep-monthly-on 'Last Sunday'",
    '<%= config.bin %> policy create --name weekly-std --kind standard --days Sunday,Wednesday --keep-weekly 12',
    '<%= config.bin %> policy create --name gold --file gold.yaml --dry-run --detailed-exit-code',
  ]
  static override flags = { ...policyNameFlags, ...policyContentFlags, ...writeFlags }

  async run(): Promise<CreatePolicyResult> {
    const parsed = await this.parse(PolicyCreate)
    const result = await createPolicy(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicyCreate, writeExitCode(result, parsed.flags))
  }
}
