import type { Route } from '../arm-types.js'
import { authorizationRoutes } from './authorization/routes.js'
import { backupRoutes } from './backup/routes.js'
import { computeRoutes } from './compute/routes.js'
import { deploymentRoutes } from './deployments/routes.js'
import { networkRoutes } from './network/routes.js'
import { recoveryServicesRoutes } from './recovery-services/routes.js'
import { resourcesRoutes } from './resources/routes.js'
import { storageRoutes } from './storage/routes.js'

const providerRoutes: readonly Route[] = [
  ...resourcesRoutes,
  ...authorizationRoutes,
  ...computeRoutes,
  ...storageRoutes,
  ...networkRoutes,
  ...recoveryServicesRoutes,
  ...backupRoutes,
]

/** Every route the mock knows. */
export const allRoutes: readonly Route[] = [...providerRoutes, ...deploymentRoutes(providerRoutes)]
