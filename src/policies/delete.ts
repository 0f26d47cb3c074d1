import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { deletePolicy as deleteAzurePolicy, findPolicy } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { itemsOf } from './find.js'
import { asItIs, planPolicyDelete } from './plan.js'

export interface DeletePolicyInput {
  readonly name: string
  readonly vault?: string | undefined
}

export type DeletePolicyResult = PlanOutcome

/** Deletes a policy that no VM follows; names the VMs of one that is in use. One that is gone is nothing to do. */
export async function deletePolicy(ctx: AppContext, input: DeletePolicyInput): Promise<DeletePolicyResult> {
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const policy = await findPolicy(ctx.session, vault, input.name)
  if (!policy) {
    return { applied: true, changes: [asItIs(input.name, `vault '${vault.name}' has none: nothing to delete`)] }
  }
  return applyPlan(ctx, planPolicyDelete(policy, await itemsOf(ctx, vault, policy)), {
    what: `delete policy '${policy.name}' of vault '${vault.name}'`,
    apply: () => deleteAzurePolicy(ctx.session, vault, policy.name),
  })
}
