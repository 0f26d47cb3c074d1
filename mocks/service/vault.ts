import type { MockContext } from '../context.js'
import { emptyTable } from '../store.js'
import { builtInPolicies } from './built-in-policies.js'
import type { VaultRecord } from './model.js'
import { regionName } from './region-pairs.js'

/** A vault as it is right after its creation was accepted, with the three policies that every vault starts with. */
export function createVault(
  ctx: MockContext,
  identity: { id: string; name: string; group: string; subscriptionId: string; location: string },
): VaultRecord {
  const alwaysOn = ctx.state.softDeleteProfile === 'current' ? 'AlwaysON' : 'Enabled'
  const vault: VaultRecord = {
    ...identity,
    key: identity.id.toLowerCase(),
    location: regionName(identity.location),
    numericId: ctx.random.digits(19),
    createdMs: ctx.now(),
    changedMs: ctx.now(),
    provisioningState: 'Provisioning',
    sku: { name: 'Standard' },
    publicNetworkAccess: 'Enabled',
    redundancy: 'GeoRedundant',
    crossRegionRestore: 'Disabled',
    redundancyByVaultApi: false,
    crossSubscriptionRestore: 'Enabled',
    softDelete: { state: alwaysOn, enhanced: alwaysOn, days: 14 },
    storageVersion: 'Unassigned',
    items: emptyTable(),
    policies: emptyTable(),
    jobs: emptyTable(),
    busyItems: emptyTable(),
    otherItems: [],
    changes: { day: '', count: 0 },
  }
  for (const policy of builtInPolicies(ctx.now())) vault.policies[policy.key] = policy
  ctx.state.backup.discovered[discoveryScope(vault)] ??= ctx.now()
  return vault
}

/** Scope of a discovery: one region of one subscription, shared by all vaults there. */
export function discoveryScope(vault: Pick<VaultRecord, 'subscriptionId' | 'location'>): string {
  return `${vault.subscriptionId}|${vault.location}`.toLowerCase()
}
