import type { Route } from '../../arm-types.js'
import {
  clearLegalHold,
  deleteContainer,
  getContainer,
  leaseContainer,
  listContainers,
  lockImmutability,
  putContainer,
  putImmutability,
  setLegalHold,
} from './containers.js'
import {
  checkName,
  deleteAccount,
  getAccount,
  getClassicAccount,
  listAccounts,
  listUsages,
  patchAccount,
  putAccount,
} from './handlers.js'
import { listKeys, regenerateKey } from './keys.js'

const IN_SUBSCRIPTION = '/subscriptions/:sub/providers/Microsoft.Storage'
const CLASSIC = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.ClassicStorage/storageAccounts'
const ACCOUNTS = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Storage/storageAccounts'
const CONTAINERS = `${ACCOUNTS}/:name/blobServices/default/containers`
const CONTAINER = `${CONTAINERS}/:container`

/** Storage accounts and their containers. */
export const storageRoutes: Route[] = [
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/storageAccounts`, handler: listAccounts },
  { method: 'POST', pattern: `${IN_SUBSCRIPTION}/checkNameAvailability`, handler: checkName },
  { method: 'GET', pattern: ACCOUNTS, handler: listAccounts },
  { method: 'GET', pattern: `${ACCOUNTS}/:name`, handler: getAccount },
  { method: 'GET', pattern: `${CLASSIC}/:name`, handler: getClassicAccount },
  { method: 'PUT', pattern: `${ACCOUNTS}/:name`, handler: putAccount },
  { method: 'PATCH', pattern: `${ACCOUNTS}/:name`, handler: patchAccount },
  { method: 'DELETE', pattern: `${ACCOUNTS}/:name`, handler: deleteAccount },
  { method: 'POST', pattern: `${ACCOUNTS}/:name/listKeys`, handler: listKeys },
  { method: 'POST', pattern: `${ACCOUNTS}/:name/regenerateKey`, handler: regenerateKey },
  { method: 'GET', pattern: CONTAINERS, handler: listContainers },
  { method: 'GET', pattern: CONTAINER, handler: getContainer },
  { method: 'PUT', pattern: CONTAINER, handler: putContainer },
  { method: 'DELETE', pattern: CONTAINER, handler: deleteContainer },
  { method: 'POST', pattern: `${CONTAINER}/setLegalHold`, handler: setLegalHold },
  { method: 'POST', pattern: `${CONTAINER}/clearLegalHold`, handler: clearLegalHold },
  { method: 'POST', pattern: `${CONTAINER}/lease`, handler: leaseContainer },
  { method: 'PUT', pattern: `${CONTAINER}/immutabilityPolicies/default`, handler: putImmutability },
  { method: 'POST', pattern: `${CONTAINER}/immutabilityPolicies/default/lock`, handler: lockImmutability },
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/locations/:location/usages`, handler: listUsages },
]
