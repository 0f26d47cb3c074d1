import type { Scenario } from '../scenario.js'
import { CONTAINER, ITEM, makeVm, VAULT, VMS_ONLY, vaultAndGroup, vmFile } from '../steps.js'

const VM_ID = '/subscriptions/{subscription}/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachines/vm-a'
const NATIVE = 'iaasvmcontainerv2;rg-a;vm-a'

export const protection: Scenario = {
  name: 'protection and backup',
  files: vmFile,
  steps: [
    ...vaultAndGroup,
    makeVm('vm-a'),
    { az: 'backup protection check-vm --vm vm-a -g rg-a', is: { '@': null } },
    {
      az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy`,
      is: {
        'properties.operation': 'ConfigureBackup',
        'properties.status': 'Completed',
        'properties.entityFriendlyName': 'vm-a',
        'properties.backupManagementType': 'AzureIaasVM',
        resourceGroup: 'rg-a',
      },
    },
    { az: 'backup protection check-vm --vm vm-a -g rg-a -o tsv', prints: /vaults\/vault-a$/im },
    { az: `backup protection check-vm --vm ${VM_ID} -o tsv`, prints: /vaults\/vault-a$/im },
    { az: 'backup protection check-vm --vm vm-none -g rg-a', exit: 1, says: /ResourceNotFound/ },
    { az: `backup protection enable-for-vm ${VAULT} --vm vm-none -p DefaultPolicy`, exit: 1, says: /ResourceNotFound/ },
    { az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy`, exit: 1, says: /already Protected/ },
    {
      az: `backup container list ${VAULT} ${VMS_ONLY}`,
      is: {
        '[].name': [`IaasVMContainer;${NATIVE}`],
        '[].properties.registrationStatus': ['Registered'],
        '[].properties.friendlyName': ['vm-a'],
      },
    },
    {
      az: `backup container show ${VAULT} -n vm-a ${VMS_ONLY}`,
      is: { name: `IaasVMContainer;${NATIVE}`, 'properties.healthStatus': 'Healthy' },
    },
    { az: `backup container show ${VAULT} -n "IaasVMContainer;${NATIVE}"`, is: { 'properties.friendlyName': 'vm-a' } },
    { az: `backup container show ${VAULT} -n vm-none ${VMS_ONLY}`, is: { '@': null } },
    { az: `backup container list ${VAULT} ${VMS_ONLY} -o table`, prints: /vm-a\s+rg-a/ },
    {
      az: `backup item list ${VAULT}`,
      is: {
        '[].properties.protectionState': ['IRPending'],
        '[].properties.policyName': ['DefaultPolicy'],
        '[].properties.workloadType': ['VM'],
        '[].properties.protectionStatus': ['Healthy'],
        '[].properties.lastBackupTime': ['2001-01-01T00:00:00+00:00'],
      },
    },
    {
      az: `backup item list ${VAULT} -c vm-a ${VMS_ONLY} --workload-type VM`,
      is: { 'length(@)': 1 },
    },
    { az: `backup item list ${VAULT} -c vm-none ${VMS_ONLY}`, is: { '@': [] } },
    { az: `backup item list ${VAULT} -o table`, prints: /rg-a;vm-a\s+rg-a\s+VM\s+Healthy\s+Passed/ },
    {
      az: `backup item show ${CONTAINER} -n vm-a`,
      is: { name: `VM;${NATIVE}`, 'properties.containerName': NATIVE, 'properties.sourceResourceId': /vm-a$/ },
    },
    {
      az: `backup item show ${VAULT} -c "IaasVMContainer;${NATIVE}" -n "VM;${NATIVE}"`,
      is: { 'properties.friendlyName': 'vm-a', 'properties.isScheduledForDeferredDelete': null },
    },
    {
      az: `backup item show ${VAULT} -c "IaasVMContainer;${NATIVE.replaceAll('vm-a', 'vm-b')}" -n "VM;${NATIVE.replaceAll('vm-a', 'vm-b')}"`,
      exit: 3,
      says: /BMSUserErrorDataSourceObjectNotFound/,
    },
    {
      az: `backup protection backup-now ${ITEM} --retain-until {monthAhead}`,
      is: { 'properties.operation': 'Backup', 'properties.status': 'InProgress', 'properties.endTime': null },
      saves: { job: 'name' },
    },
    { az: `backup protection backup-now ${ITEM}`, exit: 1, says: /BackupOperationInProgress/ },
    {
      az: `backup job show ${VAULT} -n {job}`,
      is: {
        'properties.extendedInfo.tasksList[].taskId': ['Take Snapshot', 'Transfer data to vault'],
        'properties.extendedInfo.tasksList[].status': ['InProgress', 'NotStarted'],
        'properties.extendedInfo.tasksList[1].startTime': null,
      },
    },
    { az: `backup job list ${VAULT} --status InProgress`, is: { '[].name | [0]': /^[0-9a-f-]{36}$/, 'length(@)': 1 } },
    {
      az: `backup job wait ${VAULT} -n {job}`,
      is: {
        'properties.status': 'Completed',
        'properties.extendedInfo.tasksList[].status': ['Completed', 'Completed'],
      },
      says: /Waiting for job/,
    },
    {
      az: `backup job list ${VAULT} --operation Backup --start-date {yesterday} --end-date {tomorrow}`,
      is: { '[].properties.operation': ['Backup'], '[0].properties.extendedInfo': null },
    },
    { az: `backup job list ${VAULT} --status Failed ${VMS_ONLY}`, is: { '@': [] } },
    { az: `backup job list ${VAULT} -o table`, prints: /Backup\s+Completed\s+vm-a/ },
    { az: `backup job show ${VAULT} -n 00000000-0000-0000-0000-00000000000a`, exit: 3, says: /NotFound/ },
    {
      az: `backup recoverypoint list ${ITEM}`,
      is: {
        'length(@)': 1,
        '[0].tierType': 'SnapshotAndVaultStandard',
        '[0].properties.isManagedVirtualMachine': true,
        '[0].properties.osType': 'Linux',
      },
      saves: { point: '[0].name' },
    },
    {
      az: `backup recoverypoint show ${ITEM} -n {point}`,
      is: { 'properties.recoveryPointTierDetails[].type': ['InstantRP', 'HardenedRP'] },
    },
    { az: `backup recoverypoint show ${ITEM} -n 1`, exit: 1, says: /can not be fetched/ },
    { az: `backup recoverypoint list ${ITEM} --tier VaultStandard`, is: { '@': [] } },
    { az: `backup recoverypoint list ${ITEM} -o table`, prints: /FileSystemConsistent/ },
    { az: `backup recoverypoint list ${ITEM} --start-date {yesterday} --end-date {tomorrow}`, is: { 'length(@)': 1 } },
    {
      az: `backup recoverypoint list ${ITEM} --start-date 01-01-2020 --end-date 02-01-2020`,
      is: { '@': [] },
    },
    {
      az: `backup item show ${CONTAINER} -n vm-a`,
      is: { 'properties.protectionState': 'Protected', 'properties.lastBackupStatus': 'Completed' },
    },
    {
      az: `backup recoverypoint list ${ITEM}`,
      after: '3d',
      is: { 'length(@)': 4, 'properties.recoveryPointTierDetails': null },
    },
    { az: `backup protection backup-now ${ITEM} --retain-until 01-01-2020`, exit: 1 },
    { az: `backup protection backup-now ${ITEM}`, after: '2h', saves: { job: 'name' } },
    { az: `backup job stop ${VAULT} -n {job}`, is: { '@': null } },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Cancelled' } },
    { az: `backup job stop ${VAULT} -n {job}`, exit: 1, says: /Cancel/i },
  ],
}
