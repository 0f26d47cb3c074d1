import type { Mock, MockOptions } from '../../mocks/index.js'
import { createTestMock } from './run-command.js'

export interface EstateVm {
  readonly name: string
  readonly group?: string
  readonly location?: string
  readonly size?: string
  readonly tags?: Record<string, string>
  readonly trustedLaunch?: boolean
  /** One data disk per LUN from 0, in GiB. */
  readonly dataDisksGb?: readonly number[]
}

/** A small world that a test states itself, built with ARM requests. */
export interface Estate {
  readonly mock: Mock
  readonly subscriptionId: string
  vault(name: string, options?: { location?: string; body?: Record<string, unknown> }): void
  vm(vm: EstateVm): string
  /** PUT of an item, and the time it takes. */
  protect(vm: string, vault: string, options?: { policy?: string; group?: string }): void
  /** Stops a protection and keeps the data. */
  stop(vm: string, vault: string): void
  deleteItem(vm: string, vault: string): void
  send(method: string, path: string, body?: unknown): { status: number; body?: unknown }
  items(vault: string): { name: string; properties: Record<string, unknown> }[]
  jobs(vault: string, operation?: string): { properties: Record<string, unknown> }[]
}

const GROUP = 'rg-app'
const VAULT_GROUP = 'rg-backup'
/** Longer than any operation but a hard delete takes. */
const SETTLE_MS = 400_000

export function createEstate(options: MockOptions = {}): Estate {
  const mock = createTestMock({ world: 'empty', ...options })
  const subscriptionId = mock.subscriptions[0]?.id ?? ''
  const prefix = `/subscriptions/${subscriptionId}`
  const groups = new Map<string, string>()
  const send: Estate['send'] = (method, path, body) => {
    const mark = path.includes('?') ? '&' : '?'
    const url = `https://management.azure.com${prefix}${path}${mark}api-version=2024-04-01`
    const reply = mock.control.send({ method, url, body: body === undefined ? '' : JSON.stringify(body) })
    if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply
  }
  const vaultPath = (name: string) =>
    `/resourceGroups/${VAULT_GROUP}/providers/Microsoft.RecoveryServices/vaults/${name}`
  const itemPath = (vm: string, vault: string, group: string) => {
    const names = `iaasvmcontainerv2;${group};${vm}`.toLowerCase()
    return `${vaultPath(vault)}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${names}/protectedItems/VM;${names}`
  }
  const group = (name: string) => {
    if (groups.has(name)) return
    groups.set(name, name)
    send('PUT', `/resourceGroups/${name}`, { location: 'westeurope' })
  }
  const groupOf = new Map<string, string>()
  const vmId = (name: string) =>
    `${prefix}/resourceGroups/${groupOf.get(name) ?? GROUP}/providers/Microsoft.Compute/virtualMachines/${name}`
  const rowsOf = <T>(path: string): T[] => {
    const rows: T[] = []
    let next: string | undefined = path
    while (next !== undefined) {
      const { value, nextLink } = send('GET', next).body as { value: T[]; nextLink?: string }
      rows.push(...value)
      const rest: string | undefined = nextLink?.slice(
        nextLink.toLowerCase().indexOf(prefix.toLowerCase()) + prefix.length,
      )
      next = rest
    }
    return rows
  }
  const putItem = (vm: string, vault: string, properties: Record<string, unknown>) => {
    const body = {
      properties: { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: vmId(vm), ...properties },
    }
    send('PUT', itemPath(vm, vault, groupOf.get(vm) ?? GROUP), body)
    mock.control.advance(SETTLE_MS)
  }
  return {
    mock,
    subscriptionId,
    vault(name, { location = 'westeurope', body = {} } = {}) {
      group(VAULT_GROUP)
      send('PUT', vaultPath(name), { location, sku: { name: 'Standard' }, properties: {}, ...body })
      mock.control.advance(SETTLE_MS)
    },
    vm({
      name,
      group: own = GROUP,
      location = 'westeurope',
      size = 'Standard_D2s_v5',
      tags = {},
      trustedLaunch,
      dataDisksGb = [],
    }) {
      group(own)
      groupOf.set(name, own)
      const id = `/resourceGroups/${own}/providers/Microsoft.Compute/virtualMachines/${name}`
      send('PUT', id, {
        location,
        tags,
        properties: {
          hardwareProfile: { vmSize: size },
          ...(trustedLaunch ? { securityProfile: { securityType: 'TrustedLaunch' } } : {}),
          storageProfile: {
            osDisk: { osType: 'Linux', diskSizeGB: 127, createOption: 'FromImage' },
            dataDisks: dataDisksGb.map((diskSizeGB, lun) => ({ lun, diskSizeGB, createOption: 'Empty' })),
          },
        },
      })
      mock.control.advance(SETTLE_MS)
      return `${prefix}${id}`
    },
    protect(vm, vault, { policy = 'EnhancedPolicy' } = {}) {
      putItem(vm, vault, { policyId: `${prefix}${vaultPath(vault)}/backupPolicies/${policy}` })
    },
    stop(vm, vault) {
      putItem(vm, vault, { policyId: '', protectionState: 'ProtectionStopped' })
    },
    deleteItem(vm, vault) {
      send('DELETE', itemPath(vm, vault, groupOf.get(vm) ?? GROUP))
      mock.control.advance(SETTLE_MS)
    },
    send,
    items: (vault) => rowsOf(`${vaultPath(vault)}/backupProtectedItems`),
    jobs: (vault, operation) =>
      rowsOf(`${vaultPath(vault)}/backupJobs${operation ? `?$filter=operation eq '${operation}'` : ''}`),
  }
}
