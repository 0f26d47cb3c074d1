import { BaseCommand } from '../../src/cli/base-command.js'
import { writeFlags } from '../../src/cli/flags.js'
import { policyNameFlags } from '../../src/cli/policy-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type DeletePolicyResult, deletePolicy } from '../../src/policies/delete.js'
import { renderPolicyDelete } from '../../src/policies/view.js'

export default class PolicyDelete extends BaseCommand<DeletePolicyResult> {
  static override summary = 'Delete a backup policy, or say who follows it'
  static override description =
    `Deletes a policy that no VM follows. While VMs follow it, names them and what to run. A policy that is gone is no
error.`
  static override examples = [
    '<%= config.bin %> policy delete --name old-daily --dry-run',
    '<%= config.bin %> policy delete --name old-daily --vault rsv-weu --yes',
  ]
  static override flags = { ...policyNameFlags, ...writeFlags }

  async run(): Promise<DeletePolicyResult> {
    const parsed = await this.parse(PolicyDelete)
    const result = await deletePolicy(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicyDelete, writeExitCode(result, parsed.flags))
  }
}
