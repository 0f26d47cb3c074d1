import type { MockContext } from '../context.js'
import { diskFilter } from './make-point.js'
import type { ItemRecord } from './model.js'
import type { SourceDisk, SourceVm } from './source-vm.js'
import type { DiskUse } from './transfer-model.js'

const DAY_MS = 86_400_000
const GB = 1e9

/** A page blob is read at 60 MB/s at most. Source: docs, scalability targets of page blobs. */
const BLOB_BYTES_PER_SECOND = 60e6

/** 160 and 640 Mbit/s for a disk at best. Source: planning guidance of 2017; later pages give no figures (see UNSURE.md). */
const FIRST_BYTES_PER_SECOND = 20e6
const CHANGED_BYTES_PER_SECOND = 80e6

/** A disk's way to the vault. */
export interface DiskCopy {
  bytes: number
  bytesPerSecond: number
  /** The storage account of a VHD; absent for managed disks, which share nothing. */
  account?: string
}

/**
 * What a backup of a VM moves: all data of a disk that the vault has no copy of, else what changed since that copy was
 * made. Data that changes twice moves once, so never more than all of it.
 */
export function copiesOf(ctx: MockContext, item: ItemRecord, vm: SourceVm): DiskCopy[] {
  const isIncluded = diskFilter(item)
  const previous = item.points.find((point) => point.hardenedMs !== undefined)
  const known = new Set(previous?.disks.flatMap((disk) => (disk.included ? [disk.name] : [])))
  const days = previous ? (ctx.now() - previous.timeMs) / DAY_MS : 0
  return vm.disks
    .filter((disk) => isIncluded(disk.lun))
    .map((disk) => {
      const { usedGb, churnPerDay } = useOf(ctx, disk)
      const isChangedOnly = known.has(disk.name)
      const best = isChangedOnly ? CHANGED_BYTES_PER_SECOND : FIRST_BYTES_PER_SECOND
      return {
        bytes: Math.round(usedGb * GB * (isChangedOnly ? Math.min(1, churnPerDay * days) : 1)),
        bytesPerSecond: Math.min(BLOB_BYTES_PER_SECOND, best),
        ...(disk.account === undefined ? {} : { account: disk.account }),
      }
    })
}

/** What a world said of a disk, or a guess that stays with the disk: see UNSURE.md. */
function useOf(ctx: MockContext, disk: SourceDisk): DiskUse {
  const given = ctx.state.transfers.disks[disk.key]
  return {
    usedGb: given?.usedGb ?? disk.sizeGb * (0.2 + 0.6 * ctx.random.of(`${disk.key}|used`)),
    churnPerDay: given?.churnPerDay ?? 0.01 + 0.04 * ctx.random.of(`${disk.key}|churn`),
  }
}
