import type { RestoreRequestResource } from '@azure/arm-recoveryservicesbackup'
import { expect } from 'vitest'
import {
  backUp,
  createBench,
  GROUP,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  protect,
  VAULT,
  vaultPath,
  vmPath,
} from './helpers.js'

export type Target = ReturnType<typeof createBench>

/** Container and item of `web-01` as the SDK takes them. */
export const CONTAINER = 'IaasVMContainer;iaasvmcontainerv2;rg-app;web-01'
export const ITEM = 'vm;iaasvmcontainerv2;rg-app;web-01'

export function accountPath(name: string) {
  return `/resourceGroups/${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`
}

/** A staging account in each region, and a protected VM `web-01` with one point in both tiers. */
export function withPoint(
  options: { vm?: object; vault?: object; policy?: string; before?(bench: Target): void } = {},
) {
  const bench = createBench()
  for (const [name, location] of [
    ['stagewest', 'westeurope'],
    ['stagenorth', 'northeurope'],
  ] as const) {
    bench.send('PUT', accountPath(name), { location, kind: 'StorageV2', sku: { name: 'Standard_LRS' } }, '2023-01-01')
  }
  options.before?.(bench)
  makeVm(bench, 'web-01', options.vm ? { body: options.vm } : {})
  makeVault(bench, VAULT, options.vault ? { properties: options.vault } : {})
  protect(bench, 'web-01', options.policy ? { policy: options.policy } : {})
  backUp(bench, 'web-01')
  return { bench, point: newestPoint(bench) }
}

/** Name of the newest point of `web-01`. */
export function newestPoint(bench: Target): string {
  return bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value[0].name
}

/** Body of a restore of managed disks. */
export const restoreBody = (bench: Target, point: string, more: object = {}) => ({
  properties: {
    objectType: 'IaasVMRestoreRequest',
    recoveryPointId: point,
    recoveryType: 'RestoreDisks',
    sourceResourceId: `/subscriptions/${bench.sub}${vmPath('web-01')}`,
    storageAccountId: `/subscriptions/${bench.sub}${accountPath('stagewest')}`,
    targetResourceGroupId: `/subscriptions/${bench.sub}/resourceGroups/${GROUP}`,
    region: 'westeurope',
    createNewCloudService: false,
    originalStorageAccountOption: false,
    ...more,
  },
})

/** Sends a restore as it stands. */
export const restore = (bench: Target, point: string, more?: object) =>
  bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${point}/restore`, restoreBody(bench, point, more))

/** Restores by the SDK, lets the job end and gives it. */
export async function restoreToEnd(bench: Target, point: string, more?: object): Promise<Json> {
  const body = restoreBody(bench, point, more) as RestoreRequestResource
  await bench.backup.restores.beginTrigger(VAULT, GROUP, 'Azure', CONTAINER, ITEM, point, body)
  bench.pass(3 * 3600)
  const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
  return bench.send('GET', `${vaultPath()}/backupJobs/${job.name}`).body.properties
}

const NETWORKS = `/resourceGroups/${GROUP}/providers/Microsoft.Network/virtualNetworks`

/** A network with a subnet `default`; gives its id. */
export function makeNetwork(bench: Target, location = 'westeurope', prefix = '10.0.0.0/24'): string {
  const properties = {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [{ name: 'default', properties: { addressPrefix: prefix } }],
  }
  bench.send('PUT', `${NETWORKS}/net`, { location, properties })
  return `/subscriptions/${bench.sub}${NETWORKS}/net`
}

/** What a restore to a new VM adds to the body. */
export const newVm = (bench: Target, network: string, name = 'web-02') => ({
  recoveryType: 'AlternateLocation',
  targetVirtualMachineId: `/subscriptions/${bench.sub}${vmPath(name, GROUP)}`,
  virtualNetworkId: network,
  subnetId: `${network}/subnets/default`,
})

/** A disk encryption set or a disk access; gives its id. */
export function makeDiskPart(
  bench: Target,
  type: 'diskEncryptionSets' | 'diskAccesses',
  { location = 'westeurope', ...properties }: { location?: string; encryptionType?: string } = {},
): string {
  const path = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/${type}/part-${location}`
  const activeKey = { keyUrl: 'https://kv-contoso.vault.azure.net/keys/disks/1' }
  expect(bench.send('PUT', path, { location, properties: { activeKey, ...properties } }).status).toBe(200)
  return `/subscriptions/${bench.sub}${path}`
}
