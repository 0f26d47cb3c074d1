import { BaseCommand } from '../../src/cli/base-command.js'
import { policyNameFlags } from '../../src/cli/policy-flags.js'
import { type ShowPolicyResult, showPolicy } from '../../src/policies/show.js'
import { renderPolicy } from '../../src/policies/view.js'

export default class PolicyShow extends BaseCommand<ShowPolicyResult> {
  static override summary = 'Show a backup policy'
  static override description =
    `Shows a policy in words, its next three runs in UTC and in its own zone, and the VMs that follow it. A policy of
another workload is shown as Azure sent it. Its \`spec\` is a policy file: see the second example.`
  static override examples = [
    '<%= config.bin %> policy show --name EnhancedPolicy --vault rsv-weu',
    '<%= config.bin %> policy show --name EnhancedPolicy --query spec --output yaml > enhanced.yaml',
  ]
  static override flags = policyNameFlags

  async run(): Promise<ShowPolicyResult> {
    const parsed = await this.parse(PolicyShow)
    const result = await showPolicy(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicy)
  }
}
