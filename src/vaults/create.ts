import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { findGuard } from '../azure/guards.js'
import { createVault as createAzureVault, findVault } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import type { Vault, VaultRef } from '../model/vault.js'
import { applyVaultChanges, rereadVault } from './apply.js'
import type { VaultChange } from './change.js'
import { checkVaultName, planVaultCreate, planVaultRepeat } from './plan.js'
import { parseVaultInput, type VaultInput, type VaultProblem } from './wish.js'

export interface CreateVaultInput extends VaultInput {
  readonly name: string
  readonly location: string
}

export interface CreateVaultResult extends PlanOutcome {
  /** The vault as it is now; null after --dry-run of a vault that is not there yet. */
  readonly vault: Vault | null
}

/** Creates a vault, or brings the one of that name to what is asked: the same create twice is one. */
export async function createVault(ctx: AppContext, input: CreateVaultInput): Promise<CreateVaultResult> {
  const wish = parseVaultInput(input, [...checkVaultName(input.name), ...missingGroup(ctx)])
  const ref: VaultRef = {
    subscriptionId: ctx.session.subscriptionId(),
    resourceGroup: ctx.settings.resourceGroup ?? '',
    name: input.name,
  }
  const wanted = { location: input.location, wish }
  const present = await findVault(ctx.session, ref)
  const plan = present
    ? planVaultRepeat(present, wanted, await findGuard(ctx.session, present))
    : planVaultCreate(ref, wanted)
  const outcome = await applyPlan(ctx, plan, {
    what: `create vault '${ref.name}'`,
    apply: (pending) =>
      present ? applyVaultChanges(ctx, present, pending) : applyCreate(ctx, ref, { pending, location: input.location }),
  })
  return { ...outcome, vault: outcome.applied ? await rereadVault(ctx, ref) : (present ?? null) }
}

function missingGroup(ctx: AppContext): VaultProblem[] {
  if (ctx.settings.resourceGroup !== null) return []
  return [{ field: 'resource-group', message: 'a vault lies in a resource group: name one.' }]
}

async function applyCreate(
  ctx: AppContext,
  ref: VaultRef,
  work: { pending: readonly VaultChange[]; location: string },
): Promise<void> {
  const [create, ...later] = work.pending
  await createAzureVault(ctx.session, ref, { location: work.location, ...create?.settings })
  if (later.length > 0) await applyVaultChanges(ctx, await rereadVault(ctx, ref), later)
}
