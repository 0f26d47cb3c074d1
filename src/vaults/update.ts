import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { findGuard } from '../azure/guards.js'
import type { AppContext } from '../context.js'
import { usageError } from '../core/errors.js'
import type { Vault } from '../model/vault.js'
import { applyVaultChanges, rereadVault } from './apply.js'
import { chooseVaultInGroup } from './choose.js'
import { planVaultUpdate } from './plan.js'
import { parseVaultInput, type VaultInput } from './wish.js'

export interface UpdateVaultInput extends VaultInput {
  /** A name, `group/name` or a resource id. */
  readonly name: string
}

export interface UpdateVaultResult extends PlanOutcome {
  /** The vault as it is now. */
  readonly vault: Vault
}

/** Changes the settings that are named, sends nothing else. */
export async function updateVault(ctx: AppContext, input: UpdateVaultInput): Promise<UpdateVaultResult> {
  const wish = parseVaultInput(input)
  if (Object.values(wish).every(isNothing)) {
    throw usageError('NOTHING_TO_UPDATE', 'No setting to change is named.', ['Add --help to see the settings.'])
  }
  const vault = await chooseVaultInGroup(ctx, input.name)
  const plan = planVaultUpdate(vault, wish, await findGuard(ctx.session, vault))
  const outcome = await applyPlan(ctx, plan, {
    what: `update vault '${vault.name}'`,
    apply: (pending) => applyVaultChanges(ctx, vault, pending),
  })
  return { ...outcome, vault: outcome.applied ? await rereadVault(ctx, vault) : vault }
}

/** A wish not made: absent, or a list or record of nothing. Null asks for something: to be without a guard. */
function isNothing(wish: unknown): boolean {
  return wish === undefined || (typeof wish === 'object' && wish !== null && Object.keys(wish).length === 0)
}
