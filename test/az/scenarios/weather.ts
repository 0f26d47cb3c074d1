import type { FaultRule } from '../../../mocks/fault-rule.js'
import type { Scenario } from '../scenario.js'
import { CONTAINER, ITEM, protectedVm, VAULT, vmFile } from '../steps.js'

const LIST = `backup item list ${VAULT}`
const atItems = (fault: FaultRule['fault'], times: FaultRule['times'] = 1) => [
  { method: 'GET', path: 'backupProtectedItems', times, fault },
]

/** az meets bad weather: what it gets over by itself, and what it tells. */
export const weather: Scenario = {
  name: 'weather',
  files: vmFile,
  steps: [
    ...protectedVm,
    { az: LIST, faults: atItems({ kind: 'status', status: 429, retryAfterSeconds: 20 }, 2), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'status', status: 503 }, 2), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'status', status: 504 }), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'status', status: 500 }), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'reset-before' }), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'delay', ms: 50 }), is: { 'length(@)': 1 } },
    { az: LIST, faults: atItems({ kind: 'status', status: 500 }, 'always'), exit: 1, says: /CloudInternalError/ },
    {
      az: LIST,
      faults: atItems({ kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'No.' }),
      exit: 1,
      says: /AuthorizationFailed/,
    },
    { az: LIST, faults: atItems({ kind: 'token-expired' }), exit: 1, says: /ExpiredAuthenticationToken|az login/i },
    { az: LIST, faults: atItems({ kind: 'html' }), exit: 1 },
    { az: LIST, faults: atItems({ kind: 'truncated' }, 'always'), exit: 1 },
    { az: LIST, faults: [{ region: 'westeurope', fault: { kind: 'region-down' } }], exit: 1, says: /GatewayTimeout/ },
    {
      az: `backup protection backup-now ${ITEM}`,
      faults: [{ path: '**/backup', fault: { kind: 'job-fails', code: 'UserErrorGuestAgentStatusUnavailable' } }],
      saves: { job: 'name' },
    },
    {
      az: `backup job wait ${VAULT} -n {job}`,
      is: { 'properties.status': 'Failed', 'length(properties.errorDetails)': 1 },
    },
    {
      az: `backup protection disable ${ITEM} --yes`,
      faults: [{ method: 'PUT', fault: { kind: 'operation-fails', code: 'CloudInternalError', message: 'Internal.' } }],
      is: { status: 'Failed', 'error.code': 'CloudInternalError' },
    },
    { az: `backup item show ${CONTAINER} -n vm-a`, is: { 'properties.policyName': 'DefaultPolicy' } },
  ],
}
