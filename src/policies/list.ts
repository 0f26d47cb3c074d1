import { findPolicy, readPolicies } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { compareNames, sameName } from '../core/names.js'
import type { Policy } from '../model/policy.js'
import { chooseVaultInGroup } from '../vaults/choose.js'

export interface ListPoliciesInput {
  readonly vault?: string | undefined
  /** Read the number of items: one request for each policy. */
  readonly counts?: boolean | undefined
}

export type ListPoliciesResult = readonly Policy[]

/** The VM policies of a vault, by name. VM policies that azbk cannot read are warned of, others left out. */
export async function listVaultPolicies(ctx: AppContext, input: ListPoliciesInput): Promise<ListPoliciesResult> {
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const { policies, opaque } = await readPolicies(ctx.session, vault)
  for (const policy of opaque.filter((row) => sameName(row.workload, 'AzureIaasVM'))) {
    ctx.warn(`Policy '${policy.name}' is left out: ${policy.reason}.`)
  }
  const sorted = [...policies].sort((a, b) => compareNames(a.name, b.name))
  if (!input.counts) return sorted
  return mapLimited(
    sorted,
    READS_AT_ONCE,
    async (policy) => (await findPolicy(ctx.session, vault, policy.name)) ?? policy,
  )
}
