import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { policyContentFlags, policyNameFlags, policyPointsFlag } from '../../src/cli/policy-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type UpdatePolicyResult, updatePolicy } from '../../src/policies/update.js'
import { renderPolicyUpdate } from '../../src/policies/view.js'

export default class PolicyUpdate extends BaseCommand<UpdatePolicyResult> {
  static override summary = 'Change a backup policy'
  static override description =
    `Changes what is named, for all VMs that follow the policy, and says first which recovery points the new retention
would remove; that cannot be undone, so it is asked about (--yes off a terminal). --file and --template replace the
whole content. A policy never changes its kind.`
  static override examples = [
    '<%= config.bin %> policy update --name daily-2230 --keep-daily 60',
    '<%= config.bin %> policy update --name daily-2230 --keep-daily 14 --points --dry-run',
    '<%= config.bin %> policy update --name gold --vault rsv-weu --file gold.yaml --yes',
  ]
  static override flags = { ...policyNameFlags, ...policyContentFlags, ...policyPointsFlag, ...writeFlags }

  async run(): Promise<UpdatePolicyResult> {
    const parsed = await this.parse(PolicyUpdate)
    const result = await updatePolicy(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicyUpdate, writeExitCode(result, parsed.flags))
  }
}
