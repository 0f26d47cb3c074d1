import type { Route } from '../arm-types.js'
import { deploymentRoutes } from './deployments/routes.js'
import { resourceRoutes } from './deployments/targets.js'
import { resourcesRoutes } from './resources/routes.js'

/** Every route the mock knows. */
export const allRoutes: readonly Route[] = [...resourcesRoutes, ...resourceRoutes, ...deploymentRoutes]
