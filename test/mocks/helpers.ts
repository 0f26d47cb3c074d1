import { RecoveryServicesClient } from '@azure/arm-recoveryservices'
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup'
import { createMock, type Mock, type MockOptions } from '../../mocks/index.js'

const START = '2026-01-05T10:00:00Z'
export const GROUP = 'rg-backup'
export const VAULT = 'vault-a'

/** A mock with a manual clock, the real SDK clients on it, and short forms of the requests that tests repeat. */
export interface Bench {
  mock: Mock
  sub: string
  vaults: RecoveryServicesClient
  backup: RecoveryServicesBackupClient
  /** Sends a raw request; the path starts after the subscription. */
  send(
    method: string,
    path: string,
    body?: unknown,
    apiVersion?: string,
  ): { status: number; body: Json; headers: Record<string, string> }
  /** Advances the calendar by seconds. */
  pass(seconds: number): void
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
export type Json = any

export function createBench(options: MockOptions = {}): Bench {
  const mock = createMock({ clock: { kind: 'manual', start: START }, jobSpeed: 1, ...options })
  const sub = mock.subscriptions[0]?.id ?? ''
  const client = { httpClient: mock.httpClient, retryOptions: { maxRetries: 0 } }
  if (!options.state && (options.world ?? 'empty') === 'empty') makeGroups(mock, sub)
  return {
    mock,
    sub,
    vaults: new RecoveryServicesClient(mock.credential, sub, client),
    backup: new RecoveryServicesBackupClient(mock.credential, sub, client),
    send(method, path, body, apiVersion = '2024-04-01') {
      const join = path.includes('?') ? '&' : '?'
      const url = `https://management.azure.com/subscriptions/${sub}${path}${join}api-version=${apiVersion}`
      const reply = mock.control.send({ method, url, body: body === undefined ? '' : JSON.stringify(body) })
      return { status: reply.status, body: reply.body as Json, headers: reply.headers ?? {} }
    },
    pass: (seconds) => mock.control.advance(seconds * 1000),
  }
}

export const vaultPath = (name = VAULT) =>
  `/resourceGroups/${GROUP}/providers/Microsoft.RecoveryServices/vaults/${name}`
export const vmPath = (vm: string, group = 'rg-app') =>
  `/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${vm}`
export const itemPath = (vm: string, options: { vault?: string; group?: string } = {}) => {
  const name = `iaasvmcontainerv2;${options.group ?? 'rg-app'};${vm}`
  return `${vaultPath(options.vault)}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${name}/protectedItems/vm;${name}`
}
export const policyIdOf = (bench: Bench, policy = 'DefaultPolicy', vault = VAULT) =>
  `/subscriptions/${bench.sub}${vaultPath(vault)}/backupPolicies/${policy}`

/** Makes a vault and waits until it is there. */
export function makeVault(bench: Bench, name = VAULT, body: object = {}): void {
  const reply = bench.send('PUT', vaultPath(name), {
    location: 'westeurope',
    sku: { name: 'Standard' },
    properties: {},
    ...body,
  })
  if (reply.status !== 201) throw new Error(`vault: ${JSON.stringify(reply.body)}`)
  bench.pass(120)
}

/** Makes a VM and waits until it is there. */
export function makeVm(
  bench: Bench,
  name: string,
  options: { location?: string; group?: string; body?: object } = {},
): void {
  const body = { ...vmBodyOf({ location: options.location ?? 'westeurope' }), ...options.body }
  const reply = bench.send('PUT', vmPath(name, options.group), body, '2024-07-01')
  if (reply.status >= 300) throw new Error(`vm: ${JSON.stringify(reply.body)}`)
  bench.pass(120)
}

/** Body of the PUT that enables protection or moves an item. */
export const enableBody = (
  bench: Bench,
  vm: string,
  options: { policy?: string; vault?: string; group?: string } = {},
) => ({
  properties: {
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    sourceResourceId: `/subscriptions/${bench.sub}${vmPath(vm, options.group)}`,
    policyId: policyIdOf(bench, options.policy, options.vault),
  },
})

/** Body of the PUT that stops protection. */
export const stopBody = (bench: Bench, vm: string, more: object = {}) => ({
  properties: {
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    sourceResourceId: `/subscriptions/${bench.sub}${vmPath(vm)}`,
    policyId: '',
    protectionState: 'ProtectionStopped',
    ...more,
  },
})

/** Enables protection of a VM and waits until it is on. */
export function protect(bench: Bench, vm: string, options: { policy?: string; vault?: string } = {}): void {
  const reply = bench.send('PUT', itemPath(vm, options), enableBody(bench, vm, options))
  if (reply.status !== 202) throw new Error(`protect: ${JSON.stringify(reply.body)}`)
  bench.pass(600)
}

/** Backs a VM up now and waits until the job is over. */
export function backUp(bench: Bench, vm: string): void {
  const reply = bench.send('POST', `${itemPath(vm)}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
  if (reply.status !== 202) throw new Error(`backup: ${JSON.stringify(reply.body)}`)
  bench.pass(3 * 3600)
}

/** The two groups that {@link vmPath} and {@link vaultPath} lie in. */
export function makeGroups(mock: Mock, sub: string): void {
  for (const group of ['rg-app', GROUP]) {
    const url = `https://management.azure.com/subscriptions/${sub}/resourceGroups/${group}?api-version=2024-04-01`
    mock.control.send({ method: 'PUT', url, body: JSON.stringify({ location: 'westeurope' }) })
  }
}

/** PUT body of a plain VM. */
export function vmBodyOf(vm: {
  location: string
  osType?: 'Windows' | 'Linux'
  size?: string
  dataDisksGb?: number[]
  tags?: object
}) {
  return {
    location: vm.location,
    ...(vm.tags ? { tags: vm.tags } : {}),
    properties: {
      hardwareProfile: { vmSize: vm.size ?? 'Standard_D2s_v5' },
      storageProfile: {
        osDisk: { osType: vm.osType ?? 'Linux', diskSizeGB: 127 },
        dataDisks: (vm.dataDisksGb ?? []).map((diskSizeGB, lun) => ({ lun, diskSizeGB })),
      },
    },
  }
}

/** Status and error code of an answer. */
export const codeOf = (reply: { status: number; body: Json }) => [reply.status, reply.body?.error?.code]
