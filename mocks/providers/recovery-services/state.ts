import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, type JsonObject } from '../../json.js'
import { type PollingAddresses, pollingHeaders } from '../../lro.js'
import type { OperationRecord, VaultRecord } from '../../service/model.js'
import { wireEtag } from '../../wire-time.js'
import { VAULT_TYPE } from './errors.js'

/** Id of the vault that a path names, in the case of the path. */
export function vaultIdOf(call: ArmCall): string {
  const { sub = '', rg = '', vault = '' } = call.params
  return `/subscriptions/${sub}/resourceGroups/${rg}/providers/${VAULT_TYPE}/${vault}`
}

/** The vault of a path, or undefined. */
export function findVault(ctx: MockContext, call: ArmCall): VaultRecord | undefined {
  return ctx.state.backup.vaults[vaultIdOf(call).toLowerCase()]
}

/** The vault of a path, or ARM's 404. */
export function requireVault(ctx: MockContext, call: ArmCall): VaultRecord {
  const vault = findVault(ctx, call)
  if (!vault) throw vaultNotFound(call)
  return vault
}

/** ARM's 404 for the vault of a path. */
export function vaultNotFound(call: ArmCall): Error {
  return resourceNotFound(VAULT_TYPE, call.params.vault ?? '', call.params.rg ?? '')
}

/** The status of a vault operation: with its addresses while it runs, with its error when it failed. */
export function operationReply(
  ctx: MockContext,
  call: ArmCall,
  { operation, addresses }: { operation: OperationRecord; addresses: PollingAddresses },
): ArmReply {
  const { id, status } = operation
  const error = status === 'Failed' ? operation.error : undefined
  return {
    status: 200,
    headers: status === 'InProgress' ? pollingHeaders(ctx, call, addresses) : {},
    body: compact({ id: addresses.status, name: id, status, error }),
  }
}

/**
 * A vault as the wire shows it. `row` = in a list: without storage version, security and redundancy settings; `created` = in
 * the 201 of its creation: without storage version and security settings. Source: recordings of 2024.
 */
export function vaultBody(vault: VaultRecord, view: 'full' | 'row' | 'created' = 'full'): JsonObject {
  return compact({
    location: vault.location,
    name: vault.name,
    etag: wireEtag(vault.changedMs),
    tags: vault.tags,
    identity: vault.identity,
    properties: compact({
      provisioningState: vault.provisioningState,
      privateEndpointStateForBackup: 'None',
      privateEndpointStateForSiteRecovery: 'None',
      encryption: vault.encryption,
      monitoringSettings: vault.monitoringSettings,
      backupStorageVersion: view === 'full' ? vault.storageVersion : undefined,
      securitySettings: view === 'full' ? securityBody(vault) : view === 'created' ? sentSecurity(vault) : undefined,
      redundancySettings: view === 'row' ? undefined : redundancyBody(vault),
      ...scores(vault, view),
      publicNetworkAccess: vault.publicNetworkAccess,
      restoreSettings: {
        crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState: vault.crossSubscriptionRestore },
      },
    }),
    id: vault.id,
    type: VAULT_TYPE,
    sku: vault.sku,
  })
}

/** Day count on the wire: 0 once soft delete is off and the first item went into storage version V2. */
function softDeleteDays(vault: VaultRecord): number {
  return vault.softDelete.state === 'Disabled' && vault.storageVersion === 'V2' ? 0 : vault.softDelete.days
}

function securityBody(vault: VaultRecord): JsonObject {
  return {
    immutabilitySettings: vault.immutability === undefined ? null : { state: vault.immutability },
    softDeleteSettings: {
      softDeleteRetentionPeriodInDays: softDeleteDays(vault),
      softDeleteState: vault.softDelete.state,
      enhancedSecurityState: vault.softDelete.enhanced,
    },
    multiUserAuthorization: vault.guard ? 'Enabled' : 'Disabled',
  }
}

function redundancyBody(vault: VaultRecord): JsonObject {
  return { standardTierStorageRedundancy: vault.redundancy, crossRegionRestore: vault.crossRegionRestore }
}

/** What a creation echoes of security settings that were sent; the rest is filled in later. */
function sentSecurity(vault: VaultRecord): JsonObject | undefined {
  if (vault.immutability === undefined) return undefined
  return {
    immutabilitySettings: { state: vault.immutability },
    softDeleteSettings: null,
    multiUserAuthorization: 'Invalid',
  }
}

/** Lists and creations show the lowest scores whatever the vault has. */
function scores(vault: VaultRecord, view: 'full' | 'row' | 'created'): JsonObject {
  const held = view === 'full' && (vault.immutability === 'Unlocked' || vault.immutability === 'Locked')
  return held
    ? { secureScore: 'Minimum', bcdrSecurityLevel: 'Fair' }
    : { secureScore: 'None', bcdrSecurityLevel: 'Poor' }
}
