import type { ClockAnchor } from './clock.js'
import type { Queued } from './event-queue.js'
import type { FaultsState } from './faults.js'
import { isObject } from './json.js'
import type { ComputeState } from './providers/compute/state.js'
import type { DeploymentsState } from './providers/deployments/state.js'
import type { NetworkState } from './providers/network/state.js'
import type { ResourcesState } from './providers/resources/state.js'
import type { StorageState } from './providers/storage/state.js'
import type { QuotasState } from './providers/usages.js'
import type { BackupState, MockEvent, SoftDeleteProfile } from './service/model.js'
import { createTransfers, type TransfersState } from './service/transfer-model.js'
import { createThrottle, type ThrottleState } from './throttle.js'

/** Version of the saved form; a file of another version is refused. */
export const SCHEMA_VERSION = 1

/** All that a mock knows, as plain JSON: what is saved, loaded and snapshotted. */
export interface MockState {
  schemaVersion: typeof SCHEMA_VERSION
  seed: number
  randomState: number
  clock: ClockAnchor
  softDeleteProfile: SoftDeleteProfile
  tenantId: string
  resources: ResourcesState
  compute: ComputeState
  storage: StorageState
  network: NetworkState
  deployments: DeploymentsState
  backup: BackupState
  faults: FaultsState
  throttle: ThrottleState
  transfers: TransfersState
  quotas: QuotasState
  /** A binary heap by due time. */
  events: Queued<MockEvent>[]
}

/** A state with nothing in it, not even a subscription. */
export function createState(options: {
  seed: number
  clock: ClockAnchor
  softDeleteProfile: SoftDeleteProfile
}): MockState {
  return {
    schemaVersion: SCHEMA_VERSION,
    seed: options.seed,
    randomState: options.seed | 0,
    clock: options.clock,
    softDeleteProfile: options.softDeleteProfile,
    tenantId: '00000000-0000-0000-0000-0000000000aa',
    resources: { subscriptions: {}, groups: {}, deletions: {}, locks: {} },
    compute: {
      virtualMachines: {},
      disks: {},
      snapshots: {},
      diskEncryptionSets: {},
      diskAccesses: {},
      availabilitySets: {},
      operations: {},
      guests: {},
    },
    storage: { accounts: {} },
    network: { virtualNetworks: {}, networkInterfaces: {}, securityGroups: {}, publicAddresses: {} },
    deployments: { records: {} },
    backup: { vaults: {}, deletedVaults: {}, operations: {}, protectedVms: {}, discovered: {} },
    faults: { lastId: 0, rules: [] },
    throttle: createThrottle(),
    transfers: createTransfers(),
    quotas: { limits: [], restrictions: [] },
    events: [],
  }
}

/** A saved state with the members that states got later, empty: so that a state of an older mock runs in this one. */
export function completeState(saved: MockState): MockState {
  const blank = createState(saved)
  const vaults = Object.entries(saved.backup.vaults).map(
    ([key, vault]) => [key, { ...NEW_IN_VAULTS, ...vault }] as const,
  )
  return {
    ...blank,
    ...saved,
    resources: { ...blank.resources, ...saved.resources },
    compute: { ...blank.compute, ...saved.compute },
    network: { ...blank.network, ...saved.network },
    transfers: { ...blank.transfers, ...saved.transfers },
    backup: { ...blank.backup, ...saved.backup, vaults: Object.fromEntries(vaults) },
  }
}

const NEW_IN_VAULTS = { otherItems: [] }

/** An empty table that knows no names but those put in: clients may call things `constructor` or `__proto__`. */
export function emptyTable<T>(): Record<string, T> {
  return Object.create(null)
}

/** Takes the names that every object inherits out of the tables of a state; JSON.parse and copying bring them back. */
export function disinheritTables(state: MockState): void {
  const deleted = Object.values(state.backup.deletedVaults).map((row) => row.vault)
  const slices = [...Object.values(state), ...Object.values(state.backup.vaults), ...deleted].filter(isObject)
  for (const table of slices.flatMap(Object.values)) if (isObject(table)) Object.setPrototypeOf(table, null)
}
