import type { Route } from '../../arm-types.js'
import {
  getGroup,
  getProvider,
  getSubscription,
  listGroups,
  listSubscriptions,
  putGroup,
  registerProvider,
} from './handlers.js'

const GROUP = '/subscriptions/:sub/resourceGroups/:rg'

/** Subscriptions, resource groups, provider registration. */
export const resourcesRoutes: Route[] = [
  { method: 'GET', pattern: '/subscriptions', handler: listSubscriptions },
  { method: 'GET', pattern: '/subscriptions/:sub', handler: getSubscription },
  { method: 'GET', pattern: '/subscriptions/:sub/resourceGroups', handler: listGroups },
  { method: 'GET', pattern: GROUP, handler: getGroup },
  { method: 'HEAD', pattern: GROUP, handler: getGroup },
  { method: 'PUT', pattern: GROUP, handler: putGroup },
  { method: 'GET', pattern: '/subscriptions/:sub/providers/:ns', handler: getProvider },
  { method: 'POST', pattern: '/subscriptions/:sub/providers/:ns/register', handler: registerProvider },
]
