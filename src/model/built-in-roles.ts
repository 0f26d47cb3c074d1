import { isAllowed, type Permission } from './permissions.js'

interface BuiltInRole extends Permission {
  readonly name: string
}

const RS = 'Microsoft.RecoveryServices'
const VAULTS = `${RS}/vaults`
const CONTAINERS = `${VAULTS}/backupFabrics/protectionContainers`
const ITEMS = `${CONTAINERS}/protectedItems`

/**
 * Azure's own roles, least first, each reduced to the actions that azbk's verbs need. Source: Microsoft's lists
 * "Azure built-in roles for Storage" and "... for Compute" and "... for Privileged" (role-based-access-control/built-in-roles).
 */
const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    name: 'Backup Reader',
    actions: [
      `${VAULTS}/read`,
      `${VAULTS}/usages/read`,
      `${VAULTS}/backupUsageSummaries/read`,
      'Microsoft.Authorization/*/read',
      `${VAULTS}/backupconfig/read`,
      `${VAULTS}/backupstorageconfig/read`,
      `${VAULTS}/backupPolicies/read`,
      `${VAULTS}/backupPolicies/operationResults/read`,
      `${VAULTS}/backupPolicies/operations/read`,
      `${VAULTS}/backupProtectedItems/read`,
      `${VAULTS}/backupProtectionContainers/read`,
      `${VAULTS}/backupJobs/read`,
      `${VAULTS}/backupJobs/operationResults/read`,
      `${VAULTS}/backupOperations/read`,
      `${VAULTS}/backupOperationResults/read`,
      `${VAULTS}/backupFabrics/operationResults/read`,
      `${ITEMS}/read`,
      `${ITEMS}/operationResults/read`,
      `${ITEMS}/operationsStatus/read`,
      `${ITEMS}/recoveryPoints/read`,
      `${RS}/locations/backupStatus/action`,
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
    notActions: [],
  },
  { name: 'Reader', actions: ['*/read'], notActions: [] },
  {
    name: 'Backup Operator',
    actions: [
      `${VAULTS}/backupFabrics/refreshContainers/action`,
      `${VAULTS}/backupProtectableItems/*`,
      `${VAULTS}/backupJobs/*`,
      `${VAULTS}/backupstorageconfig/*`,
      `${ITEMS}/write`,
      `${ITEMS}/backup/action`,
      `${ITEMS}/recoveryPoints/restore/action`,
      `${ITEMS}/recoveryPoints/accessToken/action`,
      `${ITEMS}/recoveryPoints/provisionInstantItemRecovery/action`,
      `${ITEMS}/recoveryPoints/revokeInstantItemRecovery/action`,
      `${RS}/locations/backupPreValidateProtection/action`,
      `${RS}/locations/backupValidateFeatures/action`,
      `${RS}/locations/backupCrrJob/action`,
      `${RS}/locations/backupCrrJobs/action`,
      `${RS}/locations/backupCrossRegionRestore/action`,
    ],
    notActions: [],
  },
  {
    name: 'Backup Contributor',
    actions: [
      `${VAULTS}/write`,
      `${VAULTS}/backupconfig/*`,
      `${VAULTS}/backupPolicies/*`,
      `${CONTAINERS}/*`,
      `${RS}/locations/*`,
    ],
    notActions: [],
  },
  {
    name: 'Virtual Machine Contributor',
    actions: [
      'Microsoft.Compute/virtualMachines/*',
      'Microsoft.Compute/disks/*',
      'Microsoft.Network/networkInterfaces/*',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      'Microsoft.Storage/storageAccounts/listKeys/action',
    ],
    notActions: [],
  },
  {
    name: 'Contributor',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
]

/** The smallest built-in role that holds an action; undefined when only owners have it. */
export function smallestRoleFor(action: string): string | undefined {
  return BUILT_IN_ROLES.find((role) => isAllowed([role], action))?.name
}
