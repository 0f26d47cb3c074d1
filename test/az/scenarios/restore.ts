import type { Scenario } from '../scenario.js'
import { backedUpVm, ITEM, VAULT, VMS_ONLY, vmFile } from '../steps.js'

const RESTORE = `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r {point} --storage-account stagea`
const NEW_VM = '--target-vm-name vm-new --target-vnet-name vnet-a --target-vnet-resource-group rg-a'
const wait = `backup job wait ${VAULT} -n {job}`
const DISKS = 'disk list -g rg-restored --query "sort_by([], &name)"'

export const restore: Scenario = {
  name: 'restore of disks, in place, to a new VM',
  files: {
    ...vmFile,
    'vnet.json': {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    },
  },
  steps: [
    ...backedUpVm,
    { az: 'group create -n rg-restored -l westeurope' },
    { az: `${RESTORE} --target-resource-group rg-restored`, exit: 1, says: /storageAccounts\/stagea/ },
    { az: 'storage account create -n stagea -g rg-a -l westeurope --sku Standard_LRS', is: { name: 'stagea' } },
    // To managed disks.
    {
      az: `${RESTORE} --target-resource-group rg-restored`,
      is: {
        'properties.operation': 'Restore',
        'properties.status': 'InProgress',
        'properties.extendedInfo.propertyBag."Job Type"': 'Recover disks',
        'properties.extendedInfo.propertyBag."Target resource group"': 'rg-restored',
        'properties.extendedInfo.propertyBag."Target Storage Account Name"': 'stagea',
        'properties.extendedInfo.internalPropertyBag.restoreLocationType': 'RestoreDisks',
      },
      saves: { job: 'name' },
    },
    {
      az: wait,
      is: {
        'properties.status': 'Completed',
        'properties.extendedInfo.tasksList[].taskId': ['Transfer data from vault'],
        'properties.extendedInfo.propertyBag."Template Blob Uri"': /azuredeploy.*\.json$/,
        'properties.extendedInfo.propertyBag."Config Blob Name"': /^config-.*\.json$/,
      },
    },
    { az: DISKS, is: { 'length(@)': 3, '[].diskSizeGb': [64, 64, 30] } },
    // Some of them.
    { az: `${RESTORE} --target-resource-group rg-restored --restore-only-osdisk true`, saves: { job: 'name' } },
    { az: wait, is: { 'properties.status': 'Completed' } },
    { az: 'disk list -g rg-restored', is: { 'length(@)': 4 } },
    { az: `${RESTORE} --target-resource-group rg-restored --diskslist 0`, saves: { job: 'name' } },
    { az: wait, is: { 'properties.extendedInfo.propertyBag."Restored disk(s)"': /;/ } },
    { az: 'disk list -g rg-restored', is: { 'length(@)': 6 } },
    { az: `${RESTORE} --target-resource-group rg-restored --diskslist 7`, exit: 1, says: /BMSUserErrorInvalidInput/ },
    {
      az: `${RESTORE} --target-resource-group rg-restored --diskslist 0 --restore-only-osdisk true`,
      says: /Value of diskslist parameter will be ignored/,
      saves: { job: 'name' },
    },
    { az: wait, is: { 'properties.status': 'Completed' } },
    // To VHDs in the storage account.
    { az: `${RESTORE} --restore-as-unmanaged-disks`, saves: { job: 'name' } },
    {
      az: wait,
      is: { 'properties.status': 'Completed', 'properties.extendedInfo.propertyBag."Target resource group"': null },
    },
    { az: RESTORE, says: /will be restored as unmanaged/, saves: { job: 'name' } },
    { az: wait, is: { 'properties.status': 'Completed' } },
    {
      az: `${RESTORE} --restore-as-unmanaged-disks --target-resource-group rg-restored`,
      exit: 1,
      says: /only one parameter/i,
    },
    { az: `${RESTORE} --restore-to-staging-storage-account false`, exit: 1, says: /doesn't have the capability/ },
    { az: `${RESTORE} --restore-to-staging-storage-account true`, saves: { job: 'name' } },
    { az: wait, is: { 'properties.status': 'Completed' } },
    // In place.
    { az: `${RESTORE} --restore-mode OriginalLocation`, saves: { job: 'name' } },
    { az: `backup job list ${VAULT} --operation Restore --status InProgress`, is: { 'length(@)': 1 } },
    {
      az: wait,
      is: {
        'properties.status': 'Completed',
        'properties.extendedInfo.propertyBag."Job Type"': 'Replace disks',
        'properties.extendedInfo.internalPropertyBag.restoreLocationType': 'OriginalLocation',
        'properties.extendedInfo.tasksList[].taskId': ['Transfer data from vault', 'Update the virtual machine'],
      },
    },
    // To a new VM.
    { az: `${RESTORE} ${NEW_VM} --target-resource-group rg-restored`, exit: 1, says: /not specified completely/ },
    { az: `${RESTORE} ${NEW_VM} --target-subnet-name default`, exit: 1, says: /--target-resource-group is required/ },
    {
      az: `${RESTORE} ${NEW_VM} --target-subnet-name default --target-resource-group rg-restored`,
      exit: 1,
      says: /virtualNetworks\/vnet-a/,
    },
    {
      az: 'rest --method put --url "/subscriptions/{subscription}/resourceGroups/rg-a/providers/Microsoft.Network/virtualNetworks/vnet-a?api-version=2021-02-01" --body @vnet.json',
    },
    {
      az: `${RESTORE} ${NEW_VM} --target-subnet-name none --target-resource-group rg-restored`,
      exit: 1,
      says: /does not exist in the virtual network/,
    },
    {
      az: `${RESTORE} ${NEW_VM} --target-subnet-name default --target-resource-group rg-restored`,
      saves: { job: 'name' },
    },
    {
      az: wait,
      is: {
        'properties.status': 'Completed',
        'properties.extendedInfo.propertyBag."Target VM Name"': 'vm-new',
        'properties.extendedInfo.propertyBag."Original VM Name"': 'vm-a',
        'properties.extendedInfo.internalPropertyBag.restoreLocationType': 'AlternateLocation',
      },
    },
    { az: 'vm show -n vm-new -g rg-restored', is: { name: 'vm-new', 'length(storageProfile.dataDisks)': 2 } },
    {
      az: `${RESTORE} ${NEW_VM} --target-subnet-name default --target-resource-group rg-restored`,
      exit: 1,
      says: /BMSUserErrorInvalidInput/,
    },
    // Across zones, subscriptions, with an identity.
    {
      az: `${RESTORE} --target-resource-group rg-restored --target-zone 1`,
      exit: 1,
      says: /ZoneRedundant or the vault has CRR/,
    },
    { az: `${RESTORE} --target-resource-group rg-restored --mi-system-assigned`, exit: 1, says: /MI is enabled/ },
    { az: 'backup vault identity assign -n vault-a -g rg-a --system-assigned' },
    { az: `${RESTORE} --target-resource-group rg-restored --mi-system-assigned`, saves: { job: 'name' } },
    { az: wait, is: { 'properties.status': 'Completed' } },
    {
      az: `${RESTORE} --target-resource-group rg-restored --disk-encryption-set-id /x`,
      exit: 1,
      says: /can't be specified/,
    },
    // Stopped while it runs.
    { az: `${RESTORE} --restore-as-unmanaged-disks`, saves: { job: 'name' } },
    { az: `backup job stop ${VAULT} -n {job}` },
    { az: wait, is: { 'properties.status': 'Cancelled' } },
    {
      az: `backup job list ${VAULT} --operation Restore`,
      is: { "[?properties.status == 'Cancelled'] | length(@)": 1 },
    },
    { az: `backup recoverypoint list ${ITEM}`, is: { '[0].name': /^\d+$/ } },
    {
      az: `backup restore restore-disks ${VAULT} -c vm-a -i vm-none -r {point} --storage-account stagea`,
      exit: 3,
      says: /Item not found/,
    },
    {
      az: `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r 1 --storage-account stagea`,
      exit: 1,
      says: /NotFound/,
    },
    { az: `backup item list ${VAULT} ${VMS_ONLY}`, is: { '[0].properties.protectionState': 'Protected' } },
  ],
}
