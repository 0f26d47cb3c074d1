import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { policyVaultFlags } from '../../src/cli/policy-flags.js'
import { type ListPoliciesResult, listVaultPolicies } from '../../src/policies/list.js'
import { renderPolicyList } from '../../src/policies/view.js'

export default class PolicyList extends BaseCommand<ListPoliciesResult> {
  static override summary = 'List the VM backup policies of a vault'
  static override description =
    `Lists the policies for VMs; those for other workloads are left out. Azure's list does not hold how many VMs follow a
policy: --counts reads each one.`
  static override examples = [
    '<%= config.bin %> policy list --vault rsv-weu',
    "<%= config.bin %> policy list --vault rsv-weu --counts --query '[?itemCount==`0`].name' --output tsv",
  ]
  static override flags = {
    ...policyVaultFlags,
    counts: Flags.boolean({ summary: 'Read how many VMs follow each policy: one more request for each' }),
  }

  async run(): Promise<ListPoliciesResult> {
    const parsed = await this.parse(PolicyList)
    const result = await listVaultPolicies(await this.context(parsed), parsed.flags)
    return this.emit(result, renderPolicyList)
  }
}
