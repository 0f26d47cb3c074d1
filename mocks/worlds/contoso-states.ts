import type { JsonObject } from '../json.js'
import { type Estate, itemRecord, vaultRecord, vmOf } from './estate.js'

/** Puts into the records what no request to a VM backup service brings about. */
export function markStates(estate: Estate): void {
  failProvisioning(estate)
  warnLastBackup(estate, 'pay-vss-01')
  guardVault(estate, 'vault-eus-guarded')
  fillWithOthers(estate, 'vault-eus-mixed')
}

function failProvisioning({ stage, vms }: Estate): void {
  for (const vm of Object.values(stage.ctx.state.compute.virtualMachines)) {
    const row = vms.find((candidate) => candidate.name === vm.name)
    if (row?.traits.includes('provisioning-failed')) vm.properties.provisioningState = 'Failed'
  }
}

/** The last backup of a VM went on although VSS failed: a point of lower consistency, and a warning. */
function warnLastBackup(estate: Estate, name: string): void {
  const { vault, item } = itemRecord(estate, vmOf(estate, name))
  const backups = Object.values(vault.jobs).filter(
    (job) => job.itemKey === item.key && job.operation === 'Backup' && job.status === 'Completed',
  )
  const last = backups.reduce<(typeof backups)[number] | undefined>(
    (latest, job) => (latest && latest.startMs > job.startMs ? latest : job),
    undefined,
  )
  const point = item.points.find((candidate) => candidate.name === last?.backup?.pointName)
  if (!last || !point) return
  last.status = 'CompletedWithWarnings'
  last.errors = [
    {
      errorCode: 400118,
      errorTitle: 'ExtensionVCRedistInstallationFailure',
      errorString: 'Application consistency could not be reached: a VSS writer was in a bad state.',
      recommendations: ['Restart the VSS writers that are in a bad state, then run the backup again.'],
    },
  ]
  item.lastBackupStatus = 'CompletedWithWarnings'
  point.consistency = 'FileSystemConsistent'
}

/** Maps a resource guard; the guard itself belongs to another provider. */
function guardVault(estate: Estate, name: string): void {
  const vault = vaultRecord(estate, name)
  const guard = `/subscriptions/${vault.subscriptionId}/resourceGroups/rg-security/providers/Microsoft.DataProtection/resourceGuards/guard-contoso`
  vault.guard = { resourceGuardResourceId: guard, changedMs: estate.stage.ctx.now() - 20 * 86_400_000 }
}

/** Items of other workloads: a database in a VM, a file share, a server with the MARS agent. */
function fillWithOthers(estate: Estate, name: string): void {
  const vault = vaultRecord(estate, name)
  vault.otherItems = OTHERS.map(({ container, item, properties }) => {
    const containerId = `${vault.id}/backupFabrics/Azure/protectionContainers/${container}`
    return {
      id: `${containerId}/protectedItems/${item}`,
      name: item,
      type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
      properties: { ...properties, protectionState: 'Protected', vaultId: vault.id },
    }
  })
}

const OTHERS: readonly { container: string; item: string; properties: JsonObject }[] = [
  {
    container: 'VMAppContainer;Compute;rg-sap-eus;sap-sql-01',
    item: 'SQLDataBase;mssqlserver;sales',
    properties: {
      friendlyName: 'sales',
      protectedItemType: 'AzureVmWorkloadSQLDatabase',
      backupManagementType: 'AzureWorkload',
      workloadType: 'SQLDataBase',
      containerName: 'VMAppContainer;Compute;rg-sap-eus;sap-sql-01',
      policyName: 'HourlyLogBackup',
    },
  },
  {
    container: 'StorageContainer;Storage;rg-backup-eus;contosostageeus',
    item: 'AzureFileShare;profiles',
    properties: {
      friendlyName: 'profiles',
      protectedItemType: 'AzureFileShareProtectedItem',
      backupManagementType: 'AzureStorage',
      workloadType: 'AzureFileShare',
      containerName: 'StorageContainer;Storage;rg-backup-eus;contosostageeus',
      policyName: '',
    },
  },
  {
    container: 'Windows;branch-srv-01.contoso.com',
    item: 'MABFileFolder;c',
    properties: {
      friendlyName: 'C:\\',
      protectedItemType: 'MabFileFolderProtectedItem',
      backupManagementType: 'MAB',
      workloadType: 'FileFolder',
      containerName: 'Windows;branch-srv-01.contoso.com',
      computerName: 'BRANCH-SRV-01.contoso.com',
      policyName: '',
    },
  },
]
