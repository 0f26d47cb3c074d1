import { vmBodyOf, type WorldBuilder } from './build.js'

/** A small estate: three regions, two tiers of VMs, a staging account, one vault. */
export function buildContoso(builder: WorldBuilder): void {
  for (const location of ['westeurope', 'northeurope', 'eastus']) {
    const group = `rg-app-${location}`
    builder.put(`/resourceGroups/${group}`, { location })
    for (const name of ['web-01', 'web-02', 'sql-01']) {
      const isSql = name.startsWith('sql')
      const vm = vmBodyOf({ location, osType: isSql ? 'Windows' : 'Linux', dataDisksGb: isSql ? [256, 512] : [] })
      builder.put(`/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`, vm)
    }
  }
  const account = '/resourceGroups/rg-backup/providers/Microsoft.Storage/storageAccounts/contosostage'
  builder.put(account, { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } })
  const vault = '/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-westeurope'
  builder.put(vault, { location: 'westeurope', sku: { name: 'Standard' }, properties: {} })
}
