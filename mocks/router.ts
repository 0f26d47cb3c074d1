import { TrieRouter } from 'hono/router/trie-router'
import type { Route } from './arm-types.js'

/** A route and the values of its placeholders. */
export interface RouteMatch {
  route: Route
  params: Record<string, string>
}

/** Finds the route of a request without looking at case. Undefined when nothing is modelled there. */
export type RouteFinder = (method: string, segments: readonly string[]) => RouteMatch | undefined

/** Builds the finder. Placeholders keep the case of the request, because Azure echoes names as they were sent. */
export function createRouteFinder(routes: readonly Route[]): RouteFinder {
  const router = new TrieRouter<Route>()
  for (const route of routes) router.add(route.method, lowerLiterals(route.pattern), route)
  return (method, segments) => {
    const path = `/${segments.map((segment) => encodeURIComponent(segment.toLowerCase())).join('/')}`
    const [matches] = router.match(method, path)
    const route = matches[0]?.[0]
    return route && { route, params: readParams(route.pattern, segments) }
  }
}

function lowerLiterals(pattern: string): string {
  return pattern
    .split('/')
    .map((segment) => (segment.startsWith(':') ? segment : segment.toLowerCase()))
    .join('/')
}

function readParams(pattern: string, segments: readonly string[]): Record<string, string> {
  const names = pattern.split('/').slice(1)
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    if (name.startsWith(':')) params[name.slice(1)] = segments[index] ?? ''
  }
  return params
}
