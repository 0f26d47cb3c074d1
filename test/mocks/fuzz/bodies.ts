import type { Route } from '../../../mocks/arm-types.js'
import { dailyPolicy, hourlyPolicy, longTermPolicy, weeklyPolicy } from '../../../mocks/worlds/policy-bodies.js'
import { deploymentBodies, diskBodies, networkBodies, vaultBody, vmBody } from './resource-bodies.js'
import { providerId, SUBSCRIPTION, type Target } from './targets.js'

const vaultId = (target: Target) => providerId(target.vaultGroup, 'RecoveryServices/vaults', target.vault)
const vmId = (target: Target) => providerId(target.group, 'Compute/virtualMachines', target.vm)
const policyId = (target: Target) => `${vaultId(target)}/backupPolicies/${target.policy}`
const ofVm = 'Microsoft.Compute/virtualMachines'

const guarded = (target: Target) => ({
  resourceGuardOperationRequests: [`${vaultId(target)}/backupResourceGuardProxies/VaultProxy`],
})

/** Good bodies by the end of the pattern they are sent to. */
const BODIES: readonly [end: string, (target: Target) => readonly object[]][] = [
  ['/vaults/:vault', ({ location }) => [vaultBody(location), { tags: { team: 'shop' }, identity: { type: 'None' } }]],
  [
    '/backupPolicies/:policy',
    () => [
      dailyPolicy('01:00', { days: 30 }),
      weeklyPolicy('Sunday', '02:00', 8),
      hourlyPolicy('08:00', 4),
      longTermPolicy('01:00'),
    ],
  ],
  ['/protectedItems/:item', itemBodies],
  [
    '/:item/backup',
    () => [{ properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2026-04-01T00:00:00Z' } }],
  ],
  ['/restore', (target) => restoreBodies(target).map((properties) => ({ properties }))],
  [
    '/backupValidateOperation',
    (target) =>
      restoreBodies(target).map((restoreRequest) => ({
        objectType: 'ValidateIaasVMRestoreOperationRequest',
        restoreRequest,
      })),
  ],
  [
    '/provisionInstantItemRecovery',
    (target) => [
      {
        properties: {
          objectType: 'IaasVMILRRegistrationRequest',
          recoveryPointId: target.point,
          virtualMachineId: vmId(target),
          initiatorName: 'iqn.2026-01.com.contoso:vm',
          renewExistingRegistration: false,
        },
      },
    ],
  ],
  [
    '/recoveryPointsRecommendedForMove',
    () => [{ objectType: 'ListRecoveryPointsRecommendedForMoveRequest', excludedRPList: ['1'] }],
  ],
  ['/accessToken', () => [{ properties: { tenantId: 'a', audience: 'b', servicePrincipalObjectId: 'c' } }]],
  [
    '/backupCrossRegionRestore',
    (target) => [
      {
        crossRegionRestoreAccessDetails: {
          objectType: 'CrrAccessToken',
          resourceId: '1',
          datasourceId: '2',
          recoveryPointId: target.point,
        },
        restoreRequest: restoreBodies(target)[0],
      },
    ],
  ],
  ['/backupCrrJob', (target) => [{ resourceId: vaultId(target), jobName: 'none' }]],
  ['/backupCrrJobs', (target) => [{ resourceId: vaultId(target) }]],
  [
    '/vaultconfig',
    (target) => [
      {
        properties: {
          enhancedSecurityState: 'Enabled',
          softDeleteFeatureState: 'Disabled',
          softDeleteRetentionPeriodInDays: 20,
          ...guarded(target),
        },
      },
    ],
  ],
  [
    '/vaultstorageconfig',
    () => [
      {
        properties: { storageModelType: 'GeoRedundant', storageType: 'LocallyRedundant', crossRegionRestoreFlag: true },
      },
    ],
  ],
  [
    '/backupResourceEncryptionConfig',
    () => [
      {
        properties: {
          encryptionAtRestType: 'CustomerManaged',
          keyUri: 'https://kv-contoso.vault.azure.net/keys/k/1',
          infrastructureEncryptionState: 'Disabled',
          userAssignedIdentity: null,
        },
      },
    ],
  ],
  [
    '/VaultProxy',
    () => [
      {
        properties: { resourceGuardResourceId: providerId('rg-backup-eus', 'DataProtection/resourceGuards', 'guard') },
      },
    ],
  ],
  ['/unlockDelete', (target) => [{ ...guarded(target), resourceToBeDeleted: vmId(target) }]],
  ['/backupStatus', (target) => [{ resourceType: 'VM', resourceId: vmId(target), poLogicalName: '' }]],
  [
    '/backupPreValidateProtection',
    (target) => [{ resourceType: 'VM', resourceId: vmId(target), vaultId: vaultId(target), properties: '' }],
  ],
  ['/backupValidateFeatures', () => [{ featureType: 'AzureVMResourceBackup', vmSize: 'Standard_D2s_v5', vmSku: 'x' }]],
  ['/virtualMachines/:name', ({ location }) => [vmBody(location)]],
  [
    '/extensions/:extension',
    ({ location }) => [
      {
        location,
        tags: { team: 'shop' },
        properties: {
          publisher: 'Microsoft.Azure.Security.LinuxAttestation',
          type: 'GuestAttestation',
          typeHandlerVersion: '1.0',
          autoUpgradeMinorVersion: true,
          settings: { a: 1 },
        },
      },
    ],
  ],
  ['/disks/:name', diskBodies],
  ['/snapshots/:name', diskBodies],
  ['/beginGetAccess', () => [{ access: 'Read', durationInSeconds: 3600 }]],
  [
    '/storageAccounts/:name',
    ({ location }) => [
      {
        location,
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        tags: {},
        properties: { accessTier: 'Hot', minimumTlsVersion: 'TLS1_2' },
      },
    ],
  ],
  ['/checkNameAvailability', () => [{ name: 'contosonew', type: 'Microsoft.Storage/storageAccounts' }]],
  ['/regenerateKey', () => [{ keyName: 'key1' }]],
  ['/virtualNetworks/:name', ({ location }) => [networkBodies.network(location)]],
  ['/subnets/:subnet', () => [networkBodies.subnet()]],
  ['/networkInterfaces/:name', ({ location }) => [networkBodies.interface(location)]],
  ['/networkSecurityGroups/:name', ({ location }) => [networkBodies.securityGroup(location)]],
  ['/securityRules/:rule', () => [networkBodies.rule()]],
  ['/publicIPAddresses/:name', ({ location }) => [networkBodies.publicAddress(location)]],
  ['/deployments/:deployment', () => deploymentBodies],
  ['/deployments/:deployment/validate', () => deploymentBodies],
  [
    '/move',
    () => [{ objectType: 'MoveRPAcrossTiersRequest', sourceTierType: 'HardenedRP', targetTierType: 'ArchivedRP' }],
  ],
  ['/backupSecurityPIN', (target) => [guarded(target)]],
  [
    '/backupTriggerValidateOperation',
    (target) =>
      restoreBodies(target).map((restoreRequest) => ({
        objectType: 'ValidateIaasVMRestoreOperationRequest',
        restoreRequest,
      })),
  ],
  ['/locks/:lock', () => [{ properties: { level: 'CanNotDelete', notes: 'kept' } }]],
  ['/resourceGroups/:rg', ({ location }) => [{ location, tags: { team: 'shop' }, managedBy: 'x', properties: {} }]],
  ['/tags/default', () => [{ operation: 'Merge', properties: { tags: { team: 'shop' } } }]],
]

/** Bodies that the route takes; one without meaning when none is known. */
export function bodiesFor(route: Pick<Route, 'pattern'>, target: Target): readonly object[] {
  const known = BODIES.find(([end]) => route.pattern.toLowerCase().endsWith(end.toLowerCase()))
  return known?.[1](target) ?? [{ location: target.location, properties: { name: 'x', type: 'y' } }]
}

function itemBodies(target: Target): readonly object[] {
  const base = { protectedItemType: ofVm, sourceResourceId: vmId(target) }
  const disks = { diskExclusionProperties: { diskLunList: [0, 1], isInclusionList: true } }
  return [
    { properties: { ...base, policyId: policyId(target), extendedProperties: disks } },
    { properties: { ...base, policyId: '', protectionState: 'ProtectionStopped', ...guarded(target) } },
    { properties: { ...base, policyId: '', protectionState: 'BackupsSuspended' } },
    { properties: { ...base, policyId: '', protectionState: 'ProtectionStopped', isRehydrate: true } },
    { properties: { ...base, policyId: policyId(target), extendedProperties: {} }, tags: { team: 'shop' } },
  ]
}

function restoreBodies(target: Target): readonly object[] {
  const base = {
    objectType: 'IaasVMRestoreRequest',
    recoveryPointId: target.point,
    sourceResourceId: vmId(target),
    storageAccountId: providerId('rg-backup-eus', 'Storage/storageAccounts', 'contosostageeus'),
    region: target.location,
    createNewCloudService: false,
    originalStorageAccountOption: false,
    encryptionDetails: { encryptionEnabled: false },
  }
  const network = providerId('rg-network', 'Network/virtualNetworks', 'vnet-eastus')
  return [
    {
      ...base,
      recoveryType: 'RestoreDisks',
      targetResourceGroupId: `${SUBSCRIPTION}/resourceGroups/rg-shop`,
      restoreDiskLunList: [0],
    },
    { ...base, recoveryType: 'OriginalLocation', affinityGroup: '', identityInfo: { isSystemAssignedIdentity: true } },
    {
      ...base,
      recoveryType: 'AlternateLocation',
      targetVirtualMachineId: providerId('rg-shop', 'Compute/virtualMachines', 'restored-01'),
      targetResourceGroupId: `${SUBSCRIPTION}/resourceGroups/rg-shop`,
      virtualNetworkId: network,
      subnetId: `${network}/subnets/default`,
      zones: ['1'],
      securedVMDetails: { securedVMOsDiskEncryptionSetId: 'x' },
    },
  ]
}
