import { sameName } from '../core/names.js'
import { MOUNT_MS } from '../model/file-mount.js'
import { isBackedUp, itemCondition, itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { Disk } from '../model/machine.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import { needsRehydration, type RecoveryPoint } from '../model/point.js'
import { formatDuration, formatTime } from '../view/format.js'
import type { FileFacts } from './files-survey.js'

/** More disks than these are mounted slowly, and not on the VM itself. Source: as {@link checkEncryption}. */
const MANY_DISKS = 16

export interface MountPlan extends Plan {
  /** What does not stand in the way, and must be known. */
  readonly warnings: readonly string[]
}

/** What it takes to mount the files of a point, and all that stands in the way. */
export function planMount(facts: FileFacts): MountPlan {
  const blockers = [...CHECKS.flatMap((check) => check(facts)), ...facts.placeBlockers]
  return { changes: [mountChange(facts)], blockers, warnings: [...privateVault(facts), ...manyDisks(facts)] }
}

function mountChange({ item, choice: { point }, place: { out, isFolder } }: FileFacts): Change {
  const script = `the script that opens them goes ${isFolder ? 'into the folder' : 'to'} ${out}, for you alone`
  const which = `those of the point of ${formatTime(point.time)}`
  const change = { gate: 'reversible', kind: 'files of', name: item.machineName } as const
  if (point.filesMounted) {
    const reason = `mount ${which} anew: they are mounted, and the script for that is void from then on; ${script}`
    return { ...change, action: 'update', reason }
  }
  const reason = `mount ${which} for ${formatDuration(MOUNT_MS)}, to read; ${script}`
  return { ...change, action: 'create', reason }
}

type Check = (facts: FileFacts) => readonly Blocker[]

const checkDeleted: Check = ({ item }) => {
  if (itemCondition(item) !== 'deleted') return []
  const message = `The backup data of VM '${item.machineName}' in vault '${item.vaultName}' are deleted.`
  return [{ code: 'SOFT_DELETED', message, suggestions: [`azbk undelete ${itemVmArgument(item)}`] }]
}

/** Source: Microsoft docs, "Recover files from Azure virtual machine backup", and the support matrix for VM backup. */
const checkEncryption: Check = ({ item, choice: { point } }) => {
  if (!point.encrypted) return []
  const message = `VM '${item.machineName}' encrypted its disks itself (Azure Disk Encryption): Azure cannot open their files.`
  return [{ code: 'FILES_ENCRYPTED', message, suggestions: [restoreDisks(item, point)] }]
}

/** A mount brings nothing back from the archive; a restore of disks does. */
const checkArchive: Check = ({ item, choice: { point } }) => {
  if (!needsRehydration(point)) return []
  const message = `The point of ${formatTime(point.time)} lies in the archive tier, and files are not mounted from there.`
  return [{ code: 'POINT_ARCHIVED', message, suggestions: [restoreDisks(item, point)] }]
}

const checkDisks: Check = (facts) => {
  const { item, choice } = facts
  const unfit = disksOf(facts).flatMap((disk) => {
    const kind = unfitKind(disk)
    return kind === undefined ? [] : [`'${disk.name}' (${kind})`]
  })
  if (unfit.length === 0) return []
  const message = `Azure mounts no files of these kinds of disks: ${unfit.join(', ')}.`
  return [{ code: 'DISKS_NOT_MOUNTABLE', message, suggestions: [restoreDisks(item, choice.point)] }]
}

const CHECKS: readonly Check[] = [checkDeleted, checkEncryption, checkArchive, checkDisks]

/** Kinds of disks whose files are not mounted. Source: AZURE-LIMITS.md D4; Microsoft docs, support matrix for VM backup. */
function unfitKind({ sku, shared, writeAccelerator }: Disk): string | undefined {
  if (/^UltraSSD_/i.test(sku ?? '')) return 'Ultra'
  if (/^PremiumV2_/i.test(sku ?? '')) return 'Premium SSD v2'
  if (shared) return 'shared'
  return writeAccelerator ? 'write accelerator' : undefined
}

/** The disks of the VM that the point holds, as far as they are there still. */
function disksOf({ item, machine, choice: { point } }: FileFacts): readonly Disk[] {
  const disks = machine?.disks ?? []
  const held = point.disks?.includedDisks
  if (!held) return disks.filter((disk) => isBackedUp(disk, item.disks))
  return disks.filter(({ name }) => held.some((one) => sameName(one.name, name)))
}

function privateVault({ vault }: FileFacts): string[] {
  if (vault === null || (vault.publicNetworkAccess && vault.privateEndpoints.length === 0)) return []
  return [
    `Vault '${vault.name}' has private endpoints or no public network access: run the script in a network that reaches the private endpoint of the vault.`,
  ]
}

/** A point that holds all disks of the VM does not say how many. */
function manyDisks(facts: FileFacts): string[] {
  const held = facts.choice.point.disks?.included ?? disksOf(facts).length
  if (held <= MANY_DISKS) return []
  return [
    `The point holds ${held} disks: run the script on another machine than the VM itself, and give Azure 30 minutes before.`,
  ]
}

function restoreDisks(item: ProtectedItem, point: RecoveryPoint): string {
  return `azbk restore disks ${itemVmArgument(item)} --point ${point.name} --target-group <group>`
}

/** What it takes to unmount the files of an item; the points are those that are asked for. */
export function planUnmount(item: ProtectedItem, points: readonly RecoveryPoint[]): Plan<UnmountChange> {
  const common = { gate: 'reversible', kind: 'files of', name: item.machineName } as const
  const mounted = points.filter(({ filesMounted }) => filesMounted)
  if (mounted.length === 0) {
    return { changes: [{ ...common, action: 'none', reason: 'none are mounted', point: null }], blockers: [] }
  }
  const changes = mounted.map((point): UnmountChange => {
    const reason = `unmount those of the point of ${formatTime(point.time)} (${point.name}); the script for them is void from then on`
    return { ...common, action: 'update', reason, point: point.name }
  })
  return { changes, blockers: [] }
}

export interface UnmountChange extends Change {
  /** Null when there is nothing to unmount. */
  readonly point: string | null
}
