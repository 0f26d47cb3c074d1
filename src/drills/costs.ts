import { MINUTE_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { compareTexts, nameKey } from '../core/names.js'
import type { RestoreStep } from '../restore/plan.js'
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

/** Making the place, booting, looking inside, deleting the group. */
const AROUND_MS = 30 * MINUTE_MS

/** Restores run side by side: the drill takes as long as the biggest one. */
export function estimateCosts(steps: readonly Pick<RestoreStep, 'target' | 'estimate'>[]): DrillCosts {
  const targets = steps.map(({ target }) => target)
  const sizes = targets.map(({ machine, choice }) => machine?.size ?? choice?.point.vmSize ?? null)
  const gigabytes = targets.map(
    ({ machine }) => machine?.disks.reduce((sum, { sizeGb }) => sum + (sizeGb ?? 0), 0) ?? 0,
  )
  const restoreMs = Math.max(0, ...steps.map(({ estimate }) => estimate?.likelyMs ?? estimate?.bestMs ?? 0))
  return {
    machines: [...groupBy(sizes, (size) => nameKey(size ?? ''))]
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([, [size = null, ...others]]) => ({ size, count: others.length + 1 })),
    disksGb: gigabytes.reduce((sum, gb) => sum + gb, 0),
    storageAccounts: targets.length,
    aboutMs: Math.ceil((AROUND_MS + restoreMs) / MINUTE_MS) * MINUTE_MS,
  }
}

/** e.g. `Azure bills for about 1h 35m: 2 VMs of Standard_D2s_v5, 382 GB of disks, 2 storage accounts.` */
export function sayCosts({ machines, disksGb, storageAccounts, aboutMs }: DrillCosts): string {
  const rows = machines.map(({ size, count: n }) => `${count(n, 'VM')} of ${size ?? 'unknown size'}`)
  const things = [...rows, `${disksGb} GB of disks`, count(storageAccounts, 'storage account')]
  return `Azure bills for about ${formatDuration(aboutMs)}: ${things.join(', ')}.`
}
