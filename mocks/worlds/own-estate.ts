import { parseArmId } from '../arm-id.js'
import { copyOf, type JsonObject, valuesOf } from '../json.js'
import { setGuest } from '../providers/compute/guest.js'
import type { GuestRecord } from '../providers/compute/state.js'
import type { QuotasState } from '../providers/usages.js'
import { emptyTable, type MockState } from '../store.js'
import { checkEstate } from './own-estate-check.js'
import { addSubscription, openStage, type Stage } from './stage.js'
import type { WorldStart } from './start.js'

/** An estate as plain JSON; resources are named by their ids. Subscriptions and resource groups come with them. */
export interface EstateOptions {
  vaults: readonly EstateVault[]
  vms: readonly EstateVm[]
  /** Those whose kind or egress matters. Accounts that only disks name need no entry. */
  storageAccounts?: readonly EstateStorageAccount[]
  /** What subscriptions may have from the start on, however much the estate itself takes. */
  quotas?: Partial<QuotasState>
}

/** A vault and its policies, beside those that Azure makes in every vault. */
export interface EstateVault {
  id: string
  location: string
  /** `GeoRedundant` when absent. */
  redundancy?: string
  /** `properties` as in the PUT of a policy. */
  policies: readonly { name: string; properties: JsonObject }[]
}

/** A running VM. */
export interface EstateVm {
  id: string
  location: string
  /** `Standard_D16s_v5` when absent, which takes 32 data disks. */
  size?: string
  /** `Linux` when absent. */
  osType?: 'Windows' | 'Linux'
  /** OS disk first; at least one. */
  disks: readonly EstateDisk[]
  protection?: EstateProtection
  /** What is inside, and inside all VMs restored from its points; healthy when absent. */
  guest?: GuestRecord
}

/** A disk. Its use matters to the transfer model `shared`, and is worked out from the seed where it is not said. */
export interface EstateDisk {
  sizeGb: number
  usedGb?: number
  /** Part of the used data that changes in a day, 0 to 1. */
  churnPerDay?: number
  /** Name of the storage account of a VHD; absent or null = a managed disk. All disks of a VM are of one kind in Azure. */
  storageAccount?: string | null
}

/** By which policy of which vault a VM is protected. */
export interface EstateProtection {
  vaultId: string
  policy: string
  /** A first copy is in the vault, so that the next backup moves what changed; true when absent. */
  isBackedUp?: boolean
}

/** A storage account. */
export interface EstateStorageAccount {
  id: string
  location: string
  /** `StorageV2` when absent. */
  kind?: string
  /** What it sends at most; what accounts of its kind send when absent. */
  egressMbps?: number
  /** What it takes at most; likewise. */
  ingressMbps?: number
}

/** Work on the stage is so much faster than in Azure that all of it fits in the time below. */
const STAGE_SPEED = 600
const MINUTE_MS = 60_000

/** Builds the estate by requests in the last two minutes before the world is handed over, without history. */
export function buildEstate(start: WorldStart, estate: EstateOptions): MockState {
  checkEstate(estate)
  const stage = openStage(start, start.nowMs - 2 * MINUTE_MS, STAGE_SPEED)
  makePlaces(stage, estate)
  stage.ctx.state.quotas = roomFor(estate)
  for (const account of estate.storageAccounts ?? []) makeAccount(stage, account)
  for (const vm of estate.vms) makeVm(stage, vm)
  for (const vault of estate.vaults) put(stage, vault.id, vaultPutOf(vault))
  stage.goTo(stage.ctx.now() + MINUTE_MS / 2)
  for (const { id, policies } of estate.vaults) {
    for (const { name, properties } of policies) put(stage, `${id}/backupPolicies/${name}`, { properties })
  }
  for (const vm of estate.vms) protect(stage, vm)
  stage.goTo(stage.ctx.now() + MINUTE_MS / 2)
  for (const vm of estate.vms) if (vm.protection && vm.protection.isBackedUp !== false) copyFirst(stage, vm)
  stage.goTo(start.nowMs - 1)
  forgetBuilding(stage)
  for (const { id, guest } of estate.vms) if (guest) setGuest(stage.ctx, id, guest)
  stage.ctx.state.quotas = { limits: [], restrictions: [], ...copyOf(estate.quotas ?? {}) }
  stage.goTo(start.nowMs)
  return stage.finish()
}

function makePlaces(stage: Stage, { vaults, vms, storageAccounts = [] }: EstateOptions): void {
  const groups = new Map<string, { id: string; location: string }>()
  for (const { id, location } of [...vaults, ...vms, ...storageAccounts]) {
    const group = id.split('/').slice(0, 5).join('/')
    if (!groups.has(group.toLowerCase())) groups.set(group.toLowerCase(), { id: group, location })
  }
  const subscriptions = new Set([...groups.values()].map(({ id }) => partsOf(id).subscriptionId.toLowerCase()))
  for (const id of subscriptions) addSubscription(stage, { id, displayName: 'Contoso' })
  for (const { id, location } of groups.values()) put(stage, id, { location })
}

/** An estate may have been given more accounts than others. */
function roomFor({ storageAccounts = [] }: EstateOptions): QuotasState {
  const locations = new Set(storageAccounts.map(({ location }) => location))
  const limits = [...locations].map((location) => ({
    name: 'StorageAccounts',
    location,
    limit: storageAccounts.length,
  }))
  return { limits, restrictions: [] }
}

function makeAccount(stage: Stage, account: EstateStorageAccount): void {
  const { id, location, kind = 'StorageV2', egressMbps, ingressMbps } = account
  put(stage, id, { location, kind, sku: { name: 'Standard_LRS' } })
  const [name = ''] = parseArmId(id)?.names ?? []
  const { transfers } = stage.ctx.state
  if (egressMbps !== undefined) transfers.egressMbps[name.toLowerCase()] = egressMbps
  if (ingressMbps !== undefined) transfers.ingressMbps[name.toLowerCase()] = ingressMbps
}

function makeVm(stage: Stage, vm: EstateVm): void {
  const { subscriptionId, group, name } = vmParts(vm)
  const [osDisk, ...dataDisks] = vm.disks.map((disk, index) => {
    const diskName = index === 0 ? `${name}-os` : `${name}-data-${index - 1}`
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${diskName}`
    const uri = `https://${disk.storageAccount}.blob.core.windows.net/vhds/${group}-${diskName}.vhd`
    const { usedGb, churnPerDay } = disk
    const use = { ...(usedGb === undefined ? {} : { usedGb }), ...(churnPerDay === undefined ? {} : { churnPerDay }) }
    const key = (disk.storageAccount ? uri : id).toLowerCase()
    if (Object.keys(use).length > 0) stage.ctx.state.transfers.disks[key] = use
    const place = disk.storageAccount ? { vhd: { uri } } : { managedDisk: { id } }
    const kind = index === 0 ? { osType: vm.osType ?? 'Linux' } : { lun: index - 1, createOption: 'Empty' }
    return { name: diskName, diskSizeGB: disk.sizeGb, ...kind, ...place }
  })
  const hardwareProfile = { vmSize: vm.size ?? 'Standard_D16s_v5' }
  put(stage, vm.id, { location: vm.location, properties: { hardwareProfile, storageProfile: { osDisk, dataDisks } } })
}

function vaultPutOf({ location, redundancy = 'GeoRedundant' }: EstateVault): JsonObject {
  const properties = { redundancySettings: { standardTierStorageRedundancy: redundancy } }
  return { location, sku: { name: 'Standard' }, properties }
}

function protect(stage: Stage, vm: EstateVm): void {
  if (!vm.protection) return
  const properties = {
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    sourceResourceId: vm.id,
    policyId: `${vm.protection.vaultId}/backupPolicies/${vm.protection.policy}`,
  }
  put(stage, itemIdOf(vm, vm.protection), { properties })
}

/** An on-demand backup: kept for the 30 days that Azure keeps one by default. */
function copyFirst(stage: Stage, vm: EstateVm & { protection?: EstateProtection }): void {
  if (!vm.protection) return
  const { subscriptionId, path } = partsOf(`${itemIdOf(vm, vm.protection)}/backup`)
  stage.send({ method: 'POST', path, subscriptionId, body: { properties: { objectType: 'IaasVMBackupRequest' } } })
}

/** Nobody asked for what the building did: its jobs and operations go, and what it took of the day's budgets comes back. */
function forgetBuilding({ ctx }: Stage): void {
  ctx.state.backup.operations = emptyTable()
  for (const vault of valuesOf(ctx.state.backup.vaults)) {
    vault.jobs = emptyTable()
    vault.changes = { day: '', count: 0 }
    for (const item of valuesOf(vault.items)) item.onDemand = { day: '', count: 0 }
  }
}

function itemIdOf(vm: EstateVm, { vaultId }: EstateProtection): string {
  const { group, name } = vmParts(vm)
  const container = `iaasvmcontainerv2;${group};${name}`.toLowerCase()
  return `${vaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${container}/protectedItems/vm;${container}`
}

function vmParts({ id }: EstateVm): { subscriptionId: string; group: string; name: string } {
  const { subscriptionId = '', group = '', names = [] } = parseArmId(id) ?? {}
  return { subscriptionId, group, name: names[0] ?? '' }
}

function put(stage: Stage, id: string, body: JsonObject): void {
  stage.send({ method: 'PUT', ...partsOf(id), body })
}

/** The subscription of an id, and the path behind it. */
function partsOf(id: string): { subscriptionId: string; path: string } {
  const [, , subscriptionId = '', ...rest] = id.split('/')
  return { subscriptionId, path: `/${rest.join('/')}` }
}
