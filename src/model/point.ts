import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import { sameName } from '../core/names.js'

/** Best first. */
export const CONSISTENCIES = ['app', 'fs', 'crash', 'unknown'] as const
/** Application, file-system or crash consistent. */
export type Consistency = (typeof CONSISTENCIES)[number]

export const CONSISTENCY_FLOORS = ['app', 'fs', 'crash'] as const
/** The least that is wanted of a point; one of unknown consistency never has it. */
export type ConsistencyFloor = (typeof CONSISTENCY_FLOORS)[number]

export const POINT_TIERS = ['instant', 'vault', 'archive'] as const
export type PointTier = (typeof POINT_TIERS)[number]

/** A recovery point of a protected item. Source: AZURE-BACKUP-API.md section 11. */
export interface RecoveryPoint {
  readonly id: ArmId
  /** Azure's decimal name. */
  readonly name: string
  readonly time: Instant
  readonly consistency: Consistency
  readonly tiers: readonly { readonly tier: PointTier; readonly status: string }[]
  /** When retention lets it go; null when Azure did not say. */
  readonly expiryTime: Instant | null
  /** The retention rule that keeps it (`Daily`, `Weekly`, `On-Demand`, ...); null when Azure did not say. */
  readonly rule: string | null
  readonly zones: readonly string[]
  /** The edge zone that the VM lay in; absent of VMs in a region. */
  readonly edgeZone?: string
  readonly osType: string | null
  readonly vmSize: string | null
  readonly encrypted: boolean
  readonly managedDisks: boolean
  /** `None`, `TrustedLaunch` or `ConfidentialVM`; null when Azure did not say. */
  readonly securityType: string | null
  /** True when a disk was closed to public access: a restore must then say what its disks shall be. */
  readonly privateDiskAccess: boolean
  /** True while its files can be mounted, by a script that was made for it. */
  readonly filesMounted: boolean
  readonly disks: PointDisks | null
  /** Whether the point may move to the archive tier, and why not; null when Azure did not say. */
  readonly archiveReady: { readonly ready: boolean; readonly reason: string } | null
}

/** Which disks a point holds. The names come with a single point only; lun -1 is the OS disk. */
export interface PointDisks {
  readonly included: number
  readonly attached: number
  readonly includedDisks: readonly PointDisk[] | null
  readonly excludedDisks: readonly PointDisk[] | null
}

export interface PointDisk {
  readonly lun: number
  readonly name: string
}

/** Whether a point is the one that was typed: its number, or its resource id. */
export function isNamed(point: RecoveryPoint, text: string): boolean {
  return sameName(text.startsWith('/') ? point.id : point.name, text)
}

/** Whether a point can be restored from a tier now: what was deleted or disabled there stays listed. */
export function isUsableIn(point: RecoveryPoint, tier: PointTier): boolean {
  return point.tiers.some((row) => row.tier === tier && (row.status === 'Valid' || row.status === 'Rehydrated'))
}

/** The tiers that a point can be restored from now. */
export function usableTiers(point: RecoveryPoint): PointTier[] {
  return POINT_TIERS.filter((tier) => isUsableIn(point, tier))
}

/** True when a point can be restored from the archive tier alone, and has not been brought back. */
export function needsRehydration(point: RecoveryPoint): boolean {
  const usable = point.tiers.filter(({ tier }) => isUsableIn(point, tier))
  return usable.length > 0 && usable.every(({ tier, status }) => tier === 'archive' && status === 'Valid')
}
