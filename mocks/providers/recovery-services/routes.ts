import type { Route } from '../../arm-types.js'
import {
  getDeletedVault,
  getUndeleteOperation,
  listDeletedVaults,
  postUndeleteVault,
} from './deleted-vault-handlers.js'
import {
  deleteVault,
  getVault,
  getVaultOperation,
  getVaultOperationResult,
  listReplicationUsages,
  listVaults,
  patchVault,
  putVault,
} from './handlers.js'

const GROUP = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.RecoveryServices/vaults'
const VAULT = `${GROUP}/:vault`

const DELETED = '/subscriptions/:sub/providers/Microsoft.RecoveryServices/locations/:region/deletedVaults'

/** Vaults and their operations, and the vaults that were deleted. */
export const recoveryServicesRoutes: Route[] = [
  { method: 'GET', pattern: '/subscriptions/:sub/providers/Microsoft.RecoveryServices/vaults', handler: listVaults },
  { method: 'GET', pattern: GROUP, handler: listVaults },
  { method: 'GET', pattern: VAULT, handler: getVault },
  { method: 'PUT', pattern: VAULT, handler: putVault },
  { method: 'PATCH', pattern: VAULT, handler: patchVault },
  { method: 'DELETE', pattern: VAULT, handler: deleteVault },
  { method: 'GET', pattern: `${VAULT}/replicationUsages`, handler: listReplicationUsages },
  { method: 'GET', pattern: `${VAULT}/operationStatus/:op`, handler: getVaultOperation },
  { method: 'GET', pattern: `${VAULT}/operationResults/:op`, handler: getVaultOperationResult },
  { method: 'GET', pattern: DELETED, handler: listDeletedVaults },
  { method: 'GET', pattern: `${DELETED}/:name`, handler: getDeletedVault },
  { method: 'POST', pattern: `${DELETED}/:name/undelete`, handler: postUndeleteVault },
  { method: 'GET', pattern: `${DELETED}/:name/operations/:op`, handler: getUndeleteOperation },
]
