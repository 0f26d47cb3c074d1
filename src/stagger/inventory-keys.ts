import { nameKey } from '../core/names.js'
import type { InventoryMachine } from './inventory-file.js'

/** Of a VM of which nobody says another. */
export const DEFAULT_TIER = 'standard'

/** What tells a VM from all others of the inventory. */
export function machineKey({ id, resourceGroup, name }: InventoryMachine): string {
  return id ?? (resourceGroup === undefined ? name : `${resourceGroup}/${name}`)
}

export function policyKey({ vault, name }: { readonly vault: string; readonly name: string }): string {
  return `${nameKey(vault)} ${nameKey(name)}`
}
