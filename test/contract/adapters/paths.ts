import type { ItemRef } from '../../../src/model/item.js'
import type { VaultRef } from '../../../src/model/vault.js'

export function subscriptionOf(path: string): string {
  return path.split('/')[2] ?? ''
}

export function vaultOf(path: string): VaultRef {
  const [, subscriptionId = '', resourceGroup = '', name = ''] =
    /\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*?\/vaults\/([^/]+)/i.exec(path) ?? []
  return { subscriptionId, resourceGroup, name }
}

export function itemOf(path: string): ItemRef {
  const decoded = decodeURIComponent(path)
  const [, container = '', item = ''] = /protectionContainers\/([^/]+)\/protectedItems\/([^/]+)/i.exec(decoded) ?? []
  return { vault: vaultOf(path), container, item }
}

export function secondaryOf(path: string) {
  const region = /\/locations\/([^/]+)\//i.exec(path)?.[1] ?? ''
  return { region, vault: { subscriptionId: subscriptionOf(path), resourceGroup: 'any', name: 'any' } }
}

export function lastOf(path: string): string {
  return decodeURIComponent(path.split('/').at(-1) ?? '')
}
