import type { DiskCopy } from './disk-copy.js'
import type { VaultMark } from './model.js'
import type { Milliseconds } from './point-model.js'

/**
 * How long transfers to the vault take: `recorded` = the medians and ranges of the 2024 recordings, whatever the disks
 * hold; `shared` = a wait in the vault's queue, then the bytes of each disk at the rate it gets.
 */
export type TransferModel = 'recorded' | 'shared'

/** What is known of a disk's data. */
export interface DiskUse {
  usedGb: number
  /** Part of the used data that changes in a day, 0 to 1. */
  churnPerDay: number
}

/** What moves to the vaults, and what the disks hold. */
export interface TransfersState {
  model: TransferModel
  /** Lower-case id of a managed disk, or address of a VHD -> what a world said of it; the rest is worked out from the seed. */
  disks: Record<string, Partial<DiskUse>>
  /** Name of a storage account -> its egress in Mbit/s, where a world said it. */
  egressMbps: Record<string, number>
  /** Name of a storage account -> its ingress in Mbit/s, where a world said it. */
  ingressMbps: Record<string, number>
  /** Name of a storage account -> what it sends, `>` and its name -> what it takes; accounts at rest have no entry. */
  links: Record<string, LinkRecord>
}

/** A storage account whose VHDs are being read, or into which restores copy: what all of them share. */
export interface LinkRecord {
  bytesPerMs: number
  /** The moment for which `leftBytes` of its flows holds. */
  atMs: Milliseconds
  /** Goes up when the rates change, so that the event of an old rate finds out that it is stale. */
  revision: number
  flows: FlowRecord[]
}

/** A VHD on its way to the vault, or a restore on its way out of it. */
export interface FlowRecord {
  vault: VaultMark
  jobId: string
  leftBytes: number
  /** What it can take at most, and what it gets. */
  limitBytesPerMs: number
  rateBytesPerMs: number
}

/** The transfers of one vault: those that run, and the ids of the jobs that wait, first come first. */
export interface TransferQueue {
  running: number
  waiting: string[]
}

/** What a backup copies to the vault. */
export interface CopyRecord {
  totalBytes: number
  /** What is to be moved, until the transfer starts. */
  parts?: DiskCopy[]
  /** Parts still under way: one for each VHD in a storage account, one for all managed disks together. */
  open: number
}

/** Nothing moves. */
export function createTransfers(model: TransferModel = 'recorded'): TransfersState {
  return { model, disks: {}, egressMbps: {}, ingressMbps: {}, links: {} }
}
