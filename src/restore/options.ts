import { type ArmId, armId, tryParseArmId } from '../core/arm-id.js'
import { usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { tellAllNow } from '../core/tell-all.js'
import { OS_DISK_LUN, type SecurityType } from '../model/machine.js'
import { needsRehydration, type RecoveryPoint } from '../model/point.js'
import type { DiskAccess, RehydrationPriority, RestoreOrder, VaultLogin } from '../model/restore.js'

/** What may be asked of every restore beside its mode and its places; the values are as typed. */
export interface OptionWish {
  /** Availability zone of what is made; without it, that of the source. */
  readonly zone?: string | undefined
  /** Data disks to restore, by LUN; the OS disk always is one of them, also by {@link OS_DISK_LUN}. */
  readonly diskLun?: readonly number[] | undefined
  /** Id of a disk encryption set; the second one for the OS disk of confidential VMs. */
  readonly diskEncryptionSet?: string | undefined
  readonly securedDiskEncryptionSet?: string | undefined
  /** `system`, or the id of a user-assigned identity of the vault. */
  readonly vaultIdentity?: string | undefined
  readonly diskAccess?: DiskAccess['kind'] | undefined
  /** Id of a disk access; goes with `private`. */
  readonly diskAccessId?: string | undefined
  /** How long a point of the archive stays back. */
  readonly rehydrateDays?: number | undefined
  readonly rehydratePriority?: RehydrationPriority | undefined
}

/** The wishes, understood, as far as they are the same for all VMs. */
export interface RestoreOptions
  extends Pick<RestoreOrder, 'zone' | 'luns' | 'diskEncryptionSetId' | 'diskAccess' | 'rehydration'>,
    Required<Pick<RestoreOrder, 'securedKeyId' | 'vaultIdentity'>> {}

/** Long enough to try a restore again; Azure bills the days. */
const USUAL_DAYS = 15

export function readOptions(wish: OptionWish): RestoreOptions {
  const { zone, diskLun, diskEncryptionSet, securedDiskEncryptionSet, rehydrateDays, rehydratePriority } = wish
  tellAllNow([
    () => readKey(diskEncryptionSet, '--disk-encryption-set'),
    () => readKey(securedDiskEncryptionSet, '--confidential-disk-encryption-set'),
    () => readIdentity(wish),
    () => readDiskAccess(wish),
  ])
  const isRehydrated = rehydrateDays !== undefined || rehydratePriority !== undefined
  return {
    zone: zone ?? null,
    luns:
      diskLun === undefined ? null : [...new Set(diskLun)].filter((lun) => lun !== OS_DISK_LUN).sort((a, b) => a - b),
    diskEncryptionSetId: readKey(diskEncryptionSet, '--disk-encryption-set'),
    securedKeyId: readKey(securedDiskEncryptionSet, '--confidential-disk-encryption-set'),
    vaultIdentity: readIdentity(wish),
    diskAccess: readDiskAccess(wish),
    rehydration: isRehydrated ? { days: rehydrateDays ?? USUAL_DAYS, priority: rehydratePriority ?? 'standard' } : null,
  }
}

/** The options as they hold for one point: only one that lies in the archive is brought back, only confidential VMs have their key. */
export function optionsFor(
  point: RecoveryPoint,
  security: SecurityType | null,
  options: RestoreOptions,
): RestoreOptions {
  const { rehydration, securedKeyId } = options
  return {
    ...options,
    rehydration: needsRehydration(point) ? rehydration : null,
    securedKeyId: security === null || security === 'ConfidentialVM' ? securedKeyId : null,
  }
}

function readKey(text: string | undefined, flag: string): ArmId | null {
  return text === undefined ? null : requireId(text, { flag, provider: COMPUTE, type: 'diskEncryptionSets' })
}

function readIdentity({ vaultIdentity: text }: OptionWish): VaultLogin | null {
  if (text === undefined) return null
  if (sameName(text, 'system')) return 'system'
  return requireId(text, { flag: '--vault-identity', ...USER_IDENTITY })
}

function readDiskAccess({ diskAccess: kind, diskAccessId: id }: OptionWish): DiskAccess | null {
  if (kind === 'private' && id !== undefined) {
    return { kind, diskAccessId: requireId(id, { flag: '--disk-access-id', provider: COMPUTE, type: 'diskAccesses' }) }
  }
  if (kind === 'private' || id !== undefined) {
    throw usageError('DISK_ACCESS_ID', 'A disk access goes with private disks, and private disks with a disk access.', [
      'Write --disk-access private --disk-access-id <id>.',
    ])
  }
  return kind === undefined ? null : { kind }
}

const COMPUTE = 'Microsoft.Compute'
const USER_IDENTITY = { provider: 'Microsoft.ManagedIdentity', type: 'userAssignedIdentities' }

interface WantedId {
  readonly flag: string
  readonly provider: string
  readonly type: string
}

function requireId(text: string, { flag, provider, type }: WantedId): ArmId {
  const found = tryParseArmId(text)?.path[0]?.[0]
  if (found !== undefined && sameName(found, type)) return armId(text)
  throw usageError('INVALID_RESOURCE_ID', `${flag} takes the resource id of one of ${type}, not '${text}'.`, [
    `${flag} /subscriptions/<id>/resourceGroups/<group>/providers/${provider}/${type}/<name>`,
  ])
}
