import type { Route } from './arm-types.js'

/** A route and the values of its placeholders. */
export interface RouteMatch {
  route: Route
  params: Record<string, string>
}

/** Finds the route of a request without looking at case. Undefined when nothing is modelled there. */
export type RouteFinder = (method: string, segments: readonly string[]) => RouteMatch | undefined

/** One segment of all patterns that begin alike. */
interface Step {
  /** By lower-case text. */
  literals: Map<string, Step>
  placeholder?: Step
  /** Routes that end here, by method. */
  routes: Map<string, Route>
}

/**
 * Builds the finder; a segment that is written out goes before a placeholder. Placeholders keep the case of the request,
 * because Azure echoes names as they were sent.
 */
export function createRouteFinder(routes: readonly Route[]): RouteFinder {
  const root = newStep()
  for (const route of routes) lastStep(root, route.pattern).routes.set(route.method, route)
  return (method, segments) => {
    const names = segments.map((segment) => segment.toLowerCase())
    const route = findRoute(root, { method, names, depth: 0 })
    return route && { route, params: readParams(route.pattern, segments) }
  }
}

/** A route's name in lists: `GET /subscriptions/:sub`. */
export function routeName({ method, pattern }: Pick<Route, 'method' | 'pattern'>): string {
  return `${method} ${pattern}`
}

function newStep(): Step {
  return { literals: new Map(), routes: new Map() }
}

function lastStep(root: Step, pattern: string): Step {
  let step = root
  for (const segment of pattern.split('/').slice(1)) {
    if (segment.startsWith(':')) {
      step.placeholder ??= newStep()
      step = step.placeholder
    } else {
      const name = segment.toLowerCase()
      const next = step.literals.get(name) ?? newStep()
      step.literals.set(name, next)
      step = next
    }
  }
  return step
}

function findRoute(step: Step, wanted: { method: string; names: readonly string[]; depth: number }): Route | undefined {
  const { method, names, depth } = wanted
  const name = names[depth]
  if (name === undefined) return step.routes.get(method)
  const below = { method, names, depth: depth + 1 }
  const literal = step.literals.get(name)
  return (literal && findRoute(literal, below)) ?? (step.placeholder && findRoute(step.placeholder, below))
}

function readParams(pattern: string, segments: readonly string[]): Record<string, string> {
  const names = pattern.split('/').slice(1)
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    if (name.startsWith(':')) params[name.slice(1)] = segments[index] ?? ''
  }
  return params
}
