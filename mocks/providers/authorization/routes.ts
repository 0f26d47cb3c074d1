import type { Route } from '../../arm-types.js'
import { deleteLock, getLock, listLocks, putLock } from './locks.js'
import { listPermissions } from './permissions.js'

const SUBSCRIPTION = '/subscriptions/:sub'
const GROUP = `${SUBSCRIPTION}/resourceGroups/:rg`
const RESOURCE = `${GROUP}/providers/:ns/:type/:name`
const AUTHORIZATION = '/providers/Microsoft.Authorization'

/** A subnet, and whatever else is a part of a resource. */
const PART = `${RESOURCE}/:parts/:part`

/** Permissions of the caller, and locks at every scope. */
export const authorizationRoutes: Route[] = [
  { method: 'GET', pattern: `${PART}${AUTHORIZATION}/permissions`, handler: listPermissions },
  ...[SUBSCRIPTION, GROUP, RESOURCE].flatMap((scope): Route[] => [
    { method: 'GET', pattern: `${scope}${AUTHORIZATION}/permissions`, handler: listPermissions },
    { method: 'GET', pattern: `${scope}${AUTHORIZATION}/locks`, handler: listLocks },
    { method: 'GET', pattern: `${scope}${AUTHORIZATION}/locks/:lock`, handler: getLock },
    { method: 'PUT', pattern: `${scope}${AUTHORIZATION}/locks/:lock`, handler: putLock },
    { method: 'DELETE', pattern: `${scope}${AUTHORIZATION}/locks/:lock`, handler: deleteLock },
  ]),
]
