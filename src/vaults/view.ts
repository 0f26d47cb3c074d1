import type { Vault } from '../model/vault.js'
import type { View } from '../view/style.js'
import { renderTable } from '../view/table.js'

export const renderVaultList: View<readonly Vault[]> = (vaults, style) =>
  renderTable(
    vaults,
    [
      { header: 'Name', value: (vault) => vault.name },
      { header: 'Resource group', value: (vault) => vault.resourceGroup },
      { header: 'Location', value: (vault) => vault.location },
      { header: 'State', value: (vault) => vault.provisioningState },
    ],
    style,
    'No vaults here. Create one with `azbk vault create`.',
  )
