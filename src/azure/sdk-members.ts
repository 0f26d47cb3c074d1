/**
 * What is used of the client of each SDK, by package: groups of operations, and methods of its own. The clients of a session
 * have nothing else, and the bundle leaves out the code of all other groups: most of what an SDK weighs.
 */
export const SDK_MEMBERS = {
  'arm-compute': ['diskAccesses', 'diskEncryptionSets', 'disks', 'resourceSkus', 'usage', 'virtualMachines'],
  'arm-network': ['networkSecurityGroups', 'virtualNetworks'],
  'arm-recoveryservices': ['replicationUsages', 'vaults'],
  'arm-recoveryservicesbackup': [
    'backupJobs',
    'backupPolicies',
    'backupProtectedItems',
    'backupProtectionContainers',
    'backups',
    'backupStatus',
    'backupUsageSummaries',
    'beginMoveRecoveryPoint',
    'deletedProtectionContainers',
    'itemLevelRecoveryConnections',
    'jobCancellations',
    'jobDetails',
    'protectedItems',
    'protectionContainers',
    'protectionPolicies',
    'recoveryPoints',
    'recoveryPointsRecommendedForMove',
    'resourceGuardProxies',
    'resourceGuardProxy',
    'restores',
  ],
  'arm-resources': ['resourceGroups', 'resources'],
  'arm-storage': ['blobContainers', 'storageAccounts'],
} as const
