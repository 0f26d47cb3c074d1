import type { ArmId } from '../core/arm-id.js'

export type Redundancy = 'LocallyRedundant' | 'ZoneRedundant' | 'GeoRedundant'
export type SoftDeleteState = 'Enabled' | 'Disabled' | 'AlwaysON'
export type Immutability = 'Disabled' | 'Unlocked' | 'Locked'
export type CrossSubscriptionRestore = 'Enabled' | 'Disabled' | 'PermanentlyDisabled'

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
  readonly softDelete: { readonly state: SoftDeleteState; readonly retentionDays: number } | null
  readonly immutability: Immutability | null
  readonly publicNetworkAccess: boolean
  readonly crossSubscriptionRestore: CrossSubscriptionRestore | null
  readonly multiUserAuthorization: boolean | null
  readonly identity: VaultIdentity | null
  readonly encryption: VaultEncryption | null
  readonly alerts: VaultAlerts | null
  /** `V1` or `V2` once the first item is protected (redundancy is locked from then on); `Unassigned` before. */
  readonly backupStorageVersion: string | null
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
