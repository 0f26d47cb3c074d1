import type { Route } from '../../arm-types.js'
import { createRouteFinder, type RouteFinder } from '../../router.js'
import { authorizationRoutes } from '../authorization/routes.js'
import { backupRoutes } from '../backup/routes.js'
import { computeRoutes } from '../compute/routes.js'
import { networkRoutes } from '../network/routes.js'
import { recoveryServicesRoutes } from '../recovery-services/routes.js'
import { storageRoutes } from '../storage/routes.js'

/** The routes of everything that can stand in a template. */
export const resourceRoutes: readonly Route[] = [
  ...authorizationRoutes,
  ...computeRoutes,
  ...storageRoutes,
  ...networkRoutes,
  ...recoveryServicesRoutes,
  ...backupRoutes,
]

/** Finds what a PUT of a resource in a template reaches. */
export const findTarget: RouteFinder = createRouteFinder(resourceRoutes)
