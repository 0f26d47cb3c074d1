import type {
  IdentityData,
  PatchVault,
  ResourceIdentityType,
  Vault as SdkVault,
  UserIdentity,
  VaultProperties,
} from '@azure/arm-recoveryservices'
import { armId, parseArmId, sameArmId } from '../core/arm-id.js'
import { findName, sameName } from '../core/names.js'
import {
  CROSS_SUBSCRIPTION_STATES,
  IMMUTABILITIES,
  REDUNDANCIES,
  SOFT_DELETE_STATES,
  type Vault,
  type VaultAlerts,
  type VaultEncryption,
  type VaultIdentity,
  type VaultSettings,
} from '../model/vault.js'

/** An answer of Azure as a vault. Shapes: AZURE-BACKUP-API.md section 4. */
export function toVault(row: SdkVault): Vault {
  const { subscriptionId, resourceGroup = '' } = parseArmId(row.id ?? '')
  const p = row.properties ?? {}
  const security = p.securitySettings
  const softDelete = security?.softDeleteSettings
  const state = findName(SOFT_DELETE_STATES, softDelete?.softDeleteState)
  const crossSubscription = p.restoreSettings?.crossSubscriptionRestoreSettings?.crossSubscriptionRestoreState
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? '',
    resourceGroup,
    subscriptionId,
    location: row.location ?? '',
    tags: row.tags ?? {},
    provisioningState: p.provisioningState ?? 'Unknown',
    redundancy: findName(REDUNDANCIES, p.redundancySettings?.standardTierStorageRedundancy) ?? null,
    crossRegionRestore: p.redundancySettings ? isEnabled(p.redundancySettings.crossRegionRestore) : null,
    softDelete: state ? { state, retentionDays: softDelete?.softDeleteRetentionPeriodInDays ?? 0 } : null,
    immutability: security ? (findName(IMMUTABILITIES, security.immutabilitySettings?.state) ?? 'Disabled') : null,
    publicNetworkAccess: !sameName(p.publicNetworkAccess ?? '', 'Disabled'),
    crossSubscriptionRestore: findName(CROSS_SUBSCRIPTION_STATES, crossSubscription) ?? null,
    multiUserAuthorization: security ? isEnabled(security.multiUserAuthorization) : null,
    identity: toIdentity(row.identity),
    encryption: toEncryption(p.encryption),
    alerts: toAlerts(p.monitoringSettings),
    privateEndpoints: (p.privateEndpointConnections ?? []).flatMap(
      (connection) => connection.properties?.privateEndpoint?.id ?? connection.id ?? [],
    ),
    backupStorageVersion: p.backupStorageVersion ?? null,
  }
}

function isEnabled(text: string | undefined): boolean {
  return sameName(text ?? '', 'Enabled')
}

function toIdentity(identity: IdentityData | undefined): VaultIdentity | null {
  const type = identity?.type.toLowerCase() ?? 'none'
  if (!identity || type === 'none') return null
  return {
    systemAssigned: type.includes('systemassigned'),
    principalId: identity.principalId ?? null,
    userAssigned: Object.keys(identity.userAssignedIdentities ?? {}),
  }
}

function toEncryption(encryption: VaultProperties['encryption']): VaultEncryption | null {
  if (!encryption) return null
  const { kekIdentity } = encryption
  return {
    keyUri: encryption.keyVaultProperties?.keyUri ?? null,
    identity: kekIdentity?.userAssignedIdentity ?? (kekIdentity?.useSystemAssignedIdentity ? 'system' : null),
    infrastructureEncryption: isEnabled(encryption.infrastructureEncryption),
  }
}

function toAlerts(settings: VaultProperties['monitoringSettings']): VaultAlerts | null {
  if (!settings) return null
  const { azureMonitorAlertSettings: monitor = {}, classicAlertSettings: classic = {} } = settings
  return {
    jobFailures: isEnabled(monitor.alertsForAllJobFailures),
    replicationIssues: isEnabled(monitor.alertsForAllReplicationIssues),
    failoverIssues: isEnabled(monitor.alertsForAllFailoverIssues),
    classicCritical: isEnabled(classic.alertsForCriticalOperations),
    classicSiteRecoveryEmail: isEnabled(classic.emailNotificationsForSiteRecovery),
  }
}

export type VaultBody = Pick<PatchVault, 'tags' | 'identity' | 'properties'>

/** Settings as the body of a PUT or PATCH that holds nothing else. `present` = the identities there are now. */
export function toVaultBody(settings: VaultSettings, present: Vault['identity'] = null): VaultBody {
  const properties = toProperties(settings)
  return {
    ...(settings.tags === undefined ? {} : { tags: { ...settings.tags } }),
    ...(settings.identity === undefined ? {} : { identity: fromIdentity(settings.identity, present) }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  }
}

/** Azure adds the identities that are named, and removes those named with null. */
function fromIdentity(wanted: NonNullable<VaultSettings['identity']>, present: Vault['identity']): IdentityData {
  const gone = (present?.userAssigned ?? []).filter((id) => !wanted.userAssigned.some((kept) => sameArmId(kept, id)))
  const users: [string, UserIdentity | null][] = [
    ...wanted.userAssigned.map((id): [string, UserIdentity] => [id, {}]),
    ...gone.map((id): [string, null] => [id, null]),
  ]
  const kinds = [wanted.systemAssigned ? 'SystemAssigned' : [], wanted.userAssigned.length > 0 ? 'UserAssigned' : []]
  const type = kinds.flat().join(', ') || 'None'
  // The model of the SDK has no null, the wire does.
  const userAssignedIdentities = Object.fromEntries(users) as Record<string, UserIdentity>
  return {
    type: type as ResourceIdentityType,
    ...(users.length === 0 || type === 'None' ? {} : { userAssignedIdentities }),
  }
}

function toProperties(settings: VaultSettings): VaultProperties {
  const { redundancy, crossRegionRestore, publicNetworkAccess, crossSubscriptionRestore: crossSubscription } = settings
  const redundancySettings = {
    ...(redundancy === undefined ? {} : { standardTierStorageRedundancy: redundancy }),
    ...(crossRegionRestore === undefined ? {} : { crossRegionRestore: onOff(crossRegionRestore) }),
  }
  const securitySettings = fromSecurity(settings)
  return {
    ...(publicNetworkAccess === undefined ? {} : { publicNetworkAccess: onOff(publicNetworkAccess) }),
    ...(Object.keys(redundancySettings).length === 0 ? {} : { redundancySettings }),
    ...(Object.keys(securitySettings).length === 0 ? {} : { securitySettings }),
    ...(crossSubscription === undefined
      ? {}
      : {
          restoreSettings: { crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState: crossSubscription } },
        }),
    ...(settings.encryption === undefined ? {} : { encryption: fromEncryption(settings.encryption) }),
    ...(settings.alerts === undefined ? {} : { monitoringSettings: fromAlerts(settings.alerts) }),
  }
}

function fromSecurity({ immutability, softDelete }: VaultSettings): NonNullable<VaultProperties['securitySettings']> {
  return {
    ...(immutability === undefined ? {} : { immutabilitySettings: { state: immutability } }),
    ...(softDelete === undefined
      ? {}
      : {
          softDeleteSettings: {
            ...(softDelete.state === undefined
              ? {}
              : { softDeleteState: softDelete.state, enhancedSecurityState: softDelete.state }),
            softDeleteRetentionPeriodInDays: softDelete.retentionDays,
          },
        }),
  }
}

function fromEncryption(encryption: VaultEncryption): NonNullable<VaultProperties['encryption']> {
  const { keyUri, identity } = encryption
  return {
    ...(keyUri === null ? {} : { keyVaultProperties: { keyUri } }),
    ...(identity === null
      ? {}
      : {
          kekIdentity: identity === 'system' ? { useSystemAssignedIdentity: true } : { userAssignedIdentity: identity },
        }),
    infrastructureEncryption: onOff(encryption.infrastructureEncryption),
  }
}

/** Azure wants all five values, also to change one. */
function fromAlerts(alerts: VaultAlerts): NonNullable<VaultProperties['monitoringSettings']> {
  return {
    azureMonitorAlertSettings: {
      alertsForAllJobFailures: onOff(alerts.jobFailures),
      alertsForAllReplicationIssues: onOff(alerts.replicationIssues),
      alertsForAllFailoverIssues: onOff(alerts.failoverIssues),
    },
    classicAlertSettings: {
      alertsForCriticalOperations: onOff(alerts.classicCritical),
      emailNotificationsForSiteRecovery: onOff(alerts.classicSiteRecoveryEmail),
    },
  }
}

function onOff(value: boolean): 'Enabled' | 'Disabled' {
  return value ? 'Enabled' : 'Disabled'
}
