import type { Route } from '../../mocks/arm-types.js'
import { allRoutes } from '../../mocks/providers/index.js'
import { createRouteFinder } from '../../mocks/router.js'

const findRoute = createRouteFinder(allRoutes)

/** The mock's route for a request as the log keeps it; undefined when nothing is modelled there. */
export function routeOf({ method, path }: { method: string; path: string }): Route | undefined {
  const segments = new URL(path.replace(/^\/+/, '/'), 'https://arm').pathname.split('/').filter(Boolean)
  return findRoute(method, segments.map(decodeURIComponent))?.route
}
