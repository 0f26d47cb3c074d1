/** Who the mock takes every caller for. `owner` may do everything, `none` nothing. */
export type MockIdentity = 'owner' | 'backup-contributor' | 'backup-operator' | 'backup-reader' | 'none'

/** What a role allows; `*` stands for any text, names are compared without case. */
export interface Role {
  actions: readonly string[]
  notActions: readonly string[]
}

const VAULTS = 'Microsoft.RecoveryServices/Vaults'
const CONTAINERS = `${VAULTS}/backupFabrics/protectionContainers`

/** Reads that all three backup roles have. */
const READS = [
  'Microsoft.Authorization/*/read',
  'Microsoft.RecoveryServices/locations/backupStatus/action',
  'Microsoft.RecoveryServices/locations/backupCrrJob/action',
  'Microsoft.RecoveryServices/locations/backupCrrJobs/action',
  'Microsoft.RecoveryServices/locations/*/read',
  `${VAULTS}/read`,
  `${VAULTS}/operationStatus/read`,
  `${VAULTS}/operationResults/read`,
  `${VAULTS}/usages/read`,
  `${VAULTS}/backupFabrics/operationResults/read`,
  `${CONTAINERS}/read`,
  `${CONTAINERS}/*/read`,
  `${VAULTS}/backupconfig/read`,
  `${VAULTS}/backupEncryptionConfigs/read`,
  `${VAULTS}/backupJobs/*read`,
  `${VAULTS}/backupOperationResults/read`,
  `${VAULTS}/backupOperations/read`,
  `${VAULTS}/backupPolicies/*read`,
  `${VAULTS}/backupProtectedItems/read`,
  `${VAULTS}/backupProtectionContainers/read`,
  `${VAULTS}/backupResourceGuardProxies/read`,
  `${VAULTS}/backupstorageconfig/read`,
  `${VAULTS}/backupUsageSummaries/read`,
]

/** What the operator and the contributor add. */
const OPERATIONS = [
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Storage/storageAccounts/read',
  'Microsoft.RecoveryServices/locations/*/action',
  `${CONTAINERS}/protectedItems/write`,
  `${CONTAINERS}/protectedItems/backup/action`,
  `${CONTAINERS}/protectedItems/recoveryPoints/*`,
  `${CONTAINERS}/protectedItems/recoveryPointsRecommendedForMove/*`,
  `${VAULTS}/backupFabrics/refreshContainers/*`,
  `${VAULTS}/backupJobs/*`,
  `${VAULTS}/backupProtectableItems/*`,
  `${VAULTS}/backupValidateOperation/action`,
]

/** Built-in roles, shortened to what the mock can be asked. Source: docs, Azure built-in roles, storage. */
const ROLES: Record<MockIdentity, Role> = {
  owner: { actions: ['*'], notActions: [] },
  'backup-contributor': {
    actions: [
      ...READS,
      ...OPERATIONS,
      `${CONTAINERS}/*`,
      `${VAULTS}/write`,
      `${VAULTS}/backupconfig/*`,
      `${VAULTS}/backupstorageconfig/*`,
      `${VAULTS}/backupPolicies/*`,
      `${VAULTS}/backupSecurityPIN/*`,
    ],
    notActions: [],
  },
  'backup-operator': { actions: [...READS, ...OPERATIONS], notActions: [] },
  'backup-reader': { actions: READS, notActions: [] },
  none: { actions: [], notActions: [] },
}

/** The role of an identity. */
export function roleOf(identity: MockIdentity): Role {
  return ROLES[identity]
}

/** True when the role allows the action. */
export function allows(role: Role, action: string): boolean {
  const fits = (pattern: string) => patternOf(pattern).test(action)
  return role.actions.some(fits) && !role.notActions.some(fits)
}

function patternOf(text: string): RegExp {
  const escaped = text.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 'i')
}
