import { listItems } from '../azure/items.js'
import { findPolicy, readPolicies } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { sameArmId } from '../core/arm-id.js'
import { notFoundError } from '../core/errors.js'
import { closeNames, compareNames } from '../core/names.js'
import type { ProtectedItem } from '../model/item.js'
import type { Policy } from '../model/policy.js'
import type { VaultRef } from '../model/vault.js'

/** A VM policy by name; not there: exit 4 with close names. */
export async function requirePolicy(ctx: AppContext, vault: VaultRef, name: string): Promise<Policy> {
  return (await findPolicy(ctx.session, vault, name)) ?? unknownPolicy(ctx, vault, name)
}

export async function unknownPolicy(ctx: AppContext, vault: VaultRef, name: string): Promise<never> {
  const { policies } = await readPolicies(ctx.session, vault)
  const close = closeNames(
    name,
    policies.map((policy) => policy.name),
  )
  throw notFoundError('POLICY_NOT_FOUND', `Vault '${vault.name}' has no policy '${name}'.`, [
    ...close.map((known) => `Did you mean ${known}?`),
    `azbk policy list --vault ${vault.name}`,
  ])
}

/** The VMs that follow a policy, by name. Stopped ones follow none; soft-deleted ones still hold on to theirs. */
export async function itemsOf(ctx: AppContext, vault: VaultRef, policy: Policy): Promise<ProtectedItem[]> {
  const items = await listItems(ctx.session, vault)
  return items
    .filter((item) => item.policyId !== null && sameArmId(item.policyId, policy.id))
    .sort((a, b) => compareNames(a.machineName, b.machineName))
}
