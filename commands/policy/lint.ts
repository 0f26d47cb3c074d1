import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { policyVaultFlags } from '../../src/cli/policy-flags.js'
import { type LintPolicyResult, lintExitCode, lintFindings, lintPolicies } from '../../src/policies/lint.js'
import { renderPolicyLint } from '../../src/policies/view.js'

export default class PolicyLint extends BaseCommand<LintPolicyResult> {
  static override summary = 'Check a policy file or live policies against the rules'
  static override description =
    `Checks a policy file without any login, or a policy of a vault, or all of them. Each finding has its line, the reason,
a fix, and who says so. Exit 10 when there are findings at or above --fail-on; a file that is no policy file is exit 2.`
  static override examples = [
    '<%= config.bin %> policy lint --file gold.yaml',
    '<%= config.bin %> policy lint --name EnhancedPolicy --vault rsv-weu --fail-on warning',
    '<%= config.bin %> policy lint --vault rsv-weu --output json',
  ]
  static override flags = {
    file: pathFlag({ exclusive: ['name'], helpValue: '<policy.yaml>', summary: 'Policy file' }),
    name: Flags.string({ char: 'n', helpValue: '<policy>', summary: 'Policy of the vault (default: all)' }),
    ...policyVaultFlags,
    'fail-on': Flags.option({ options: ['error', 'warning'] as const })({
      default: 'error',
      summary: 'Least severity that makes the exit code 10',
    }),
  }

  async run(): Promise<LintPolicyResult> {
    const parsed = await this.parse(PolicyLint)
    const result = await lintPolicies(await this.context(parsed), parsed.flags)
    this.annotate(lintFindings(result))
    return this.emit(result, renderPolicyLint, lintExitCode(result, parsed.flags['fail-on']))
  }
}
