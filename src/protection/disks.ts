import type { DiskOrder } from '../azure/protection.js'
import { usageError } from '../core/errors.js'
import type { DiskSelection } from '../model/item.js'
import { OS_DISK_LUN } from '../model/machine.js'

export interface DiskFlags {
  readonly includeDisk?: readonly number[] | undefined
  readonly excludeDisk?: readonly number[] | undefined
  readonly osDiskOnly?: boolean | undefined
  readonly allDisks?: boolean | undefined
}

/** The one choice that the flags say; undefined leaves it as it is. The OS disk is always backed up. */
export function parseDiskOrder(flags: DiskFlags): DiskOrder | undefined {
  const { includeDisk = [], excludeDisk = [], osDiskOnly, allDisks } = flags
  const given = [includeDisk.length > 0, excludeDisk.length > 0, osDiskOnly === true, allDisks === true]
  if (given.filter(Boolean).length > 1) {
    throw usageError('DISK_CHOICE_CONFLICT', 'Choose the disks in one way only.', [
      'One of --include-disk, --exclude-disk, --os-disk-only, --all-disks.',
    ])
  }
  if (excludeDisk.includes(OS_DISK_LUN)) {
    throw usageError('OS_DISK_NEEDED', 'The OS disk (LUN -1) is always backed up; it cannot be excluded.')
  }
  if (allDisks) return 'all'
  if (osDiskOnly) return { mode: 'include', luns: [] }
  if (excludeDisk.length > 0) return { mode: 'exclude', luns: distinct(excludeDisk) }
  return includeDisk.length > 0 ? { mode: 'include', luns: distinct(includeDisk) } : undefined
}

function distinct(luns: readonly number[]): number[] {
  return [...new Set(luns)].filter((lun) => lun !== OS_DISK_LUN).sort((a, b) => a - b)
}

/** What an item's choice will be once the order is carried out. */
export function disksAfter(present: DiskSelection | null, order: DiskOrder | undefined): DiskSelection | null {
  if (order === 'all') return null
  return order ?? present
}

/** Two choices that leave the same disks in and say it the same way. Excluding nothing is no choice. */
export function sameDisks(a: DiskSelection | null, b: DiskSelection | null): boolean {
  return describeDisks(a) === describeDisks(b)
}

export function describeDisks(choice: DiskSelection | null): string {
  if (choice === null || (choice.mode === 'exclude' && choice.luns.length === 0)) return 'all disks'
  if (choice.luns.length === 0) return 'OS disk only'
  const luns = [...choice.luns].sort((a, b) => a - b).join(', ')
  return choice.mode === 'include' ? `OS disk and LUN ${luns}` : `all but LUN ${luns}`
}
