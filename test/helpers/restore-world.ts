import { type BackupWorld, type BackupWorldOptions, createBackupWorld } from './backup-world.js'

/** A backup world in which every VM has a point, with a group to restore into and storage accounts. */
export interface RestoreWorld extends BackupWorld {
  readonly groupId: string
  /** General-purpose v2 and of the vault's region unless said otherwise. */
  createAccount(name: string, options?: { location?: string; sku?: string; kind?: string }): void
  /** In `rg-app`, and in the vault's region unless said otherwise. */
  createNetwork(name: string, subnets: readonly string[], options?: { location?: string }): void
  /** Changes what Azure knows of the only point of a VM. */
  changePoint(vm: string, changes: object): void
  /** Names of the VMs of a group. */
  machines(group: string): readonly string[]
  /** Managed disks of the target group. */
  disks(): readonly { name: string; location: string }[]
}

/** Properties of a vault whose points are copied to its paired region. */
export const GEO = {
  redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' },
}

export interface RestoreWorldOptions extends BackupWorldOptions {
  readonly accounts?: readonly string[]
}

/** VMs `web-01` and `web-02` with one point each; group `rg-restored`; accounts `stone` and `sttwo`. */
export function createRestoreWorld({
  accounts = ['stone', 'sttwo'],
  ...options
}: RestoreWorldOptions = {}): RestoreWorld {
  const backups = createBackupWorld(options)
  const { vms = ['web-01', 'web-02'], location: region = 'westeurope' } = options
  const root = `/subscriptions/${backups.subscriptionId}`
  const groupId = `${root}/resourceGroups/rg-restored`
  const world: RestoreWorld = {
    ...backups,
    groupId,
    createAccount: (name, { location = region, sku = 'Standard_LRS', kind = 'StorageV2' } = {}) =>
      backups.put(`${root}/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/${name}`, {
        location,
        kind,
        sku: { name: sku },
      }),
    createNetwork: (name, subnets, { location = region } = {}) =>
      backups.put(`${root}/resourceGroups/rg-app/providers/Microsoft.Network/virtualNetworks/${name}`, {
        location,
        properties: {
          addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
          subnets: subnets.map((subnet, i) => ({ name: subnet, properties: { addressPrefix: `10.0.${i}.0/24` } })),
        },
      }),
    changePoint: (vm, changes) => {
      const vaults = Object.values(backups.mock.control.peek().backup.vaults)
      const items = vaults.flatMap((vault) => Object.values(vault.items))
      const item = items.find(({ vmId }) => vmId.toLowerCase() === backups.vmId(vm).toLowerCase())
      if (item?.points[0] === undefined) throw new Error(`VM ${vm} has no point.`)
      Object.assign(item.points[0], changes)
    },
    machines: (group) =>
      backups
        .get<{ value: { name: string }[] }>(
          `${root}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines`,
        )
        .value.map(({ name: vm }) => vm),
    disks: () =>
      backups.get<{ value: { name: string; location: string }[] }>(`${groupId}/providers/Microsoft.Compute/disks`)
        .value,
  }
  backups.put(groupId, { location: region })
  for (const name of accounts) world.createAccount(name)
  for (const vm of options.isProtected ?? vms) backups.startBackup(vm)
  backups.finishBackup()
  return world
}
