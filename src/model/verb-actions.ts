const RS = 'Microsoft.RecoveryServices'
const VAULTS = `${RS}/vaults`
const CONTAINERS = `${VAULTS}/backupFabrics/protectionContainers`
const ITEMS = `${CONTAINERS}/protectedItems`
const POINTS = `${ITEMS}/recoveryPoints`

const READ_SCOPE = ['Microsoft.Resources/subscriptions/read', 'Microsoft.Resources/subscriptions/resourceGroups/read']
const READ_MACHINES = [
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/instanceView/read',
  'Microsoft.Compute/disks/read',
]
const FOLLOW_JOBS = [
  `${VAULTS}/backupJobs/read`,
  `${VAULTS}/backupJobs/operationResults/read`,
  `${VAULTS}/backupOperations/read`,
  `${VAULTS}/backupOperationResults/read`,
]
const READ_ITEMS = [
  `${VAULTS}/read`,
  `${VAULTS}/backupPolicies/read`,
  `${VAULTS}/backupProtectedItems/read`,
  `${ITEMS}/read`,
  `${RS}/locations/backupStatus/action`,
]
/** What every change of a protected item reads before and after. */
const ACT_ON_ITEMS = [
  ...READ_MACHINES,
  ...READ_ITEMS,
  ...FOLLOW_JOBS,
  `${ITEMS}/operationResults/read`,
  `${ITEMS}/operationsStatus/read`,
  `${VAULTS}/backupResourceGuardProxies/read`,
]
const READ_VAULT_DETAILS = [
  `${VAULTS}/read`,
  `${VAULTS}/backupconfig/read`,
  `${VAULTS}/backupstorageconfig/read`,
  `${VAULTS}/backupEncryptionConfigs/read`,
  `${VAULTS}/backupResourceGuardProxies/read`,
  `${VAULTS}/backupProtectionContainers/read`,
  `${VAULTS}/backupProtectedItems/read`,
  `${VAULTS}/usages/read`,
  `${VAULTS}/backupUsageSummaries/read`,
]
const FOLLOW_VAULT = [`${VAULTS}/operationStatus/read`, `${VAULTS}/operationResults/read`]
const FIND_MACHINES = [
  `${VAULTS}/backupProtectableItems/read`,
  `${VAULTS}/backupFabrics/refreshContainers/action`,
  `${VAULTS}/backupFabrics/operationResults/read`,
]
const SHOW_POLICY = [`${VAULTS}/read`, `${VAULTS}/backupPolicies/read`, `${VAULTS}/backupProtectedItems/read`]
const WRITE_POLICY = [
  `${VAULTS}/backupPolicies/read`,
  `${VAULTS}/backupPolicies/write`,
  `${VAULTS}/backupPolicies/operations/read`,
  `${VAULTS}/backupPolicies/operationResults/read`,
]

/** Quotas, and which VM sizes a subscription gets. */
const SEE_ROOM = ['Microsoft.Compute/locations/usages/read', 'Microsoft.Compute/skus/read']
/** What new disks may refer to. */
const SEE_KEYS = ['Microsoft.Compute/diskEncryptionSets/read', 'Microsoft.Compute/diskAccesses/read']
/** New VMs with their disks and interfaces. */
const MAKE_MACHINES = [
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/disks/write',
  'Microsoft.Network/virtualNetworks/subnets/join/action',
  'Microsoft.Network/networkInterfaces/write',
  'Microsoft.Network/networkInterfaces/join/action',
]
export const RESTORE_ACTION = `${POINTS}/restore/action`
/** What restoring takes, with all that it makes. */
const RESTORE = [
  ...ACT_ON_ITEMS,
  `${POINTS}/read`,
  RESTORE_ACTION,
  `${VAULTS}/backupEncryptionConfigs/read`,
  ...MAKE_MACHINES,
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Storage/storageAccounts/read',
  'Microsoft.Storage/storageAccounts/listKeys/action',
  ...SEE_ROOM,
]
export const CROSS_REGION_ACTION = `${RS}/locations/backupCrossRegionRestore/action`
const RESTORE_ACROSS = [
  'Microsoft.Resources/subscriptions/locations/read',
  ...READ_MACHINES,
  ...READ_ITEMS,
  `${POINTS}/read`,
  `${POINTS}/accessToken/action`,
  `${VAULTS}/backupResourceGuardProxies/read`,
  `${RS}/locations/backupAadProperties/read`,
  CROSS_REGION_ACTION,
  `${RS}/locations/backupCrrJob/action`,
  `${RS}/locations/backupCrrJobs/action`,
  `${RS}/locations/backupCrrOperationsStatus/read`,
  `${RS}/locations/backupCrrOperationResults/read`,
  'Microsoft.Storage/storageAccounts/read',
  ...SEE_ROOM,
]
const BLOB_CONTAINERS = 'Microsoft.Storage/storageAccounts/blobServices/containers'
const GROUPS = 'Microsoft.Resources/subscriptions/resourceGroups'
/** What a drill does in the group that it makes: allowed in the subscription, or nowhere, as the group is new. */
export const DRILL_PLACE_ACTIONS = [
  ...MAKE_MACHINES,
  'Microsoft.Compute/virtualMachines/runCommand/action',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/networkSecurityGroups/join/action',
  'Microsoft.Network/virtualNetworks/write',
  'Microsoft.Storage/storageAccounts/write',
  `${GROUPS}/write`,
  `${GROUPS}/delete`,
]
const DELETE_GROUP = [
  `${GROUPS}/delete`,
  `${GROUPS}/resources/read`,
  'Microsoft.Resources/subscriptions/operationresults/read',
]
const PRACTISE = [
  ...DRILL_PLACE_ACTIONS,
  ...DELETE_GROUP,
  `${VAULTS}/backupJobs/cancel/action`,
  'Microsoft.Authorization/permissions/read',
  'Microsoft.Compute/locations/operations/read',
  'Microsoft.Network/networkSecurityGroups/read',
]

/**
 * Which actions each verb needs, besides reading the subscription and its groups. Sources: Microsoft's lists
 * "Azure permissions for Management and governance" (role-based-access-control/permissions/management-and-governance)
 * and "Use Azure RBAC to manage Azure Backup recovery points" (backup/backup-rbac-rs-vault); the calls of each verb
 * are those of AZURE-BACKUP-API.md.
 */
export const VERB_ACTIONS = {
  'vault list': [`${VAULTS}/read`],
  'vault show': READ_VAULT_DETAILS,
  'vault create': [`${VAULTS}/read`, ...FOLLOW_VAULT, `${VAULTS}/write`, `${VAULTS}/backupstorageconfig/write`],
  'vault update': [
    ...READ_VAULT_DETAILS,
    ...FOLLOW_VAULT,
    `${VAULTS}/write`,
    `${VAULTS}/backupconfig/write`,
    `${VAULTS}/backupstorageconfig/write`,
  ],
  'vault delete': [
    ...READ_VAULT_DETAILS,
    ...FOLLOW_VAULT,
    `${VAULTS}/backupDeletedProtectionContainers/read`,
    `${VAULTS}/replicationUsages/read`,
    `${VAULTS}/delete`,
    'Microsoft.Authorization/locks/read',
  ],
  'policy list': [`${VAULTS}/read`, `${VAULTS}/backupPolicies/read`],
  'policy show': SHOW_POLICY,
  'policy create': [`${VAULTS}/read`, ...WRITE_POLICY],
  'policy update': [...SHOW_POLICY, ...WRITE_POLICY, `${VAULTS}/backupResourceGuardProxies/read`],
  'policy delete': [
    `${VAULTS}/read`,
    `${VAULTS}/backupPolicies/read`,
    `${VAULTS}/backupProtectedItems/read`,
    `${VAULTS}/backupPolicies/delete`,
    `${VAULTS}/backupPolicies/operationResults/read`,
  ],
  status: [...READ_MACHINES, ...READ_ITEMS, `${VAULTS}/backupJobs/read`],
  'job list': [`${VAULTS}/read`, ...FOLLOW_JOBS],
  'job cancel': [`${VAULTS}/read`, ...FOLLOW_JOBS, `${VAULTS}/backupJobs/cancel/action`],
  'point list': [...READ_MACHINES, ...READ_ITEMS, `${POINTS}/read`],
  'point archive': [
    ...ACT_ON_ITEMS,
    `${POINTS}/read`,
    `${ITEMS}/recoveryPointsRecommendedForMove/action`,
    `${POINTS}/move/action`,
  ],
  protect: [...ACT_ON_ITEMS, ...FIND_MACHINES, `${ITEMS}/write`, 'Microsoft.Compute/virtualMachines/write'],
  unprotect: [...ACT_ON_ITEMS, `${ITEMS}/write`],
  'unprotect --delete-data': [...ACT_ON_ITEMS, `${ITEMS}/delete`],
  undelete: [...ACT_ON_ITEMS, `${ITEMS}/write`],
  backup: [...ACT_ON_ITEMS, `${ITEMS}/backup/action`],
  restore: [...RESTORE, ...SEE_KEYS],
  'restore files': [
    ...READ_MACHINES,
    ...READ_ITEMS,
    `${ITEMS}/operationResults/read`,
    `${ITEMS}/operationsStatus/read`,
    `${POINTS}/read`,
    `${POINTS}/provisionInstantItemRecovery/action`,
    `${POINTS}/revokeInstantItemRecovery/action`,
  ],
  'restore --cross-region': [...RESTORE_ACROSS, ...SEE_KEYS],
  'restore --clean-up': [`${BLOB_CONTAINERS}/read`, `${BLOB_CONTAINERS}/delete`],
  'drill run': [...RESTORE, ...PRACTISE],
  'drill run --cross-region': [...RESTORE_ACROSS, ...PRACTISE],
  'drill clean': [
    'Microsoft.Resources/subscriptions/locations/read',
    ...DELETE_GROUP,
    `${VAULTS}/read`,
    ...FOLLOW_JOBS,
    `${VAULTS}/backupJobs/cancel/action`,
    `${RS}/locations/backupCrrJob/action`,
    `${RS}/locations/backupCrrJobs/action`,
  ],
} as const satisfies Record<string, readonly string[]>

export type Verb = keyof typeof VERB_ACTIONS

/** Every action that a set of verbs needs, each once, in order. */
export function actionsOf(verbs: readonly Verb[]): string[] {
  return [...new Set([...READ_SCOPE, ...verbs.flatMap((verb) => VERB_ACTIONS[verb])])].sort()
}
