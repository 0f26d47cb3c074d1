import { parseAddress } from '../../mocks/address.js'
import type { Route } from '../../mocks/arm-types.js'
import type { Mock } from '../../mocks/index.js'
import { actionOf } from '../../mocks/providers/authorization/action-name.js'
import { allRoutes } from '../../mocks/providers/index.js'
import { createRouteFinder } from '../../mocks/router.js'

const findRoute = createRouteFinder(allRoutes)

/** What was asked of a mock, as role definitions write it; what is not modelled there, as it was asked. */
export function actionsUsed({ control }: Pick<Mock, 'control'>): string[] {
  const actions = control.requests.entries.map((entry) => {
    const route = routeOf(entry)
    return route ? actionOf(route) : `${entry.method} ${entry.path}`
  })
  return [...new Set(actions)]
}

/** The mock's route for a request as the log keeps it; undefined when nothing is modelled there. */
export function routeOf({ method, path }: { method: string; path: string }): Route | undefined {
  return findRoute(method, parseAddress(`https://arm${path}`).segments)?.route
}
