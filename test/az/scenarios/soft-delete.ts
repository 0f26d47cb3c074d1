import type { Scenario } from '../scenario.js'
import { backedUpVm, CONTAINER, ITEM, makeVm, VAULT, VMS_ONLY, vmFile } from '../steps.js'

const SHOW = `backup item show ${CONTAINER} -n vm-a`

export const softDelete: Scenario = {
  name: 'stop, resume, soft delete, undelete, delete',
  files: {
    ...vmFile,
    'suspend.json': {
      properties: {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: '{vm}',
        protectionState: 'BackupsSuspended',
        policyId: '',
      },
    },
  },
  steps: [
    ...backedUpVm,
    {
      az: `backup protection disable ${ITEM} --yes`,
      is: { 'properties.operation': 'DisableBackup', 'properties.status': 'Completed' },
    },
    { az: SHOW, is: { 'properties.protectionState': 'ProtectionStopped', 'properties.policyName': '' } },
    { az: `backup protection backup-now ${ITEM}`, exit: 1, says: /BMSUserError/ },
    { az: `backup recoverypoint list ${ITEM}`, is: { 'length(@)': 1 } },
    {
      az: `backup protection resume ${ITEM} -p DefaultPolicy`,
      is: { 'properties.operation': 'ConfigureBackup', 'properties.status': 'Completed' },
    },
    {
      az: SHOW,
      is: { 'properties.protectionState': 'Protected', 'properties.policyName': 'DefaultPolicy' },
      saves: { item: 'id', vm: 'properties.sourceResourceId' },
    },
    { az: `backup protection resume ${ITEM} -p DefaultPolicy`, exit: 1, says: /already protected/ },
    // Debian's azure-cli 2.45 knows the flag, its SDK not the state that it stands for.
    { az: `backup protection disable ${ITEM} --retain-as-per-policy true --yes`, exit: 1, says: /backups_suspended/ },
    {
      az: `rest --method put --url "{item}?api-version=2023-01-01" --body @suspend.json`,
      exit: 1,
      says: /UserErrorOperationDeniedOnImmutableItem/,
    },
    {
      az: `backup protection disable ${ITEM} --delete-backup-data true --yes`,
      is: { 'properties.operation': 'DeleteBackupData', 'properties.status': 'Completed' },
    },
    {
      az: SHOW,
      is: {
        'properties.protectionState': 'ProtectionStopped',
        'properties.isScheduledForDeferredDelete': true,
        'properties.deferredDeleteTimeRemaining': /^13\./,
      },
    },
    { az: `backup recoverypoint list ${ITEM}`, is: { 'length(@)': 1 } },
    { az: `backup container list ${VAULT} ${VMS_ONLY}`, is: { 'length(@)': 0 } },
    { az: `backup protection resume ${ITEM} -p DefaultPolicy`, exit: 1, says: /BMSUserError/ },
    {
      az: 'backup vault delete -n vault-a -g rg-a --yes',
      exit: 1,
      says: /soft deleted state/,
    },
    {
      az: `backup protection undelete ${ITEM}`,
      is: { 'properties.operation': 'Undelete', 'properties.status': 'Completed' },
    },
    {
      az: SHOW,
      is: { 'properties.protectionState': 'ProtectionStopped', 'properties.isScheduledForDeferredDelete': null },
    },
    { az: `backup protection resume ${ITEM} -p DefaultPolicy`, is: { 'properties.status': 'Completed' } },
    { az: `backup recoverypoint list ${ITEM}`, is: { '[0].tierType': 'SnapshotAndVaultStandard' } },
    { az: `backup protection disable ${ITEM} --delete-backup-data true --yes` },
    { az: `backup item list ${VAULT}`, after: '15d', is: { '@': [] } },
    makeVm('vm-b'),
    { az: 'backup vault backup-properties set -n vault-a -g rg-a --soft-delete-feature-state Disable' },
    { az: `backup protection enable-for-vm ${VAULT} --vm vm-b -p DefaultPolicy` },
    {
      az: `backup protection disable ${ITEM.replaceAll('vm-a', 'vm-b')} --delete-backup-data true --yes`,
      is: { 'properties.operation': 'DeleteBackupData' },
    },
    { az: `backup item list ${VAULT}`, is: { '@': [] } },
    { az: 'backup vault delete -n vault-a -g rg-a --yes' },
    { az: 'backup vault list', is: { '@': [] } },
  ],
}

export const alwaysOn: Scenario = {
  name: 'soft delete that is always on',
  profile: 'current',
  files: vmFile,
  steps: [
    ...backedUpVm,
    {
      az: 'backup vault backup-properties show -n vault-a -g rg-a',
      is: { '[1].properties.softDeleteFeatureState': 'AlwaysON' },
    },
    {
      az: 'backup vault backup-properties set -n vault-a -g rg-a --soft-delete-feature-state Disable',
      exit: 1,
      says: /BMSUserErrorDisablingSoftDeleteStateNotAllowed/,
    },
    { az: `backup protection disable ${ITEM} --delete-backup-data true --yes` },
    { az: SHOW, is: { 'properties.isScheduledForDeferredDelete': true } },
    { az: 'backup vault delete -n vault-a -g rg-a --yes', exit: 1, says: /soft deleted state/ },
    { az: `backup protection undelete ${ITEM}`, is: { 'properties.operation': 'Undelete' } },
  ],
}
