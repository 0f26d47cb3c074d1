import type { Path } from '../core/yaml-check.js'
import type { TemplateName } from '../model/policy-templates.js'
import type { WrittenSpec } from '../policies/file.js'
import type { InventoryState } from './inventory-schema.js'

/** What an inventory says, in the shape of its schema; one in CSV is brought into it. */
export interface InventoryFile {
  readonly vaults: readonly InventoryVault[]
  readonly tiers?: readonly InventoryTier[]
  readonly policies?: readonly InventoryPolicy[]
  readonly machines: readonly InventoryMachine[]
}

export interface InventoryVault {
  readonly name: string
  readonly subscription?: string
  readonly region?: string
  readonly policies?: number
  readonly otherItems?: number
}

export interface InventoryTier {
  readonly name: string
  readonly template?: TemplateName
  readonly policy?: WrittenSpec
  readonly window?: string
  readonly rpo?: string
}

export interface InventoryPolicy {
  readonly vault: string
  readonly name: string
  readonly spec?: WrittenSpec
  readonly tier?: string
  readonly start?: string
  readonly timeZone?: string
}

export interface InventoryMachine {
  readonly name: string
  readonly id?: string
  readonly resourceGroup?: string
  readonly vault: string
  readonly tier?: string
  readonly policy?: string
  readonly window?: string
  readonly pinned?: boolean
  readonly firstBackup?: boolean
  readonly cloudService?: string
  readonly state?: InventoryState
  readonly disks?: readonly InventoryDisk[]
}

export interface InventoryDisk {
  readonly sizeGb: number
  readonly usedGb?: number
  readonly churnPerDay?: number
  readonly storageAccount?: string
}

/** One mistake in an inventory. */
export interface InventoryProblem {
  readonly path: Path
  readonly message: string
}

/** An inventory as it was read. */
export interface InventoryText {
  /** Where its shape is wrong, what can be checked all the same; null when that is nothing. */
  readonly content: InventoryFile | null
  /** Mistakes in its form. */
  readonly problems: readonly InventoryProblem[]
  /** Where each of these stands, e.g. `12:5` or `12`. */
  readonly placesOf: (paths: readonly Path[]) => readonly string[]
}
