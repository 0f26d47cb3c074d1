import type { Scenario } from '../scenario.js'
import { VMS_ONLY } from '../steps.js'

const DEV = '00000000-0000-0000-0000-000000000002'
const WEU = '-v vault-weu -g rg-backup-weu'
const MIXED = '-v vault-eus-mixed -g rg-backup-eus'
const EUS = '-v vault-eus -g rg-backup-eus'
const SECOND = '--use-secondary-region'
const of = (vm: string) => `-c ${vm} -i ${vm}`

/** Restores that need an estate: other subscriptions, regions, zones, disks in storage accounts, data that is held. */
export const restoreEstate: Scenario = {
  name: 'restores across an estate',
  world: 'contoso',
  steps: [
    { az: 'account list --refresh', is: { 'length(@)': 2 } },
    // Across subscriptions: from the vault alone.
    { az: `backup recoverypoint list ${WEU} ${of('web-01')} ${VMS_ONLY} --tier Snapshot`, is: { 'type(@)': 'array' } },
    {
      az: `backup recoverypoint list ${WEU} ${of('web-01')} ${VMS_ONLY} --tier VaultStandard`,
      saves: { point: '[0].name' },
    },
    {
      az: `backup restore restore-disks ${WEU} ${of('web-01')} -r {point} --target-subscription-id ${DEV} --target-resource-group rg-dev --storage-account contosostagedev --storage-account-resource-group rg-backup-dev`,
      saves: { job: 'name' },
    },
    { az: `backup job wait ${WEU} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: `disk list -g rg-dev --subscription ${DEV}`, is: { "length([?contains(name, 'web-01')]) > `0`": true } },
    // To a new VM in the paired region.
    { az: `backup recoverypoint list ${WEU} ${of('web-02')} ${VMS_ONLY} ${SECOND}`, saves: { point: '[-1].name' } },
    {
      az: `backup restore restore-disks ${WEU} ${of('web-02')} -r {point} ${SECOND} --storage-account contosostageneu --storage-account-resource-group rg-shop --target-resource-group rg-shop --target-vm-name web-02-neu --target-vnet-name vnet-northeurope --target-vnet-resource-group rg-network --target-subnet-name restore`,
      is: { 'properties.operation': 'CrossRegionRestore' },
      saves: { job: 'name' },
    },
    { az: `backup job wait ${WEU} -n {job} ${SECOND}`, is: { 'properties.status': 'Completed' } },
    { az: 'vm show -n web-02-neu -g rg-shop', is: { location: 'northeurope' } },
    // To another zone: from a zone-redundant vault.
    {
      az: `backup recoverypoint list ${MIXED} ${of('sap-sql-01')} ${VMS_ONLY} --tier VaultStandard`,
      saves: { point: '[0].name' },
    },
    {
      az: `backup restore restore-disks ${MIXED} ${of('sap-sql-01')} -r {point} --target-zone 2 --target-resource-group rg-sap-eus --storage-account contosostageeus`,
      saves: { job: 'name' },
    },
    { az: `backup job wait ${MIXED} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: 'disk list -g rg-sap-eus', is: { "length([?zones[0] == '2']) > `0`": true } },
    // VHDs go back to the account they came from.
    {
      az: `backup recoverypoint list ${WEU} ${of('legacy-vhd-01')} ${VMS_ONLY}`,
      is: { '[0].properties.isManagedVirtualMachine': false, '[0].properties.originalStorageAccountOption': true },
      saves: { point: '[0].name' },
    },
    {
      az: `backup restore restore-disks ${WEU} ${of('legacy-vhd-01')} -r {point} --storage-account contosostageweu`,
      says: /restored to their original storage accounts/,
      saves: { job: 'name' },
    },
    { az: `backup job wait ${WEU} -n {job}`, is: { 'properties.status': 'Completed' } },
    {
      az: `backup restore restore-disks ${WEU} ${of('legacy-vhd-01')} -r {point} --storage-account contosostageweu --restore-to-staging-storage-account true`,
      saves: { job: 'name' },
    },
    { az: `backup job wait ${WEU} -n {job}`, is: { 'properties.status': 'Completed' } },
    // Immutability holds what is there: accepted at first, then failed.
    {
      az: `backup protection disable ${EUS} ${of('app-02')} ${VMS_ONLY} --delete-backup-data true --yes`,
      is: { status: 'Failed', 'error.code': 'UserErrorDeleteBackupItemOnImmutableItem' },
    },
    { az: `backup item list ${EUS} -c app-02 ${VMS_ONLY}`, is: { '[0].properties.protectionState': 'Protected' } },
  ],
}
