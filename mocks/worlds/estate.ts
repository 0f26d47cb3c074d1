import type { JsonObject } from '../json.js'
import type { ItemRecord, VaultRecord } from '../service/model.js'
import type { Stage } from './stage.js'
import { traitsOf, type VmRow, vmPutOf } from './vm-row.js'

const MINUTE_MS = 60_000

/** A VM of a table with its protection: `vault/policy@day`, or empty. */
export type EstateVm = VmRow & { protection: string }

/** A vault of a table. */
export interface EstateVault {
  name: string
  group: string
  location: string
  subscriptionId: string
  redundancy: string
  settings: string
}

/** A policy of a vault, named as in its table. */
export interface EstatePolicy {
  vault: string
  name: string
  body: JsonObject
}

/** A stage and the tables it is built from. */
export interface Estate {
  stage: Stage
  vms: readonly EstateVm[]
  vaults: readonly EstateVault[]
}

const vmPathOf = (vm: Pick<EstateVm, 'group' | 'name'>): string =>
  `/resourceGroups/${vm.group}/providers/Microsoft.Compute/virtualMachines/${vm.name}`

const vaultPathOf = (vault: Pick<EstateVault, 'group' | 'name'>): string =>
  `/resourceGroups/${vault.group}/providers/Microsoft.RecoveryServices/vaults/${vault.name}`

/** Traits that are brought about by an action after the VM was made. */
const POWER_ACTIONS: Record<string, string> = { deallocated: 'deallocate', stopped: 'powerOff' }

/** Makes all VMs and brings them into their power states. */
export function makeVms({ stage, vms }: Estate): void {
  for (const vm of vms) {
    stage.send({ method: 'PUT', path: vmPathOf(vm), body: vmPutOf(vm), subscriptionId: vm.subscriptionId })
  }
  stage.goTo(stage.ctx.now() + 2 * MINUTE_MS)
  for (const vm of vms) {
    for (const { trait } of traitsOf(vm)) {
      const action = POWER_ACTIONS[trait]
      if (action) stage.send({ method: 'POST', path: `${vmPathOf(vm)}/${action}`, subscriptionId: vm.subscriptionId })
    }
  }
}

/** Makes all vaults with their settings, then their policies. */
export function makeVaults(estate: Estate, policies: readonly EstatePolicy[]): void {
  const { stage, vaults } = estate
  for (const vault of vaults) {
    stage.send({
      method: 'PUT',
      path: vaultPathOf(vault),
      body: vaultPutOf(vault),
      subscriptionId: vault.subscriptionId,
    })
  }
  stage.goTo(stage.ctx.now() + 10 * MINUTE_MS)
  for (const { vault: name, name: policy, body } of policies) {
    const vault = vaultOf(estate, name)
    const path = `${vaultPathOf(vault)}/backupPolicies/${policy}`
    stage.send({ method: 'PUT', path, body, subscriptionId: vault.subscriptionId })
  }
}

/** Switches protection on as the table says, with the disks it excludes. */
export function protectVm(estate: Estate, vm: EstateVm): void {
  const policy = vm.protection.replace(/^[^/]*\/|@.*$/g, '')
  const policyId = `/subscriptions/${vm.subscriptionId}${vaultPathOf(vaultOf(estate, vaultNameOf(vm)))}/backupPolicies/${policy}`
  const excluded = traitsOf(vm).filter(({ trait }) => trait === 'exclude-lun')
  const diskExclusionProperties = { diskLunList: excluded.map(({ value }) => Number(value)), isInclusionList: false }
  const disks = excluded.length > 0 ? { extendedProperties: { diskExclusionProperties } } : {}
  putItem(estate, vm, { policyId, ...disks })
}

/** Stops protection and keeps the data. */
export function stopVm(estate: Estate, vm: EstateVm): void {
  putItem(estate, vm, { policyId: '', protectionState: 'ProtectionStopped' })
}

/** Deletes the backup data: the item is soft-deleted, unless it is being backed up just then. */
export function deleteBackups(estate: Estate, vm: EstateVm): void {
  const path = itemPathOf(estate, vm)
  estate.stage.send({
    method: 'DELETE',
    path,
    subscriptionId: vm.subscriptionId,
    despite: ['BMSUserErrorObjectLocked'],
  })
}

/** Starts an on-demand backup, unless one is running: then that one will do. */
export function backUpVm(estate: Estate, vm: EstateVm): void {
  estate.stage.send({
    method: 'POST',
    path: `${itemPathOf(estate, vm)}/backup`,
    body: { properties: { objectType: 'IaasVMBackupRequest' } },
    subscriptionId: vm.subscriptionId,
    despite: ['UserErrorBackupOperationInProgress'],
  })
}

/** Deletes a VM; its item stays. */
export function deleteVm(estate: Estate, vm: EstateVm): void {
  estate.stage.send({ method: 'DELETE', path: vmPathOf(vm), subscriptionId: vm.subscriptionId })
}

/** Lets the guest agent of a VM go silent: no request does that. */
export function loseAgent(estate: Estate, vm: EstateVm): void {
  const record = estate.stage.ctx.state.compute.virtualMachines[idOf(vm, vmPathOf(vm)).toLowerCase()]
  if (record) record.agentReady = false
}

/** Record of a vault. */
export function vaultRecord(estate: Estate, name: string): VaultRecord {
  const vault = vaultOf(estate, name)
  const record = estate.stage.ctx.state.backup.vaults[idOf(vault, vaultPathOf(vault)).toLowerCase()]
  if (!record) throw new Error(`The world has no vault ${name}.`)
  return record
}

/** Vault and item of a protected VM. */
export function itemRecord(estate: Estate, vm: EstateVm): { vault: VaultRecord; item: ItemRecord } {
  const vault = vaultRecord(estate, vaultNameOf(vm))
  const item = Object.values(vault.items).find((row) => row.vmId.endsWith(`/${vm.name}`))
  if (!item) throw new Error(`The world does not protect ${vm.name}.`)
  return { vault, item }
}

function putItem(estate: Estate, vm: EstateVm, properties: JsonObject): void {
  const body = {
    properties: {
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      sourceResourceId: idOf(vm, vmPathOf(vm)),
      ...properties,
    },
  }
  estate.stage.send({ method: 'PUT', path: itemPathOf(estate, vm), body, subscriptionId: vm.subscriptionId })
}

function itemPathOf(estate: Estate, vm: EstateVm): string {
  const name = `iaasvmcontainerv2;${vm.group};${vm.name}`.toLowerCase()
  const container = `${vaultPathOf(vaultOf(estate, vaultNameOf(vm)))}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${name}`
  return `${container}/protectedItems/vm;${name}`
}

function vaultOf(estate: Estate, name: string): EstateVault {
  const vault = estate.vaults.find((row) => row.name === name)
  if (!vault) throw new Error(`The tables name no vault ${name}.`)
  return vault
}

/** Name of the vault in a protection cell. */
function vaultNameOf(vm: EstateVm): string {
  return vm.protection.split('/')[0] ?? ''
}

function vaultPutOf({ location, redundancy, settings }: EstateVault): JsonObject {
  const crossRegionRestore = settings === 'cross-region' ? 'Enabled' : 'Disabled'
  const properties = {
    publicNetworkAccess: 'Enabled',
    redundancySettings: { standardTierStorageRedundancy: redundancy, crossRegionRestore },
    ...(settings === 'immutable' ? { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } } : {}),
  }
  return { location, sku: { name: 'Standard' }, tags: { env: 'prod', owner: 'backup-team' }, properties }
}

/** The VM of a table row. */
export function vmOf(estate: Estate, name: string): EstateVm {
  const vm = estate.vms.find((row) => row.name === name)
  if (!vm) throw new Error(`The tables name no VM ${name}.`)
  return vm
}

function idOf(row: { subscriptionId: string }, path: string): string {
  return `/subscriptions/${row.subscriptionId}${path}`
}
