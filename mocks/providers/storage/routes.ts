import type { Route } from '../../arm-types.js'
import { getAccount, listAccounts, putAccount } from './handlers.js'

const IN_GROUP = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Storage/storageAccounts'

/** Storage accounts. */
export const storageRoutes: Route[] = [
  { method: 'GET', pattern: '/subscriptions/:sub/providers/Microsoft.Storage/storageAccounts', handler: listAccounts },
  { method: 'GET', pattern: IN_GROUP, handler: listAccounts },
  { method: 'GET', pattern: `${IN_GROUP}/:name`, handler: getAccount },
  { method: 'PUT', pattern: `${IN_GROUP}/:name`, handler: putAccount },
]
