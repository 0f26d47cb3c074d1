import type { Route } from '../../arm-types.js'

const VERBS: Record<Route['method'], string> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  POST: 'action',
  DELETE: 'delete',
}

/**
 * Name of the action behind a route, as role definitions write it: namespace, types, verb
 * (`Microsoft.Compute/virtualMachines/start/action`).
 */
export function actionOf(route: Pick<Route, 'method' | 'pattern'>): string {
  const segments = route.pattern.split('/').slice(1)
  const verb = VERBS[route.method]
  const provider = segments.lastIndexOf('providers')
  const namespace = segments[provider + 1] ?? ''
  if (provider < 0 || namespace.startsWith(':') || segments.length === provider + 1) {
    return `${resourcesType(segments)}/${verb}`
  }
  // Types and names take turns behind the namespace; what stands in a type's place and is last names a POST.
  const types = segments.slice(provider + 2).filter((_, index) => index % 2 === 0)
  return [namespace, ...types, verb].join('/')
}

/** Subscriptions, groups and what hangs on them belong to Microsoft.Resources. */
function resourcesType(segments: readonly string[]): string {
  const types = segments.filter((segment) => !segment.startsWith(':'))
  return `Microsoft.Resources/${types.join('/')}`
}
