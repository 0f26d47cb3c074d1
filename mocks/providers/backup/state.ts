import type { ArmCall } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import type { ItemRecord, VaultRecord } from '../../service/model.js'
import { requireVault } from '../recovery-services/state.js'
import { containerNameInvalid, itemNameInvalid, itemNotFound } from './errors.js'

/** Names in the path of an item. */
export interface ItemNames {
  /** Key of the item in its vault. */
  key: string
  group: string
  vm: string
  /** Container and item as they were sent: addresses in headers echo them. */
  container: string
  item: string
}

/** Takes container and item names of a path apart; refuses other forms than those of a VM. */
export function itemNamesOf(call: ArmCall): ItemNames {
  const { container = '', item = '' } = call.params
  const match = /^IaasVMContainer;iaasvmcontainerv2;([^;]+);([^;]+)$/i.exec(container)
  if (!match) throw containerNameInvalid()
  const [, group = '', vm = ''] = match
  const key = `iaasvmcontainerv2;${group};${vm}`.toLowerCase()
  if (item.toLowerCase() !== `vm;${key}`) throw itemNameInvalid()
  return { key, group, vm, container, item }
}

/** The item of a path, or the service's 404. */
export function requireItem(
  ctx: MockContext,
  call: ArmCall,
): { vault: VaultRecord; item: ItemRecord; names: ItemNames } {
  const vault = requireVault(ctx, call)
  const names = itemNamesOf(call)
  const item = vault.items[names.key]
  if (!item) throw itemNotFound()
  return { vault, item, names }
}

/** Name of a container as ids carry it. */
export function containerNameOf(item: Pick<ItemRecord, 'nameGroup' | 'nameVm'>): string {
  return `IaasVMContainer;iaasvmcontainerv2;${item.nameGroup};${item.nameVm}`
}

/** Id of a container. */
export function containerIdOf(vault: VaultRecord, item: Pick<ItemRecord, 'nameGroup' | 'nameVm'>): string {
  return `${vault.id}/backupFabrics/Azure/protectionContainers/${containerNameOf(item)}`
}

/** Name of an item as ids carry it. */
export function itemNameOf(item: Pick<ItemRecord, 'nameGroup' | 'nameVm'>): string {
  return `VM;iaasvmcontainerv2;${item.nameGroup};${item.nameVm}`
}

/** Id of an item. */
export function itemIdOf(vault: VaultRecord, item: Pick<ItemRecord, 'nameGroup' | 'nameVm'>): string {
  return `${containerIdOf(vault, item)}/protectedItems/${itemNameOf(item)}`
}

/** Polling addresses under the item of a path, with its names as they were sent. */
export function itemAddresses(vault: VaultRecord, names: ItemNames, operationId: string) {
  const base = `${vault.id}/backupFabrics/Azure/protectionContainers/${names.container}/protectedItems/${names.item}`
  return { status: `${base}/operationsStatus/${operationId}`, result: `${base}/operationResults/${operationId}` }
}
