import { Flags } from '@oclif/core'
import { usageError } from '../core/errors.js'
import { OS_DISK_LUN } from '../model/machine.js'
import {
  DISK_ACCESS_KINDS,
  type DiskAccess,
  REHYDRATION_DAYS,
  REHYDRATION_PRIORITIES,
  type RehydrationPriority,
} from '../model/restore.js'
import { durationFlag } from './flags.js'

const OPTIONS = 'RESTORED DISKS'

/** Flags of every verb that restores. */
export const restoreOptionFlags = {
  'disk-encryption-set': Flags.string({
    helpGroup: OPTIONS,
    helpValue: '<id>',
    summary: 'Disk encryption set whose key the new managed disks get (default: as Azure has it)',
  }),
  'vault-identity': Flags.string({
    helpGroup: OPTIONS,
    helpValue: '<system|id>',
    summary:
      'Managed identity by which the vault reaches the storage account: system, or the id of a user-assigned one',
  }),
  'disk-access': Flags.option({ options: DISK_ACCESS_KINDS })({
    helpGroup: OPTIONS,
    summary: 'From where the new disks can be reached; needed when a disk of the source was closed to public access',
  }),
  'disk-access-id': Flags.string({
    helpGroup: OPTIONS,
    helpValue: '<id>',
    summary: 'Disk access (private endpoint) for --disk-access private',
  }),
  'rehydrate-days': Flags.integer({
    ...REHYDRATION_DAYS,
    helpGroup: OPTIONS,
    summary: `Bring a point back from the archive for so many days, ${REHYDRATION_DAYS.min} to ${REHYDRATION_DAYS.max} (default: 15 when a priority is given)`,
  }),
  'rehydrate-priority': Flags.option({ options: REHYDRATION_PRIORITIES })({
    helpGroup: OPTIONS,
    summary: 'How fast: standard within 15 hours, high within one, for more money',
  }),
  rto: durationFlag({ summary: "Warn when the restore is likely to take longer (default: the RTO of the VM's tier)" }),
}

/** For verbs that make something new. */
export const zoneFlag = {
  zone: Flags.string({
    helpGroup: OPTIONS,
    helpValue: '<1|2|3>',
    summary: 'Availability zone for what is made (default: that of the source)',
  }),
}

/** For verbs that make disks beside those of the VM. */
export const confidentialFlag = {
  'confidential-disk-encryption-set': Flags.string({
    helpGroup: OPTIONS,
    helpValue: '<id>',
    summary: 'Disk encryption set for the OS disk of a confidential VM, when its own is gone or elsewhere',
  }),
}

/** For verbs that need not restore all disks. */
export const diskLunFlag = {
  'disk-lun': Flags.custom<number>({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: OPTIONS,
    helpValue: '<lun|os>',
    summary: 'Only the data disk at this LUN, beside the OS disk; repeatable; os for the OS disk alone',
    parse: async (text) => requireLun(text),
  })(),
}

function requireLun(text: string): number {
  if (text === 'os') return OS_DISK_LUN
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw usageError('INVALID_LUN', `'${text}' is no LUN of a disk.`, ['Write --disk-lun 0, or --disk-lun os.'])
}

/** The values of these flags, as use cases take them. */
export function readRestoreOptions(flags: RestoreOptionFlags) {
  return {
    zone: flags.zone,
    diskLun: flags['disk-lun'],
    diskEncryptionSet: flags['disk-encryption-set'],
    securedDiskEncryptionSet: flags['confidential-disk-encryption-set'],
    vaultIdentity: flags['vault-identity'],
    diskAccess: flags['disk-access'],
    diskAccessId: flags['disk-access-id'],
    rehydrateDays: flags['rehydrate-days'],
    rehydratePriority: flags['rehydrate-priority'],
    rtoMs: flags.rto,
  }
}

export interface RestoreOptionFlags {
  readonly zone?: string | undefined
  readonly 'disk-lun'?: readonly number[] | undefined
  readonly 'disk-encryption-set'?: string | undefined
  readonly 'confidential-disk-encryption-set'?: string | undefined
  readonly 'vault-identity'?: string | undefined
  readonly 'disk-access'?: DiskAccess['kind'] | undefined
  readonly 'disk-access-id'?: string | undefined
  readonly 'rehydrate-days'?: number | undefined
  readonly 'rehydrate-priority'?: RehydrationPriority | undefined
  readonly rto?: number | undefined
}
