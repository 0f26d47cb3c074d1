import type { Route } from '../../arm-types.js'
import { createRouteFinder } from '../../router.js'
import {
  deleteDeployment,
  getDeployment,
  getOperationStatus,
  listDeployments,
  listOperations,
  putDeployment,
  validateDeployment,
} from './handlers.js'
import { DEPLOYMENT_TYPE } from './state.js'

const GROUP = '/subscriptions/:sub/resourceGroups/:rg'
const DEPLOYMENTS = `${GROUP}/providers/${DEPLOYMENT_TYPE}`
const DEPLOYMENT = `${DEPLOYMENTS}/:deployment`

/** Template deployments into a group: they reach the routes that are handed over, as a PUT of each resource would. */
export function deploymentRoutes(routes: readonly Route[]): Route[] {
  const findRoute = createRouteFinder(routes)
  return [
    { method: 'GET', pattern: DEPLOYMENTS, handler: listDeployments },
    { method: 'GET', pattern: DEPLOYMENT, handler: getDeployment },
    { method: 'HEAD', pattern: DEPLOYMENT, handler: getDeployment },
    { method: 'PUT', pattern: DEPLOYMENT, handler: putDeployment(findRoute) },
    { method: 'DELETE', pattern: DEPLOYMENT, handler: deleteDeployment },
    { method: 'POST', pattern: `${DEPLOYMENT}/validate`, handler: validateDeployment(findRoute) },
    { method: 'GET', pattern: `${DEPLOYMENT}/operationStatuses/:operation`, handler: getOperationStatus },
    { method: 'GET', pattern: `${DEPLOYMENT}/operations`, handler: listOperations },
    // The path that SDKs use for the same list.
    { method: 'GET', pattern: `${GROUP}/deployments/:deployment/operations`, handler: listOperations },
  ]
}
