import { armId, armName } from '../core/arm-id.js'
import { azureTime } from '../core/clock.js'
import { compareTexts, findName } from '../core/names.js'
import type { TimeWindow } from '../core/time-window.js'
import type { ItemRef } from '../model/item.js'
import type { Consistency, PointDisk, PointDisks, PointTier, RecoveryPoint } from '../model/point.js'
import { azureFind, azureList } from './errors.js'
import { FABRIC } from './items.js'
import { filterTime, odataFilter } from './odata.js'
import type { AzureSession } from './session.js'

/** Recovery points of an item, newest first; of a time window when one is given. */
export async function listPoints(
  session: AzureSession,
  { vault, container, item }: ItemRef,
  window?: TimeWindow,
): Promise<RecoveryPoint[]> {
  const client = await session.backup(vault.subscriptionId)
  const filter = window && odataFilter({ startDate: filterTime(window.from), endDate: filterTime(window.to) })
  const pages = client.recoveryPoints.list(vault.name, vault.resourceGroup, FABRIC, container, item, {
    ...(filter === undefined ? {} : { filter }),
    abortSignal: session.signal,
  })
  return newestPointsFirst(await azureList(`listing the recovery points of item '${item}'`, pages, toPoint))
}

/** One recovery point with the names of its disks, or undefined when the item has none of that name. */
export async function findPoint(session: AzureSession, ref: ItemRef, name: string): Promise<RecoveryPoint | undefined> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const row = await azureFind(`reading recovery point ${name} of item '${item}'`, () =>
    client.recoveryPoints.get(vault.name, vault.resourceGroup, FABRIC, container, item, name, {
      abortSignal: session.signal,
    }),
  )
  return row && toPoint(row)
}

/** Points by their time, of the same time by name. */
export function newestPointsFirst(points: readonly RecoveryPoint[]): RecoveryPoint[] {
  return [...points].sort((a, b) => compareTexts(b.time, a.time) || compareTexts(a.name, b.name))
}

/** What the SDK's rows and the passive stamp's raw rows have in common. */
export interface PointRow {
  readonly id?: string
  readonly name?: string
  readonly properties?: object
}

/** Source: AZURE-BACKUP-API.md section 11. */
interface PointBody {
  readonly recoveryPointType?: string
  readonly recoveryPointTime?: Date | string
  /** Words, or numbers in versions up to 2021. */
  readonly recoveryPointTierDetails?: readonly { readonly type?: string | number; readonly status?: string | number }[]
  readonly recoveryPointProperties?: { readonly expiryTime?: string; readonly ruleName?: string } | null
  readonly zones?: readonly string[] | null
  readonly extendedLocation?: { readonly name?: string } | null
  readonly osType?: string
  readonly virtualMachineSize?: string
  readonly isSourceVMEncrypted?: boolean
  readonly isManagedVirtualMachine?: boolean
  readonly securityType?: string
  readonly isPrivateAccessEnabledOnAnyDisk?: boolean
  readonly isInstantIlrSessionActive?: boolean
  readonly recoveryPointDiskConfiguration?: DiskConfiguration | null
  readonly recoveryPointMoveReadinessInfo?: Readonly<
    Record<string, { isReadyForMove?: boolean; additionalInfo?: string }>
  >
}

interface DiskConfiguration {
  readonly numberOfDisksIncludedInBackup?: number
  readonly numberOfDisksAttachedToVm?: number
  readonly includedDiskList?: readonly DiskRow[] | null
  readonly excludedDiskList?: readonly DiskRow[] | null
}

interface DiskRow {
  readonly lun?: number
  readonly name?: string
}

/** A row of a list, or of one point, as a recovery point. What Azure did not say is null or the plain case. */
export function toPoint(row: PointRow): RecoveryPoint {
  const body = (row.properties ?? {}) as PointBody
  const rule = body.recoveryPointProperties
  const readiness = body.recoveryPointMoveReadinessInfo?.ArchivedRP
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? armName(row.id ?? ''),
    time: azureTime(body.recoveryPointTime) ?? '',
    consistency: CONSISTENCY[(body.recoveryPointType ?? '').toLowerCase()] ?? 'unknown',
    tiers: (body.recoveryPointTierDetails ?? []).flatMap(toTier),
    expiryTime: azureTime(rule?.expiryTime),
    rule: rule?.ruleName ?? null,
    zones: body.zones ?? [],
    ...(body.extendedLocation?.name ? { edgeZone: body.extendedLocation.name } : {}),
    osType: body.osType ?? null,
    vmSize: body.virtualMachineSize ?? null,
    encrypted: body.isSourceVMEncrypted ?? false,
    managedDisks: body.isManagedVirtualMachine ?? true,
    securityType: body.securityType ?? null,
    privateDiskAccess: body.isPrivateAccessEnabledOnAnyDisk ?? false,
    filesMounted: body.isInstantIlrSessionActive ?? false,
    disks: body.recoveryPointDiskConfiguration ? toDisks(body.recoveryPointDiskConfiguration) : null,
    archiveReady: readiness
      ? { ready: readiness.isReadyForMove ?? false, reason: singleDots(readiness.additionalInfo ?? '') }
      : null,
  }
}

/** Azure ends sentences of its readiness twice: `can be moved.. Please check again`. */
function singleDots(text: string): string {
  return text.replaceAll(/\.\.(?=\s|$)/g, '.').trim()
}

const CONSISTENCY: Readonly<Record<string, Consistency>> = {
  appconsistent: 'app',
  filesystemconsistent: 'fs',
  crashconsistent: 'crash',
}

/** In the service's order from 0, by which old versions number them. Source: AZURE-BACKUP-API.md section 1. */
const TIER_TYPES = ['Invalid', 'InstantRP', 'HardenedRP', 'ArchivedRP'] as const
const TIER_STATUSES = ['Invalid', 'Valid', 'Disabled', 'Deleted', 'Rehydrated'] as const
const TIERS: Readonly<Record<string, PointTier>> = { instantrp: 'instant', hardenedrp: 'vault', archivedrp: 'archive' }

function toTier(row: { type?: string | number; status?: string | number }): RecoveryPoint['tiers'] {
  const type = typeof row.type === 'number' ? TIER_TYPES[row.type] : row.type
  const status = typeof row.status === 'number' ? TIER_STATUSES[row.status] : row.status
  const tier = TIERS[(type ?? '').toLowerCase()]
  return tier === undefined ? [] : [{ tier, status: findName(TIER_STATUSES, status) ?? 'Invalid' }]
}

function toDisks(row: DiskConfiguration): PointDisks {
  return {
    included: row.numberOfDisksIncludedInBackup ?? 0,
    attached: row.numberOfDisksAttachedToVm ?? 0,
    includedDisks: row.includedDiskList?.map(toDisk) ?? null,
    excludedDisks: row.excludedDiskList?.map(toDisk) ?? null,
  }
}

function toDisk(row: DiskRow): PointDisk {
  return { lun: row.lun ?? -1, name: row.name ?? '' }
}
