import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { policyContentFlags, policyNameFlags, policyPointsFlag } from '../../src/cli/policy-flags.js'
import { type DiffPolicyResult, diffExitCode, diffPolicy } from '../../src/policies/diff.js'
import { renderPolicyDiff } from '../../src/policies/view.js'

export default class PolicyDiff extends BaseCommand<DiffPolicyResult> {
  static override summary = 'Show what a change of a policy would do'
  static override description =
    `Compares a live policy with another one, with a file or a template, or with settings over itself, and says which
recovery points would go. Changes nothing.`
  static override examples = [
    '<%= config.bin %> policy diff --name daily-2230 --keep-daily 14',
    '<%= config.bin %> policy diff --name gold --file gold.yaml --detailed-exit-code',
    '<%= config.bin %> policy diff --name DefaultPolicy --to EnhancedPolicy --vault rsv-weu',
  ]
  static override flags = {
    ...policyNameFlags,
    to: Flags.string({
      exclusive: ['file', 'template'],
      helpValue: '<policy>',
      summary: 'Another policy of the vault',
    }),
    ...policyContentFlags,
    ...policyPointsFlag,
    'detailed-exit-code': Flags.boolean({ env: 'AZBK_DETAILED_EXIT_CODE', summary: 'Exit 10 when something differs' }),
  }

  async run(): Promise<DiffPolicyResult> {
    const parsed = await this.parse(PolicyDiff)
    const result = await diffPolicy(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicyDiff, diffExitCode(result, parsed.flags))
  }
}
