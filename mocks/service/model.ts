import type { JsonObject } from '../json.js'
import type { Milliseconds, PointRecord } from './point-model.js'
import type { CopyRecord, TransferQueue } from './transfer-model.js'

export type { Consistency, Milliseconds, PointDisk, PointRecord } from './point-model.js'

/** How a vault treats soft delete: `current` = secure by default (always on), `2024` = can be switched off. */
export type SoftDeleteProfile = 'current' | '2024'

/** States of a protected item. `SoftDeleted` is shown as ProtectionStopped with a deferred delete on the wire. */
export type ProtectionState = 'IRPending' | 'Protected' | 'ProtectionStopped' | 'BackupsSuspended' | 'SoftDeleted'

/** A VM under protection, or soft-deleted. */
export interface ItemRecord {
  key: string
  /** Resource group and VM name as they stand in container and item names: the case of whoever enabled protection. */
  nameGroup: string
  nameVm: string
  /** Resource id of the VM in the VM's own case. */
  vmId: string
  state: ProtectionState
  /** Key of the policy; absent when stopped or soft-deleted. */
  policyKey?: string
  dataId: string
  createdMs: Milliseconds
  lastBackupMs?: Milliseconds
  lastBackupStatus: '' | 'Completed' | 'CompletedWithWarnings' | 'Failed'
  lastPointMs?: Milliseconds
  /** Disk choice as it was sent; absent when all disks are backed up. */
  diskExclusion?: JsonObject
  deletedMs?: Milliseconds
  /** Goes up with every soft delete and undelete, so that an old purge event finds out that it is stale. */
  revision: number
  /** Set when the retention that holds the points was changed; the next daily clean-up applies it to them. */
  retentionChanged?: true
  points: PointRecord[]
  /** Id of the latest backup job: the way to a running one without a search. */
  backupJobId?: string
  /** On-demand attempts of one UTC day. */
  onDemand: { day: string; count: number }
}

/** An item of another workload and its container, both as the wire shows them. */
export interface OtherItem {
  container: JsonObject
  item: JsonObject
}

/** A backup policy; `properties` is what GET answers, in Azure's order, without the item count. */
export interface PolicyRecord {
  key: string
  name: string
  properties: JsonObject
  /** Goes up with every change, so that an old schedule event finds out that it is stale. */
  revision: number
}

export type JobOperation =
  | 'ConfigureBackup'
  | 'Backup'
  | 'Restore'
  | 'DisableBackup'
  | 'DeleteBackupData'
  | 'Undelete'
  | 'CrossRegionRestore'
  | 'MoveRecoveryPoint'

export type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'CompletedWithWarnings' | 'Cancelling' | 'Cancelled'

/** One task of a job; `startMs` absent = not started. */
export interface TaskRecord {
  id: string
  startMs?: Milliseconds
  endMs?: Milliseconds
  status: 'NotStarted' | 'InProgress' | 'Completed' | 'Failed' | 'Cancelled'
}

/** Why a job failed. */
export interface JobError {
  errorCode: number
  errorTitle: string
  errorString: string
  recommendations: string[]
}

/** A job of a vault. */
export interface JobRecord {
  id: string
  operation: JobOperation
  itemKey: string
  nameGroup: string
  nameVm: string
  entity: string
  startMs: Milliseconds
  endMs?: Milliseconds
  status: JobStatus
  activityId: string
  tasks: TaskRecord[]
  bag: Record<string, string | null>
  internalBag?: Record<string, string>
  errors?: JobError[]
  /** Why it is going to fail: the weather decided so when it started. */
  doom?: JobError
  /** Backup only. */
  backup?: BackupPlan
  /** Restore only. */
  restore?: RestorePlan
  /** MoveRecoveryPoint only. */
  movedPoint?: string
}

/** What a backup job is going to do. */
export interface BackupPlan {
  policyKey: string
  pointName: string
  scheduledMs?: Milliseconds
  /** On-demand only: kept until then. */
  keepUntilMs?: Milliseconds
  /** False for hourly runs whose snapshot is not copied to the vault. */
  toVault: boolean
  snapshotMs: Milliseconds
  /** Of the model `recorded`. */
  transferMs: Milliseconds
  /** Of the model `shared`, from the end of the snapshot on. */
  copy?: CopyRecord
}

/** What a restore job is going to do. */
export interface RestorePlan {
  pointName: string
  totalGb: number
  fromVault: boolean
  /** While data is copied by the model `shared`: when it would be over if nothing else ran. */
  dueMs: Milliseconds
  /** The data is on its way, and how much of it there is. */
  isCopying?: true
  copyBytes?: number
  request: JsonObject
  /** What the point knows of its VM: the point may expire while the restore runs. Absent in states of older mocks. */
  source?: Pick<PointRecord, 'vmSize' | 'osType' | 'trustedLaunch' | 'confidential' | 'zones' | 'disks'>
}

/** The resource guard that is mapped to a vault. */
export interface GuardRecord {
  resourceGuardResourceId: string
  changedMs: Milliseconds
  unlockedUntilMs?: Milliseconds
  /** Its owner has not granted the caller the role that approvals need. */
  withheld?: true
}

/** A vault with all that it holds. */
export interface VaultRecord {
  key: string
  id: string
  name: string
  group: string
  subscriptionId: string
  location: string
  numericId: string
  createdMs: Milliseconds
  changedMs: Milliseconds
  provisioningState: 'Provisioning' | 'Succeeded' | 'Deleting' | 'Failed'
  tags?: JsonObject
  identity?: JsonObject
  sku: JsonObject
  publicNetworkAccess: string
  monitoringSettings?: JsonObject
  encryption?: JsonObject
  redundancy: string
  crossRegionRestore: 'Enabled' | 'Disabled'
  /** When it was switched on in a vault that had items already. */
  crossRegionSinceMs?: Milliseconds
  /** True once the vault API has set the redundancy: then the older storage-config API may not change it. */
  redundancyByVaultApi: boolean
  crossSubscriptionRestore: 'Enabled' | 'Disabled' | 'PermanentlyDisabled'
  /** Absent = never touched (null on the wire). */
  immutability?: 'Disabled' | 'Unlocked' | 'Locked'
  softDelete: { state: string; enhanced: string; days: number }
  storageVersion: 'Unassigned' | 'V1' | 'V2'
  guard?: GuardRecord
  items: Record<string, ItemRecord>
  /** Items of other workloads (databases, shares, servers): listed and counted, never changed. */
  otherItems: OtherItem[]
  policies: Record<string, PolicyRecord>
  jobs: Record<string, JobRecord>
  /** Item key -> id of the operation that is changing it. */
  busyItems: Record<string, string>
  /** Id of the vault-level operation that is running. */
  busy?: string
  /** Absent = no backup has had a transfer of the model `shared`. */
  transfers?: TransferQueue
  /** Protection changes of one UTC day. */
  changes: { day: string; count: number }
}

/** Members of a vault that an update sets. */
export type VaultChanges = Partial<
  Pick<
    VaultRecord,
    | 'tags'
    | 'identity'
    | 'sku'
    | 'publicNetworkAccess'
    | 'monitoringSettings'
    | 'encryption'
    | 'redundancy'
    | 'crossRegionRestore'
    | 'redundancyByVaultApi'
    | 'crossSubscriptionRestore'
    | 'immutability'
    | 'softDelete'
    | 'storageVersion'
  >
>

/** What an operation does when it ends well. */
export type Effect =
  | { kind: 'none' }
  | { kind: 'vault-created' }
  | { kind: 'vault-updated'; changes: VaultChanges }
  | { kind: 'vault-deleted' }
  | { kind: 'discovered'; scope: string }
  | { kind: 'item-enabled'; item: ItemRecord }
  | { kind: 'item-changed'; itemKey: string; state: ProtectionState; policyKey?: string; diskExclusion?: JsonObject }
  | { kind: 'item-deleted'; itemKey: string }
  | { kind: 'job-cancelled'; jobId: string }
  /** `untilMs` absent = the files are let go. */
  | { kind: 'files-mounted'; itemKey: string; pointName: string; untilMs?: Milliseconds }

/** A long-running operation. */
export interface OperationRecord {
  id: string
  family: 'vault' | 'item' | 'fabric' | 'cancel' | 'cross-region'
  vaultKey: string
  /** Number of the vault, which tells it from a later one of its name. Absent in states of older mocks. */
  numericId?: string
  startMs: Milliseconds
  dueMs: Milliseconds
  status: 'InProgress' | 'Succeeded' | 'Failed'
  jobId?: string
  /** What the status document says of a success that has no job. */
  result?: JsonObject
  error?: { code: string; message: string }
  effect: Effect
}

/** A vault that was deleted with soft-deleted items in it. */
export interface DeletedVault {
  name: string
  vault: VaultRecord
  deletedMs: Milliseconds
  purgeMs: Milliseconds
}

/** The backup service of all subscriptions. */
export interface BackupState {
  vaults: Record<string, VaultRecord>
  /** By the name they have among the deleted. */
  deletedVaults: Record<string, DeletedVault>
  operations: Record<string, OperationRecord>
  /** Lower-case VM id -> where it is protected. */
  protectedVms: Record<string, { vaultKey: string; itemKey: string }>
  /** `subscription|region` -> last discovery. */
  discovered: Record<string, Milliseconds>
}

/** A vault of one creation: events of a deleted vault must not reach a new one of the same name. */
export interface VaultMark {
  key: string
  numericId: string
}

/** What a job comes to: the end of its snapshot, of its longest wait, of its preparation, of its managed disks' copy, of all its work. */
export type JobStep = 'snapshot' | 'waited' | 'prepared' | 'copied' | 'transfer' | 'restored' | 'moved'

/** What the queue of the mock carries. */
export type MockEvent =
  | { kind: 'operation-due'; operationId: string }
  | { kind: 'policy-due'; vault: VaultMark; policyKey: string; revision: number }
  | { kind: 'backup-due'; vault: VaultMark; itemKey: string; policyKey: string; scheduledMs: Milliseconds }
  | { kind: 'job-due'; vault: VaultMark; jobId: string; step: JobStep }
  | { kind: 'link-due'; account: string; revision: number }
  | { kind: 'item-purge'; vault: VaultMark; itemKey: string; revision: number }
  | { kind: 'vault-care'; vault: VaultMark }
  | { kind: 'vault-purge'; name: string }
  | { kind: 'provider-registered'; subscriptionId: string; namespace: string }
  | { kind: 'compute-due'; operationId: string }
  | { kind: 'group-due'; deletionId: string }
