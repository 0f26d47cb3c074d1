import type { Instant } from '../core/clock.js'

/** What a vault can hold, by Azure's name (`backupManagementType`). Only Azure VMs are changed by azbk. */
export const WORKLOAD_KINDS = [
  'AzureIaasVM',
  'AzureStorage',
  'AzureWorkload',
  'MAB',
  'DPM',
  'AzureBackupServer',
] as const
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number]

/** One and many, in the user's words. */
export const WORKLOAD_NOUNS: Readonly<Record<WorkloadKind, readonly [one: string, many: string]>> = {
  AzureIaasVM: ['VM', 'VMs'],
  AzureStorage: ['file share', 'file shares'],
  AzureWorkload: ['database in a VM', 'databases in VMs'],
  MAB: ['agent (MARS) item', 'agent (MARS) items'],
  DPM: ['Data Protection Manager item', 'Data Protection Manager items'],
  AzureBackupServer: ['Backup Server item', 'Backup Server items'],
}

export const ITEM_STATES = ['protected', 'initialBackupPending', 'error', 'stopped', 'softDeleted'] as const
export type ItemState = (typeof ITEM_STATES)[number]

/** An item of any kind, as far as it matters for the vault. */
export interface ItemSummary {
  readonly kind: WorkloadKind
  readonly name: string
  readonly state: ItemState
  /** When a soft-deleted item vanishes; null for the others. */
  readonly purgeTime: Instant | null
}

/** A server or storage account registered in the vault. */
export interface ContainerSummary {
  readonly kind: WorkloadKind
  /** Azure's name, e.g. `StorageContainer;Storage;rg;account`. */
  readonly name: string
  readonly friendlyName: string
  readonly isSoftDeleted: boolean
}

export interface SiteRecoveryUsage {
  readonly protectedItems: number
  readonly recoveryPlans: number
  readonly servers: number
}

export interface UsageSummary {
  readonly name: string
  readonly count: number
  /** Null when Azure names none. */
  readonly limit: number | null
}

/** A management lock on the vault, on what it lies in, or on what lies in it. */
export interface Lock {
  readonly id: string
  readonly name: string
  readonly level: string
  /** Id of the subscription, group or resource that is locked. */
  readonly scope: string
}
