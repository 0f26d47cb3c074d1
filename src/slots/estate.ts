import type { PolicySpec } from '../model/policy.js'

/**
 * All that staggering has to know of an estate: read from Azure, or from an inventory file with no Azure at all.
 * Keys are compared with `nameKey`; names are kept as they were written.
 */
export interface Estate {
  readonly vaults: readonly EstateVault[]
  readonly policies: readonly EstatePolicy[]
  readonly tiers: readonly EstateTier[]
  readonly machines: readonly EstateMachine[]
}

export interface EstateVault {
  /** The resource id, or the name in an inventory: unique in the estate. */
  readonly key: string
  readonly name: string
  readonly subscription: string
  /** In Azure's short form, e.g. `westeurope`. */
  readonly region: string
  /** All policies of the vault, also those of other workloads and those that cannot be read. */
  readonly policyCount: number
  /** Names of policies that are not among those of the estate: no new policy may have one of them. */
  readonly otherNames?: readonly string[]
  /** All protected items of the vault that are not machines of this estate, e.g. those of other workloads. */
  readonly otherItems: number
}

/** A policy for VMs that azbk can read. */
export interface EstatePolicy {
  /** {@link EstateVault.key}. */
  readonly vault: string
  readonly name: string
  readonly spec: PolicySpec
}

export interface EstateTier {
  readonly name: string
  /** What a policy of this tier is, its start apart. */
  readonly spec: PolicySpec
  readonly window: StartWindow | null
  /** Data that may be lost; null when nobody said. */
  readonly rpoMs: number | null
}

/** When a backup may start: wall clock, both ends included; one that ends before it begins passes midnight. */
export interface StartWindow {
  /** `HH:MM`. */
  readonly from: string
  readonly to: string
  /** A Windows time-zone name. */
  readonly timeZone: string
}

export interface EstateMachine {
  /** The resource id, or the name in an inventory: unique in the estate. */
  readonly key: string
  readonly name: string
  /** {@link EstateVault.key} of the vault that protects it, or is to. */
  readonly vault: string
  /** {@link EstateTier.name}. */
  readonly tier: string
  /** The name of its policy in its vault; null when it has none yet. */
  readonly policy: string | null
  /** The VM's own window, which goes before that of its tier. */
  readonly window: StartWindow | null
  /** Stays where it is. */
  readonly isPinned: boolean
  /** Its first backup, which copies everything, is still to come. Default: it is not. */
  readonly awaitsFirst?: boolean
  /** The classic cloud service that it belongs to. */
  readonly cloudService: string | null
  /** The disks that are backed up. */
  readonly disks: readonly EstateDisk[]
}

export interface EstateDisk {
  readonly sizeGb: number
  /** Data on it; null when nobody said. */
  readonly usedGb: number | null
  /** Part of the used data that changes in a day, 0 to 1; null when nobody said. */
  readonly churnPerDay: number | null
  /** The storage account of an unmanaged disk; null for a managed disk, to which no account rule applies. */
  readonly storageAccount: string | null
}
