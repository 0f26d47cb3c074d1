import type { Instant } from '../core/clock.js'

/** An estate as a simulator runs it. Vaults and policies are numbers, so that any name will do. */
export interface NightEstate {
  readonly vaults: number
  readonly policies: readonly NightPolicy[]
  readonly machines: readonly NightMachine[]
  /** What each storage account sends at most. */
  readonly accountEgressMbps: number
}

export interface NightPolicy {
  readonly vault: number
  /** `properties` of the policy as the wire has them. */
  readonly properties: Readonly<Record<string, unknown>>
}

export interface NightMachine {
  readonly policy: number
  readonly disks: readonly NightDisk[]
}

export interface NightDisk {
  readonly sizeGb: number
  /** Null: the simulator makes it up, the same for the same seed and place in the estate. */
  readonly usedGb: number | null
  /** Part of the used data that changes in a day, 0 to 1; null as above. */
  readonly churnPerDay: number | null
  readonly storageAccount: string | null
}

/** Backup jobs as columns, in the order of their starts; entry j of each belongs to job j. Times: ms since 1970. */
export interface NightJobs {
  readonly machine: Int32Array
  /** The time of the policy. */
  readonly scheduled: Float64Array
  readonly start: Float64Array
  readonly snapshotEnd: Float64Array
  /** When its transfer began; the end of the snapshot for a job that copies nothing to the vault. */
  readonly transferStart: Float64Array
  /** When the simulation stopped, for a job that was still running then. */
  readonly end: Float64Array
  readonly movedMb: Float64Array
  /** 1: the job failed. */
  readonly failed: Uint8Array
}

export interface NightOptions {
  /** When the first night begins. The day before it is simulated too, so that disks have changed; its jobs are left out. */
  readonly from: Instant
  /** Days of 24 hours. A day more is simulated, for jobs that run on. */
  readonly nights: number
  readonly seed: number
}

/** Lets the nights of an estate pass; the same estate, options and seed give the same jobs. */
export type SimulateNights = (estate: NightEstate, options: NightOptions) => Promise<NightJobs>
