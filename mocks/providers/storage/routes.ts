import type { Route } from '../../arm-types.js'
import { checkName, deleteAccount, getAccount, listAccounts, patchAccount, putAccount } from './handlers.js'

const IN_SUBSCRIPTION = '/subscriptions/:sub/providers/Microsoft.Storage'
const ACCOUNTS = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Storage/storageAccounts'

/** Storage accounts. */
export const storageRoutes: Route[] = [
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/storageAccounts`, handler: listAccounts },
  { method: 'POST', pattern: `${IN_SUBSCRIPTION}/checkNameAvailability`, handler: checkName },
  { method: 'GET', pattern: ACCOUNTS, handler: listAccounts },
  { method: 'GET', pattern: `${ACCOUNTS}/:name`, handler: getAccount },
  { method: 'PUT', pattern: `${ACCOUNTS}/:name`, handler: putAccount },
  { method: 'PATCH', pattern: `${ACCOUNTS}/:name`, handler: patchAccount },
  { method: 'DELETE', pattern: `${ACCOUNTS}/:name`, handler: deleteAccount },
]
