import type { Scenario } from '../scenario.js'
import { backUpVm, CONTAINER, ITEM, protectVm, VAULT, VMS_ONLY, vaultAndGroup, vmFile } from '../steps.js'

const SECOND = '--use-secondary-region'
const RESTORE = `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r {point} --storage-account stageneu ${SECOND}`
const TO_GROUP = '--storage-account-resource-group rg-neu --target-resource-group rg-neu'

export const crossRegion: Scenario = {
  name: 'cross-region restore',
  files: vmFile,
  steps: [
    ...vaultAndGroup,
    { az: `backup item list ${VAULT} ${VMS_ONLY} ${SECOND}`, exit: 1, says: /CrossRegionRestoreNotEnabled/ },
    {
      az: 'backup vault backup-properties set -n vault-a -g rg-a --cross-region-restore-flag True',
      is: { 'properties.crossRegionRestoreFlag': true },
    },
    ...protectVm,
    ...backUpVm,
    { az: `backup item list ${VAULT} ${VMS_ONLY} ${SECOND}`, is: { '@': [] } },
    { az: `backup item list ${VAULT} ${SECOND}`, exit: 1, says: /Provide --backup-management-type/ },
    {
      after: '13h',
      az: `backup item list ${VAULT} ${VMS_ONLY} ${SECOND}`,
      is: { '[].properties.friendlyName': ['vm-a'] },
    },
    { az: `backup item show ${CONTAINER} -n vm-a ${SECOND}`, is: { 'properties.friendlyName': 'vm-a' } },
    { az: `backup container list ${VAULT} ${VMS_ONLY} ${SECOND}`, is: { '[].properties.friendlyName': ['vm-a'] } },
    { az: `backup container show ${VAULT} ${VMS_ONLY} -n vm-a ${SECOND}`, is: { 'properties.friendlyName': 'vm-a' } },
    {
      az: `backup recoverypoint list ${ITEM} ${SECOND}`,
      is: { '[-1].tierType': 'VaultStandard', '[-1].properties.recoveryPointTierDetails[].type': ['HardenedRP'] },
      saves: { point: '[-1].name' },
    },
    {
      az: `backup recoverypoint show ${ITEM} -n {point} ${SECOND}`,
      is: { 'properties.isManagedVirtualMachine': true },
    },
    { az: `backup recoverypoint show ${ITEM} -n 1 ${SECOND}`, exit: 1, says: /does not exist/ },
    {
      az: `backup recoverypoint list ${ITEM} ${SECOND} --recommended-for-archive`,
      exit: 1,
      says: /not supported in secondary/,
    },
    { az: `backup job list ${VAULT} ${SECOND}`, is: { '@': [] } },
    { az: 'group create -n rg-neu -l northeurope' },
    { az: 'storage account create -n stageneu -g rg-neu -l northeurope --sku Standard_LRS' },
    { az: `${RESTORE} --storage-account-resource-group rg-neu`, exit: 1, says: /provide target resource group/ },
    {
      az: `${RESTORE} ${TO_GROUP}`,
      is: {
        id: /locations\/northeurope\/backupJobs\//,
        'properties.operation': 'CrossRegionRestore',
        'properties.status': 'InProgress',
        'properties.extendedInfo.propertyBag."Vault name"': 'vault-a',
      },
      saves: { job: 'name' },
    },
    {
      az: `backup job list ${VAULT} ${SECOND} --status InProgress`,
      is: { '[].properties.operation': ['CrossRegionRestore'] },
    },
    { az: `backup job list ${VAULT}`, is: { "[?properties.operation == 'CrossRegionRestore']": [] } },
    { az: `backup job stop ${VAULT} -n {job} ${SECOND}`, exit: 1, says: /do not support cancellation/ },
    { az: `backup job wait ${VAULT} -n {job} ${SECOND}`, is: { 'properties.status': 'Completed' } },
    {
      az: `backup job show ${VAULT} -n {job} ${SECOND}`,
      is: { 'properties.status': 'Completed', 'properties.entityFriendlyName': 'vm-a' },
    },
    { az: `backup job list ${VAULT} ${SECOND} -o table`, prints: /CrossRegionRestore\s+Completed\s+vm-a/ },
    { az: 'disk list -g rg-neu', is: { '[].location | [0]': 'northeurope', 'length(@)': 3 } },
  ],
}
