import { armId, tryParseArmId } from '../core/arm-id.js'
import { usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { OS_DISK_LUN } from '../model/machine.js'
import { needsRehydration, type RecoveryPoint } from '../model/point.js'
import type { DiskAccess, RehydrationPriority, RestoreOrder } from '../model/restore.js'

/** What may be asked of every restore beside its mode and its places; the values are as typed. */
export interface OptionWish {
  /** Availability zone of what is made; without it, that of the source. */
  readonly zone?: string | undefined
  /** Data disks to restore, by LUN; the OS disk always is one of them, also by {@link OS_DISK_LUN}. */
  readonly diskLun?: readonly number[] | undefined
  /** Id of a disk encryption set. */
  readonly diskEncryptionSet?: string | undefined
  readonly diskAccess?: DiskAccess['kind'] | undefined
  /** Id of a disk access; goes with `private`. */
  readonly diskAccessId?: string | undefined
  /** How long a point of the archive stays back. */
  readonly rehydrateDays?: number | undefined
  readonly rehydratePriority?: RehydrationPriority | undefined
}

/** The wishes, understood, as far as they are the same for all VMs. */
export interface RestoreOptions
  extends Pick<RestoreOrder, 'zone' | 'luns' | 'diskEncryptionSetId' | 'diskAccess' | 'rehydration'> {}

/** Long enough to try a restore again; Azure bills the days. */
const USUAL_DAYS = 15

export function readOptions(wish: OptionWish): RestoreOptions {
  const { zone, diskLun, diskEncryptionSet, rehydrateDays, rehydratePriority } = wish
  const isRehydrated = rehydrateDays !== undefined || rehydratePriority !== undefined
  return {
    zone: zone ?? null,
    luns:
      diskLun === undefined ? null : [...new Set(diskLun)].filter((lun) => lun !== OS_DISK_LUN).sort((a, b) => a - b),
    diskEncryptionSetId:
      diskEncryptionSet === undefined
        ? null
        : requireId(diskEncryptionSet, { flag: '--disk-encryption-set', type: 'diskEncryptionSets' }),
    diskAccess: readDiskAccess(wish),
    rehydration: isRehydrated ? { days: rehydrateDays ?? USUAL_DAYS, priority: rehydratePriority ?? 'standard' } : null,
  }
}

/** The options as they hold for one point: only one that lies in the archive is brought back. */
export function optionsFor(point: RecoveryPoint, options: RestoreOptions): RestoreOptions {
  return needsRehydration(point) ? options : { ...options, rehydration: null }
}

function readDiskAccess({ diskAccess: kind, diskAccessId: id }: OptionWish): DiskAccess | null {
  if (kind === 'private' && id !== undefined) {
    return { kind, diskAccessId: requireId(id, { flag: '--disk-access-id', type: 'diskAccesses' }) }
  }
  if (kind === 'private' || id !== undefined) {
    throw usageError('DISK_ACCESS_ID', 'A disk access goes with private disks, and private disks with a disk access.', [
      'Write --disk-access private --disk-access-id <id>.',
    ])
  }
  return kind === undefined ? null : { kind }
}

function requireId(text: string, { flag, type }: { readonly flag: string; readonly type: string }) {
  const found = tryParseArmId(text)?.path[0]?.[0]
  if (found !== undefined && sameName(found, type)) return armId(text)
  throw usageError('INVALID_RESOURCE_ID', `${flag} takes the resource id of one of ${type}, not '${text}'.`, [
    `${flag} /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/${type}/<name>`,
  ])
}
