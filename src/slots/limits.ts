/** Over what a limit counts. */
export type LimitScope = 'policy' | 'vault' | 'region' | 'subscription' | 'account' | 'service' | 'machine'

/** `hard`: Azure refuses more. `daily budget`: Azure refuses more until the next day. `advice`: nobody refuses, all suffer. */
export type LimitKind = 'hard' | 'daily budget' | 'advice'

export interface Limit {
  readonly value: number
  readonly scope: LimitScope
  readonly kind: LimitKind
  /** The page that says so, with its date. */
  readonly source: string
}

/** The guards of staggering. A limit of null is not counted. */
export interface LimitsProfile {
  readonly name: string
  /** VMs that start at the same time. */
  readonly startsTogether: Limit | null
  /** Unmanaged disks of one storage account that start at the same time, across vaults. */
  readonly disksPerAccount: Limit | null
  /** Classic VMs of one cloud service that start within one hour. */
  readonly classicPerHour: Limit | null
  readonly machinesPerPolicy: Limit | null
  readonly policiesPerVault: Limit | null
  readonly machinesPerVault: Limit | null
  readonly itemsPerVault: Limit | null
  readonly policyWritesPerDay: Limit | null
  readonly protectionChangesPerDay: Limit | null
  /** Minutes within which a backup starts after its schedule time. */
  readonly startSpreadMinutes: Limit
  /** Longest wait between snapshot and transfer, in hours. */
  readonly queueHours: Limit
  /** Longest daily backup, in hours. */
  readonly backupHours: Limit
}
