import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { findAnyPolicy, putPolicy } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import type { PolicySpec } from '../model/policy.js'
import { diffPolicies } from '../model/policy-diff.js'
import { checkPolicyName } from '../model/policy-rules.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { describeChange, planPolicyCreate } from './plan.js'
import { requireValid } from './require-valid.js'
import { type PolicySourceInput, readDesired } from './source.js'

export interface CreatePolicyInput extends PolicySourceInput {
  readonly name: string
  readonly vault?: string | undefined
}

export interface CreatePolicyResult extends PlanOutcome {
  readonly name: string
  readonly vaultName: string
  readonly spec: PolicySpec
}

/** Creates a policy after checking every rule here. The same create again does nothing; another content is refused. */
export async function createPolicy(ctx: AppContext, input: CreatePolicyInput): Promise<CreatePolicyResult> {
  const { name } = input
  const { spec, problems } = await readDesired(input)
  requireValid(ctx, spec, [...checkPolicyName(name), ...problems])
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const plan = planPolicyCreate(name, spec, await findAnyPolicy(ctx.session, vault, name))
  const outcome = await applyPlan(ctx, plan, {
    what: `create policy '${name}' in vault '${vault.name}'`,
    apply: async () => warnOfLoss(ctx, spec, (await putPolicy(ctx.session, vault, { name, spec })).spec),
  })
  return { ...outcome, name, vaultName: vault.name, spec }
}

/** Azure drops some settings without a word; what it stored is compared with what was sent. */
export function warnOfLoss(ctx: AppContext, sent: PolicySpec, stored: PolicySpec): void {
  const lost = diffPolicies(sent, stored)
  if (lost.length > 0) ctx.warn(`Azure stored the policy differently: ${lost.map(describeChange).join('; ')}.`)
}
