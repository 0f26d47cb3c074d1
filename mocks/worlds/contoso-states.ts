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
      errorTitle: 'ExtensionFailedVssWriterInBadState',
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
  vault.guard = { resourceGuardResourceId: guard, changedMs: estate.stage.ctx.now() - 20 * 86_400_000, withheld: true }
}

/** Items of other workloads: a database in a VM, a file share, a server with the MARS agent. */
function fillWithOthers(estate: Estate, name: string): void {
  const vault = vaultRecord(estate, name)
  const type = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers'
  vault.otherItems = OTHERS.map(({ container, containerType, item, properties }) => {
    const id = `${vault.id}/backupFabrics/Azure/protectionContainers/${container}`
    const { backupManagementType } = properties
    const registered = {
      registrationStatus: 'Registered',
      healthStatus: 'Healthy',
      backupManagementType,
      containerType,
    }
    const shown = { ...properties, protectionState: 'Protected', containerName: container, vaultId: vault.id }
    return {
      container: {
        id,
        name: container,
        type,
        properties: { friendlyName: container.split(';').at(-1), ...registered },
      },
      item: { id: `${id}/protectedItems/${item}`, name: item, type: `${type}/protectedItems`, properties: shown },
    }
  })
}

const OTHERS: readonly { container: string; containerType: string; item: string; properties: JsonObject }[] = [
  {
    container: 'VMAppContainer;Compute;rg-sap-eus;sap-sql-01',
    containerType: 'VMAppContainer',
    item: 'SQLDataBase;mssqlserver;sales',
    properties: {
      friendlyName: 'sales',
      protectedItemType: 'AzureVmWorkloadSQLDatabase',
      backupManagementType: 'AzureWorkload',
      workloadType: 'SQLDataBase',
      policyName: 'HourlyLogBackup',
    },
  },
  {
    container: 'StorageContainer;Storage;rg-backup-eus;contosostageeus',
    containerType: 'StorageContainer',
    item: 'AzureFileShare;profiles',
    properties: {
      friendlyName: 'profiles',
      protectedItemType: 'AzureFileShareProtectedItem',
      backupManagementType: 'AzureStorage',
      workloadType: 'AzureFileShare',
      policyName: '',
    },
  },
  {
    container: 'Windows;branch-srv-01.contoso.com',
    containerType: 'Windows',
    item: 'MABFileFolder;c',
    properties: {
      friendlyName: 'C drive',
      protectedItemType: 'MabFileFolderProtectedItem',
      backupManagementType: 'MAB',
      workloadType: 'FileFolder',
      computerName: 'BRANCH-SRV-01.contoso.com',
      policyName: '',
    },
  },
]
