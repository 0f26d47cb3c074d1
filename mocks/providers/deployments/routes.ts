import type { Route } from '../../arm-types.js'
import { exportTemplate } from './export.js'
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

/** Template deployments into a group, and the template of a group. */
export const deploymentRoutes: Route[] = [
  { method: 'POST', pattern: `${GROUP}/exportTemplate`, handler: exportTemplate },
  { method: 'GET', pattern: DEPLOYMENTS, handler: listDeployments },
  { method: 'GET', pattern: DEPLOYMENT, handler: getDeployment },
  { method: 'HEAD', pattern: DEPLOYMENT, handler: getDeployment },
  { method: 'PUT', pattern: DEPLOYMENT, handler: putDeployment },
  { method: 'DELETE', pattern: DEPLOYMENT, handler: deleteDeployment },
  { method: 'POST', pattern: `${DEPLOYMENT}/validate`, handler: validateDeployment },
  { method: 'GET', pattern: `${DEPLOYMENT}/operationStatuses/:operation`, handler: getOperationStatus },
  { method: 'GET', pattern: `${DEPLOYMENT}/operations`, handler: listOperations },
  // The path that SDKs use for the same list.
  { method: 'GET', pattern: `${GROUP}/deployments/:deployment/operations`, handler: listOperations },
]
