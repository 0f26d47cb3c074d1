import type { Route } from '../../arm-types.js'
import { postMove, postRecommendedForMove } from './archive-handlers.js'
import {
  getRefreshResult,
  listContainers,
  listDeletedContainers,
  listProtectable,
  refreshContainers,
} from './discovery-handlers.js'
import { postProvisionFiles, postRevokeFiles } from './file-recovery-handlers.js'
import { deleteGuardProxy, getGuardProxy, listGuardProxies, postUnlockDelete, putGuardProxy } from './guard-handlers.js'
import { deleteItem, getItem, listItems, putItem } from './item-handlers.js'
import { exportJobs, getExportResult } from './job-export.js'
import { cancelJob, getJob, listJobs } from './job-handlers.js'
import { getOperationResult, getOperationStatus } from './operation-handlers.js'
import { getContainer, listNothing, refuseWorkload } from './other-workload-handlers.js'
import { getPoint, listPoints, postBackup } from './point-handlers.js'
import { deletePolicy, getPolicy, listPolicies, putPolicy } from './policy-handlers.js'
import { postRestore } from './restore-handlers.js'
import {
  getAadProperties,
  getCrossRegionResult,
  getCrossRegionStatus,
  postAccessToken,
  postCrossRegionJob,
  postCrossRegionJobs,
  postCrossRegionRestore,
} from './secondary-handlers.js'
import { postSecurityPin } from './security-pin.js'
import {
  getEncryptionConfig,
  getStorageConfig,
  getVaultConfig,
  putEncryptionConfig,
  putStorageConfig,
  putVaultConfig,
} from './settings-handlers.js'
import { listUsages, postBackupStatus, postPreValidate, postValidateFeatures } from './status-handlers.js'
import { getValidateResult, postTriggerValidate, postValidate } from './validate-handlers.js'

const VAULT = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.RecoveryServices/vaults/:vault'
const FABRIC = `${VAULT}/backupFabrics/Azure`
const ITEM = `${FABRIC}/protectionContainers/:container/protectedItems/:item`
const CONTAINER = `${FABRIC}/protectionContainers/:container`
const LOCATION = '/subscriptions/:sub/providers/Microsoft.RecoveryServices/locations/:region'
const VAULT_CONFIG = `${VAULT}/backupconfig/vaultconfig`
const STORAGE_CONFIG = `${VAULT}/backupstorageconfig/vaultstorageconfig`
const ENCRYPTION_CONFIG = `${VAULT}/backupEncryptionConfigs/backupResourceEncryptionConfig`
const PROXY = `${VAULT}/backupResourceGuardProxies/VaultProxy`

const policyRoutes: Route[] = [
  { method: 'GET', pattern: `${VAULT}/backupPolicies`, handler: listPolicies },
  { method: 'GET', pattern: `${VAULT}/backupPolicies/:policy`, handler: getPolicy },
  { method: 'PUT', pattern: `${VAULT}/backupPolicies/:policy`, handler: putPolicy },
  { method: 'DELETE', pattern: `${VAULT}/backupPolicies/:policy`, handler: deletePolicy },
]

const discoveryRoutes: Route[] = [
  { method: 'GET', pattern: `${VAULT}/backupProtectableItems`, handler: listProtectable },
  { method: 'POST', pattern: `${FABRIC}/refreshContainers`, handler: refreshContainers },
  { method: 'GET', pattern: `${FABRIC}/operationResults/:op`, handler: getRefreshResult },
  { method: 'GET', pattern: `${FABRIC}/operationsStatus/:op`, handler: getOperationStatus },
  { method: 'GET', pattern: `${VAULT}/backupProtectionContainers`, handler: listContainers },
  { method: 'GET', pattern: `${VAULT}/backupDeletedProtectionContainers`, handler: listDeletedContainers },
]

/** Where az looks and writes for databases, file shares and servers. */
const otherWorkloadRoutes: Route[] = [
  { method: 'GET', pattern: `${FABRIC}/protectableContainers`, handler: listNothing },
  { method: 'GET', pattern: `${VAULT}/backupProtectionIntents`, handler: listNothing },
  { method: 'GET', pattern: `${VAULT}/backupEngines`, handler: listNothing },
  { method: 'GET', pattern: CONTAINER, handler: getContainer },
  { method: 'GET', pattern: `${CONTAINER}/items`, handler: listNothing },
  { method: 'PUT', pattern: CONTAINER, handler: refuseWorkload },
  { method: 'DELETE', pattern: CONTAINER, handler: refuseWorkload },
  { method: 'POST', pattern: `${CONTAINER}/inquire`, handler: refuseWorkload },
  { method: 'PUT', pattern: `${FABRIC}/backupProtectionIntent/:intent`, handler: refuseWorkload },
  { method: 'DELETE', pattern: `${FABRIC}/backupProtectionIntent/:intent`, handler: refuseWorkload },
  { method: 'DELETE', pattern: `${VAULT}/registeredIdentities/:identity`, handler: refuseWorkload },
]

const itemRoutes: Route[] = [
  { method: 'GET', pattern: `${VAULT}/backupProtectedItems`, handler: listItems },
  { method: 'GET', pattern: ITEM, handler: getItem },
  { method: 'PUT', pattern: ITEM, handler: putItem },
  { method: 'DELETE', pattern: ITEM, handler: deleteItem },
  { method: 'POST', pattern: `${ITEM}/backup`, handler: postBackup },
  { method: 'GET', pattern: `${ITEM}/operationsStatus/:op`, handler: getOperationStatus },
  { method: 'GET', pattern: `${ITEM}/operationResults/:op`, handler: getOperationResult },
  { method: 'GET', pattern: `${ITEM}/recoveryPoints`, handler: listPoints },
  { method: 'GET', pattern: `${ITEM}/recoveryPoints/:point`, handler: getPoint },
  { method: 'POST', pattern: `${ITEM}/recoveryPoints/:point/restore`, handler: postRestore },
  {
    method: 'POST',
    pattern: `${ITEM}/recoveryPoints/:point/provisionInstantItemRecovery`,
    handler: postProvisionFiles,
  },
  { method: 'POST', pattern: `${ITEM}/recoveryPoints/:point/revokeInstantItemRecovery`, handler: postRevokeFiles },
  { method: 'POST', pattern: `${ITEM}/recoveryPoints/:point/move`, handler: postMove },
  { method: 'POST', pattern: `${ITEM}/recoveryPointsRecommendedForMove`, handler: postRecommendedForMove },
  { method: 'POST', pattern: `${VAULT}/backupValidateOperation`, handler: postValidate },
  { method: 'POST', pattern: `${VAULT}/backupTriggerValidateOperation`, handler: postTriggerValidate },
  { method: 'GET', pattern: `${VAULT}/backupValidateOperationsStatuses/:op`, handler: getOperationStatus },
  { method: 'GET', pattern: `${VAULT}/backupValidateOperationResults/:op`, handler: getValidateResult },
  { method: 'POST', pattern: `${ITEM}/recoveryPoints/:point/accessToken`, handler: postAccessToken },
  { method: 'GET', pattern: `${VAULT}/backupOperations/:op`, handler: getOperationStatus },
  { method: 'GET', pattern: `${VAULT}/backupOperationResults/:op`, handler: getOperationResult },
]

const jobRoutes: Route[] = [
  { method: 'GET', pattern: `${VAULT}/backupJobs`, handler: listJobs },
  { method: 'POST', pattern: `${VAULT}/backupJobsExport`, handler: exportJobs },
  { method: 'GET', pattern: `${VAULT}/backupJobs/operationResults/:op`, handler: getExportResult },
  { method: 'GET', pattern: `${VAULT}/backupJobs/:job`, handler: getJob },
  { method: 'POST', pattern: `${VAULT}/backupJobs/:job/cancel`, handler: cancelJob },
  { method: 'GET', pattern: `${VAULT}/backupJobs/:job/operationsStatus/:op`, handler: getOperationStatus },
  { method: 'GET', pattern: `${VAULT}/backupJobs/:job/operationResults/:op`, handler: getOperationResult },
]

const settingRoutes: Route[] = [
  { method: 'GET', pattern: VAULT_CONFIG, handler: getVaultConfig },
  { method: 'PUT', pattern: VAULT_CONFIG, handler: putVaultConfig },
  { method: 'PATCH', pattern: VAULT_CONFIG, handler: putVaultConfig },
  { method: 'POST', pattern: `${VAULT}/backupSecurityPIN`, handler: postSecurityPin },
  { method: 'GET', pattern: STORAGE_CONFIG, handler: getStorageConfig },
  { method: 'PUT', pattern: STORAGE_CONFIG, handler: putStorageConfig },
  { method: 'PATCH', pattern: STORAGE_CONFIG, handler: putStorageConfig },
  { method: 'GET', pattern: ENCRYPTION_CONFIG, handler: getEncryptionConfig },
  { method: 'PUT', pattern: ENCRYPTION_CONFIG, handler: putEncryptionConfig },
  { method: 'GET', pattern: `${VAULT}/backupResourceGuardProxies`, handler: listGuardProxies },
  { method: 'GET', pattern: PROXY, handler: getGuardProxy },
  { method: 'PUT', pattern: PROXY, handler: putGuardProxy },
  { method: 'DELETE', pattern: PROXY, handler: deleteGuardProxy },
  { method: 'POST', pattern: `${PROXY}/unlockDelete`, handler: postUnlockDelete },
]

const statusRoutes: Route[] = [
  { method: 'GET', pattern: `${VAULT}/backupUsageSummaries`, handler: listUsages },
  { method: 'POST', pattern: `${LOCATION}/backupStatus`, handler: postBackupStatus },
  { method: 'POST', pattern: `${LOCATION}/backupPreValidateProtection`, handler: postPreValidate },
  { method: 'POST', pattern: `${LOCATION}/backupValidateFeatures`, handler: postValidateFeatures },
]

const secondaryRoutes: Route[] = [
  { method: 'GET', pattern: `${LOCATION}/backupAadProperties`, handler: getAadProperties },
  { method: 'POST', pattern: `${LOCATION}/backupCrossRegionRestore`, handler: postCrossRegionRestore },
  { method: 'GET', pattern: `${LOCATION}/backupCrrOperationsStatus/:op`, handler: getCrossRegionStatus },
  { method: 'GET', pattern: `${LOCATION}/backupCrrOperationResults/:op`, handler: getCrossRegionResult },
  { method: 'POST', pattern: `${LOCATION}/backupCrrJob`, handler: postCrossRegionJob },
  { method: 'POST', pattern: `${LOCATION}/backupCrrJobs`, handler: postCrossRegionJobs },
]

/** Everything under a vault that the backup service answers. */
export const backupRoutes: Route[] = [
  ...policyRoutes,
  ...discoveryRoutes,
  ...otherWorkloadRoutes,
  ...itemRoutes,
  ...jobRoutes,
  ...settingRoutes,
  ...statusRoutes,
  ...secondaryRoutes,
]
