import { parseAddress } from '../../mocks/address.js'
import type { Route } from '../../mocks/arm-types.js'
import { allRoutes } from '../../mocks/providers/index.js'
import { createRouteFinder } from '../../mocks/router.js'

const findRoute = createRouteFinder(allRoutes)

/** The mock's route for a request as the log keeps it; undefined when nothing is modelled there. */
export function routeOf({ method, path }: { method: string; path: string }): Route | undefined {
  return findRoute(method, parseAddress(`https://arm${path}`).segments)?.route
}
