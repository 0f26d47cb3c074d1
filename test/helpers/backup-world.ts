import { createMock, type Mock } from '../../mocks/index.js'
import { START } from './run-command.js'

const VERSION = 'api-version=2024-04-01'

/** A small estate of one vault in one region, on a manual clock, with shorthands for what happens in it. */
export interface BackupWorld {
  readonly mock: Mock
  readonly subscriptionId: string
  readonly vaultId: string
  vmId(vm: string): string
  itemPath(vm: string): string
  /** Requests past azbk; they throw on a refusal. */
  get<T = Record<string, unknown>>(path: string): T
  put(path: string, body: object): void
  post(path: string, body?: object): void
  createVm(vm: string): void
  deleteVm(vm: string): void
  /** Stops the protection and keeps the points. */
  stop(vm: string): void
  /** Deletes the item; the vault keeps it soft-deleted. */
  softDelete(vm: string): void
  /** Does something just before the nth matching request of azbk arrives. */
  onRequest(path: RegExp, act: () => void, nth?: number): void
  /** Protects a VM with `DefaultPolicy` and lets Azure configure it; `more` goes into the body. */
  protect(vm: string, more?: Record<string, unknown>): void
  /** Starts a backup past azbk and gives back its job's id. */
  startBackup(vm: string): string
  /** Lets a backup run to its end, from its start to its vault copy. */
  finishBackup(): void
  /** Jobs that the vault has seen of a kind, newest first. */
  jobs(operation: string): readonly { name: string; properties: { status: string; entityFriendlyName: string } }[]
}

export interface BackupWorldOptions {
  readonly vms?: readonly string[]
  readonly vault?: string
  readonly location?: string
  /** Properties of the vault, e.g. its redundancy. */
  readonly properties?: Record<string, unknown>
  /** Tags of every VM. */
  readonly tags?: Record<string, string>
  /** VMs that are protected from the start. */
  readonly isProtected?: readonly string[]
}

const SNAPSHOT_S = 300
const TRANSFER_S = 1_200
const MINUTE_MS = 60_000

/** `web-01` and `web-02` in rg-app, protected by `DefaultPolicy` of `vault-contoso` in westeurope, unless said otherwise. */
export function createBackupWorld(options: BackupWorldOptions = {}): BackupWorld {
  const { vms = ['web-01', 'web-02'], vault = 'vault-contoso', location = 'westeurope' } = options
  const plain = createMock({ world: 'empty', clock: { kind: 'manual', start: START }, jobSpeed: 1, seed: 1 })
  const interceptors: { path: RegExp; act: () => void; left: number }[] = []
  const mock: Mock = {
    ...plain,
    httpClient: {
      sendRequest: (request) => {
        for (const one of interceptors) {
          if (one.path.test(request.url) && --one.left === 0) one.act()
        }
        return plain.httpClient.sendRequest(request)
      },
    },
  }
  const subscriptionId = mock.subscriptions[0]?.id ?? ''
  const root = `/subscriptions/${subscriptionId}`
  const vaultId = `${root}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/${vault}`
  const send = (method: string, path: string, body?: object) => {
    const url = `https://management.azure.com${path}${path.includes('?') ? '&' : '?'}${VERSION}`
    const reply = mock.control.send({ method, url, body: body === undefined ? '' : JSON.stringify(body) })
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const world: BackupWorld = {
    mock,
    subscriptionId,
    vaultId,
    vmId: (vm) => `${root}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/${vm}`,
    itemPath: (vm) => {
      const core = `iaasvmcontainerv2;rg-app;${vm}`
      return `${vaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${core}/protectedItems/VM;${core}`
    },
    get: <T>(path: string) => send('GET', path) as T,
    put: (path, body) => void send('PUT', path, body),
    post: (path, body) => void send('POST', path, body),
    createVm: (vm) => void send('PUT', world.vmId(vm), vmBody(location, options.tags)),
    deleteVm: (vm) => {
      send('DELETE', world.vmId(vm))
      mock.control.advance(MINUTE_MS)
    },
    stop: (vm) => {
      const type = { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: world.vmId(vm) }
      send('PUT', world.itemPath(vm), { properties: { ...type, policyId: '', protectionState: 'ProtectionStopped' } })
      mock.control.advance(MINUTE_MS)
    },
    softDelete: (vm) => {
      send('DELETE', world.itemPath(vm))
      mock.control.advance(5 * MINUTE_MS)
    },
    onRequest: (path, act, nth = 1) => interceptors.push({ path, act, left: nth }),
    protect: (vm, more = {}) => {
      const properties = {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: world.vmId(vm),
        policyId: `${vaultId}/backupPolicies/DefaultPolicy`,
        ...more,
      }
      send('PUT', world.itemPath(vm), { properties })
      mock.control.advance(6 * MINUTE_MS)
    },
    startBackup: (vm) => {
      send('POST', `${world.itemPath(vm)}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
      mock.control.advance(3_000)
      return world.jobs('Backup').find((job) => job.properties.entityFriendlyName === vm)?.name ?? ''
    },
    finishBackup: () => mock.control.advance((SNAPSHOT_S + TRANSFER_S) * 1000 + MINUTE_MS),
    jobs: (operation) =>
      (send('GET', `${vaultId}/backupJobs?$filter=operation eq '${operation}'`) as { value: [] }).value,
  }
  mock.control.fixDuration('snapshot', SNAPSHOT_S)
  mock.control.fixDuration('transfer', TRANSFER_S)
  for (const group of ['rg-app', 'rg-backup']) send('PUT', `${root}/resourcegroups/${group}`, { location })
  for (const vm of vms) world.createVm(vm)
  send('PUT', vaultId, { location, sku: { name: 'Standard' }, properties: options.properties ?? {} })
  mock.control.advance(5 * MINUTE_MS)
  for (const vm of options.isProtected ?? vms) world.protect(vm)
  return world
}

function vmBody(location: string, tags: Record<string, string> = {}) {
  return {
    location,
    tags,
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: { osDisk: { osType: 'Linux', diskSizeGB: 127 }, dataDisks: [{ lun: 0, diskSizeGB: 64 }] },
    },
  }
}
