import type { Scenario } from '../scenario.js'
import { CONTAINER, ITEM, makeVm, VAULT, vaultAndGroup, vmFile } from '../steps.js'

/** The az that users start, waiting as it waits: nothing of ours in its process but the versions of sitecustomize.py. */
export const processes: Scenario = {
  name: 'a process for each command',
  processes: true,
  files: vmFile,
  steps: [
    { az: 'account show', is: { state: 'Enabled' } },
    ...vaultAndGroup,
    makeVm('vm-a'),
    {
      az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy`,
      is: { 'properties.status': 'Completed' },
    },
    { az: `backup item show ${CONTAINER} -n vm-a --query properties.protectionState -o tsv`, prints: /^IRPending$/m },
    { az: `backup protection backup-now ${ITEM}`, saves: { job: 'name' } },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: `backup recoverypoint list ${ITEM}`, is: { 'length(@)': 1 } },
    { az: `backup job show ${VAULT} -n 1`, exit: 3, says: /NotFound/ },
  ],
}
