import { MINUTE_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { RestoreTarget } from '../restore/survey.js'
import { count, formatDuration } from '../view/format.js'

/** What Azure bills while a drill runs, roughly: no prices, and no promise. */
export interface DrillCosts {
  /** Null for VMs whose size is not known. */
  readonly machines: readonly { readonly size: string | null; readonly count: number }[]
  /** Of the disks that are restored, as far as their sizes are known. */
  readonly disksGb: number
  readonly storageAccounts: number
  /** From the first order to the end of the group. */
  readonly aboutMs: number
}

/** What a disk's copy out of a vault is said to reach at most. Source: AZURE-LIMITS.md D5. */
const COPY_MB_PER_S = 50
/** Making the place, booting, looking inside, deleting the group. */
const AROUND_MS = 30 * MINUTE_MS

/** Restores run side by side: the drill takes as long as the biggest one. */
export function estimateCosts(targets: readonly Pick<RestoreTarget, 'machine' | 'choice'>[]): DrillCosts {
  const sizes = targets.map(({ machine, choice }) => machine?.size ?? choice?.point.vmSize ?? null)
  const gigabytes = targets.map(
    ({ machine }) => machine?.disks.reduce((sum, { sizeGb }) => sum + (sizeGb ?? 0), 0) ?? 0,
  )
  const copyMs = (Math.max(0, ...gigabytes) * 1024 * 1000) / COPY_MB_PER_S
  return {
    machines: [...groupBy(sizes, (size) => nameKey(size ?? ''))]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([, [size = null, ...others]]) => ({ size, count: others.length + 1 })),
    disksGb: gigabytes.reduce((sum, gb) => sum + gb, 0),
    storageAccounts: targets.length,
    aboutMs: Math.ceil((AROUND_MS + copyMs) / MINUTE_MS) * MINUTE_MS,
  }
}

/** e.g. `Azure bills for about 1h 35m: 2 VMs of Standard_D2s_v5, 382 GB of disks, 2 storage accounts.` */
export function sayCosts({ machines, disksGb, storageAccounts, aboutMs }: DrillCosts): string {
  const rows = machines.map(({ size, count: n }) => `${count(n, 'VM')} of ${size ?? 'unknown size'}`)
  const things = [...rows, `${disksGb} GB of disks`, count(storageAccounts, 'storage account')]
  return `Azure bills for about ${formatDuration(aboutMs)}: ${things.join(', ')}.`
}
