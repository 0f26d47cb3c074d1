import type { ArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'

export const REDUNDANCIES = ['LocallyRedundant', 'ZoneRedundant', 'GeoRedundant'] as const
export const SOFT_DELETE_STATES = ['Enabled', 'Disabled', 'AlwaysON'] as const
export const IMMUTABILITIES = ['Disabled', 'Unlocked', 'Locked'] as const
export const CROSS_SUBSCRIPTION_STATES = ['Enabled', 'Disabled', 'PermanentlyDisabled'] as const

export type Redundancy = (typeof REDUNDANCIES)[number]
export type SoftDeleteState = (typeof SOFT_DELETE_STATES)[number]
export type Immutability = (typeof IMMUTABILITIES)[number]
export type CrossSubscriptionRestore = (typeof CROSS_SUBSCRIPTION_STATES)[number]

/** A Recovery Services vault. Lists leave out what Azure's list rows leave out: those fields are null there. */
export interface Vault {
  readonly id: ArmId
  readonly name: string
  readonly resourceGroup: string
  readonly subscriptionId: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  readonly provisioningState: string
  readonly redundancy: Redundancy | null
  readonly crossRegionRestore: boolean | null
  readonly softDelete: SoftDelete | null
  readonly immutability: Immutability | null
  readonly publicNetworkAccess: boolean
  readonly crossSubscriptionRestore: CrossSubscriptionRestore | null
  readonly multiUserAuthorization: boolean | null
  /** Null when the vault has none. */
  readonly identity: VaultIdentity | null
  /** The customer-managed key; null when Microsoft manages the keys. */
  readonly encryption: VaultEncryption | null
  /** Null on old vaults, which have no such settings. */
  readonly alerts: VaultAlerts | null
  /** Ids of the private endpoints connected to the vault. */
  readonly privateEndpoints: readonly string[]
  /** `V1` or `V2` once the first item is protected (redundancy is locked from then on); `Unassigned` before. */
  readonly backupStorageVersion: string | null
}

export interface SoftDelete {
  readonly state: SoftDeleteState
  readonly retentionDays: number
}

export interface VaultIdentity {
  readonly systemAssigned: boolean
  readonly principalId: string | null
  readonly userAssigned: readonly string[]
}

export interface VaultEncryption {
  readonly keyUri: string | null
  /** `system` or the id of a user-assigned identity. */
  readonly identity: string | null
  readonly infrastructureEncryption: boolean
}

export interface VaultAlerts {
  readonly jobFailures: boolean
  readonly replicationIssues: boolean
  readonly failoverIssues: boolean
  readonly classicCritical: boolean
  readonly classicSiteRecoveryEmail: boolean
}

/** What is needed to address a vault. */
export interface VaultRef {
  readonly subscriptionId: string
  readonly resourceGroup: string
  readonly name: string
}

/** The form of a vault's address to use as a map key. */
export function vaultKey({ subscriptionId, resourceGroup, name }: VaultRef): string {
  return nameKey(`${subscriptionId}/${resourceGroup}/${name}`)
}

/** Settings to write, each as a whole; what is absent stays as it is. */
export type VaultSettings = {
  readonly tags?: Readonly<Record<string, string>>
  readonly redundancy?: Redundancy
  readonly crossRegionRestore?: boolean
  /** Without a state, only the days are sent. */
  readonly softDelete?: { readonly state?: SoftDeleteState; readonly retentionDays: number }
  readonly immutability?: Immutability
  readonly publicNetworkAccess?: boolean
  readonly crossSubscriptionRestore?: CrossSubscriptionRestore
  readonly identity?: Pick<VaultIdentity, 'systemAssigned' | 'userAssigned'>
  readonly encryption?: VaultEncryption
  readonly alerts?: VaultAlerts
}

/** Whether something has been protected in the vault: redundancy and key management are fixed from then on. */
export function hasHeldItems(vault: Vault): boolean {
  return vault.backupStorageVersion === 'V1' || vault.backupStorageVersion === 'V2'
}
