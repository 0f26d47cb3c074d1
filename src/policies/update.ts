import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { findGuard } from '../azure/guards.js'
import { putPolicy } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { usageError } from '../core/errors.js'
import type { PolicySpec } from '../model/policy.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { warnOfLoss } from './create.js'
import { requirePolicy } from './find.js'
import { planPolicyUpdate } from './plan.js'
import { type Pruning, readPruning } from './pruning.js'
import { requireValid } from './require-valid.js'
import { isEmptySource, type PolicySourceInput, readDesired } from './source.js'

export interface UpdatePolicyInput extends PolicySourceInput {
  readonly name: string
  readonly vault?: string | undefined
  /** Name the recovery points that would go. */
  readonly points?: boolean | undefined
}

export interface UpdatePolicyResult extends PlanOutcome {
  readonly name: string
  readonly vaultName: string
  /** As it was asked for. */
  readonly spec: PolicySpec
  readonly pruning: Pruning
}

/** Changes what is named and keeps the rest; says which recovery points the new retention would remove. */
export async function updatePolicy(ctx: AppContext, input: UpdatePolicyInput): Promise<UpdatePolicyResult> {
  if (isEmptySource(input)) {
    throw usageError('NOTHING_TO_UPDATE', 'Nothing to change is named.', [
      'Name a file, a template or a setting; add --help to see the settings.',
    ])
  }
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const policy = await requirePolicy(ctx, vault, input.name)
  const { spec, problems } = await readDesired(input, policy.spec)
  requireValid(ctx, spec, problems)
  const pruning = await readPruning(ctx, { vault, policy, after: spec, readPoints: input.points ?? false })
  const guard = await findGuard(ctx.session, vault)
  const plan = planPolicyUpdate(policy, spec, {
    isGuarded: guard?.requestFor('updatePolicy') !== undefined,
    pruning,
    immutability: vault.immutability,
  })
  const { name, extras = {} } = policy
  const outcome = await applyPlan(ctx, plan, {
    what: `update policy '${name}' of vault '${vault.name}'`,
    apply: async () => {
      const stored = await putPolicy(ctx.session, vault, { name, spec, extras, isGuarded: true })
      warnOfLoss(ctx, spec, stored.spec)
    },
  })
  return { ...outcome, name, vaultName: vault.name, spec, pruning }
}
