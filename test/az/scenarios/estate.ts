import type { Scenario } from '../scenario.js'
import { CONTAINER, ITEM, protectedVm, VAULT, VMS_ONLY, vmFile } from '../steps.js'

const VM_ID = '/subscriptions/{subscription}/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachines/vm-a'
const SQL = '--workload-type MSSQL --backup-management-type AzureWorkload'
const DATABASE = '-n a --server-name b --protectable-item-type SQLDatabase'
const WORKLOAD = '--workload-type MSSQL --protectable-item-name a --server-name b --protectable-item-type SQLInstance'
const OVER = '--restore-mode OriginalLocation --resolve-conflict Overwrite'
const WEU = '-v vault-weu -g rg-backup-weu'

const noneOf = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, null]))

/** What az reads of an estate with history. */
export const estate: Scenario = {
  name: 'an estate',
  world: 'contoso',
  steps: [
    { az: 'backup vault list', is: { 'length(@)': 6 } },
    { az: 'backup vault list -g rg-backup-eus -o table', prints: /vault-eus-retired/ },
    {
      az: 'backup vault show -n vault-weu -g rg-backup-weu',
      is: { 'properties.redundancySettings.crossRegionRestore': 'Enabled' },
    },
    { az: `backup item list ${WEU}`, is: { 'length(@) > `25`': true } },
    { az: `backup item list ${WEU} -o table`, prints: /web-01\s/ },
    {
      az: `backup item list ${WEU} --query "[?properties.protectionState == 'ProtectionStopped'].properties.friendlyName | sort(@)"`,
      is: { '@': ['pay-old-01', 'pay-retired-01'] },
    },
    { az: `backup policy list ${WEU} ${VMS_ONLY}`, is: { "contains([].name, 'daily-2200')": true } },
    { az: `backup policy list-associated-items ${WEU} -n weekly-sun-0200 ${VMS_ONLY}`, is: { 'length(@)': 2 } },
    {
      az: `backup job list ${WEU} --status InProgress`,
      is: { "contains([].properties.entityFriendlyName, 'pay-run-01')": true },
    },
    { az: `backup job list ${WEU} --status Failed`, is: { 'length(@) > `0`': true }, saves: { failed: '[0].name' } },
    {
      az: `backup job show ${WEU} -n {failed}`,
      is: { 'length(properties.errorDetails) > `0`': true, 'properties.status': 'Failed' },
    },
    { az: `backup job list ${WEU} --start-date {yesterday} --end-date {tomorrow} -o table`, prints: /Completed/ },
    { az: `backup recoverypoint list ${WEU} -c web-01 -i web-01 ${VMS_ONLY}`, is: { 'length(@) > `10`': true } },
    {
      az: `backup recoverypoint list ${WEU} -c data-sql-01 -i data-sql-01 ${VMS_ONLY}`,
      is: { '[0].properties.recoveryPointDiskConfiguration.numberOfDisksAttachedToVm': 4 },
    },
    { az: `backup container list ${WEU} ${VMS_ONLY} -o table`, prints: /web-01/ },
    { az: `backup item list ${WEU} ${VMS_ONLY} --use-secondary-region`, is: { 'length(@) > `10`': true } },
    { az: 'backup protection check-vm --vm web-06 -g rg-web-weu', is: { '@': null } },
    { az: 'backup protection check-vm --vm web-01 -g rg-web-weu -o tsv', prints: /vault-weu/ },
    {
      az: `backup protection enable-for-vm ${WEU} --vm data-v2-01 -p DefaultPolicy`,
      exit: 1,
      says: /RG_MISSING|VM does not exist|ResourceNotFound/,
    },
    {
      az: 'backup item list -v vault-eus-mixed -g rg-backup-eus --backup-management-type AzureWorkload --workload-type MSSQL',
      is: { '[].properties.protectedItemType': ['AzureVmWorkloadSQLDatabase'] },
    },
    {
      az: 'backup item list -v vault-eus-mixed -g rg-backup-eus --backup-management-type AzureStorage --workload-type AzureFileShare',
      is: { 'length(@)': 1 },
    },
    {
      az: 'backup protection disable -v vault-eus-guarded -g rg-backup-eus -c sap-app-01 -i sap-app-01 --backup-management-type AzureIaasVM --yes',
      exit: 1,
      says: /ResourceGuard/,
    },
    { az: 'account list --refresh', is: { 'sort([].name)': ['Contoso Development', 'Contoso Production'] } },
    { az: 'backup vault list --subscription "Contoso Development"', is: { '[].name': ['vault-dev'] } },
  ],
}

/** Commands of az backup that are not for VMs: az or the service says so. */
export const notForVms: Scenario = {
  name: 'what is not for VMs',
  files: {
    ...vmFile,
    'recovery.json': {
      container_uri: 'vm-a',
      item_uri: 'a',
      restore_mode: 'OriginalLocation',
      ...noneOf('recovery_point_id log_point_in_time item_type workload_type source_resource_id'),
      ...noneOf('database_name container_id alternate_directory_paths recovery_mode filepath'),
    },
  },
  steps: [
    ...protectedVm,
    { az: `backup recoverypoint show-log-chain ${ITEM}`, exit: 1, says: /AzureWorkload backup management type only/ },
    { az: `backup container unregister ${VAULT} -c vm-a ${VMS_ONLY} --yes`, is: { '@': null } },
    { az: `backup container list ${VAULT} ${VMS_ONLY}`, is: { 'length(@)': 1 } },
    { az: `backup container list ${VAULT} --backup-management-type AzureStorage`, is: { '@': [] } },
    { az: `backup container list ${VAULT} --backup-management-type MAB`, is: { '@': [] } },
    { az: `backup container register ${VAULT} ${SQL} --resource-id ${VM_ID}`, exit: 3, says: /Container unavailable/ },
    { az: `backup container re-register ${VAULT} -c vm-a ${SQL} --yes`, exit: 1, says: /pass a native container name/ },
    { az: `backup item list ${VAULT} ${SQL}`, is: { '@': [] } },
    { az: `backup job list ${VAULT} --backup-management-type AzureStorage`, is: { '@': [] } },
    {
      az: `backup policy list ${VAULT} --backup-management-type AzureWorkload`,
      is: { '[].name': ['HourlyLogBackup'] },
    },
    { az: `backup protectable-item list ${VAULT} --workload-type MSSQL`, is: { '@': [] } },
    { az: `backup protectable-item show ${VAULT} --workload-type MSSQL ${DATABASE}`, is: { '@': null } },
    {
      az: `backup protectable-item initialize ${VAULT} --workload-type MSSQL -c vm-a`,
      exit: 1,
      says: /BMSUserErrorWorkloadNotSupported/,
    },
    {
      az: `backup protection enable-for-azurefileshare ${VAULT} -p DefaultPolicy --storage-account a --azure-file-share b`,
      exit: 1,
      says: /Storage account not found or not supported/,
    },
    {
      az: `backup protection enable-for-azurewl ${VAULT} -p DefaultPolicy ${WORKLOAD}`,
      exit: 3,
      says: /Protectable item not found/,
    },
    {
      az: `backup protection auto-enable-for-azurewl ${VAULT} -p DefaultPolicy ${WORKLOAD}`,
      exit: 3,
      says: /Protectable item not found/,
    },
    {
      az: `backup protection auto-disable-for-azurewl ${VAULT} ${WORKLOAD}`,
      exit: 3,
      says: /Protectable item not found/,
    },
    {
      az: `backup restore restore-azurefileshare ${VAULT} -c vm-a -i vm-a -r 1 ${OVER}`,
      exit: 3,
      says: /Item not found/,
    },
    {
      az: `backup restore restore-azurefiles ${VAULT} -c vm-a -i vm-a -r 1 ${OVER} --source-file-type File --source-file-path a`,
      exit: 3,
      says: /Item not found/,
    },
    {
      az: `backup recoveryconfig show ${VAULT} -c vm-a -i vm-a -r 1 --restore-mode OriginalWorkloadRestore --workload-type MSSQL`,
      exit: 3,
      says: /Item not found/,
    },
    { az: `backup restore restore-azurewl ${VAULT} --recovery-config @recovery.json`, exit: 3, says: /Item not found/ },
    { az: `backup item show ${CONTAINER} -n vm-a`, is: { 'properties.protectionState': 'IRPending' } },
  ],
}
