import type { FollowUp } from '../model/follow-up.js'
import { isBackedUp } from '../model/item.js'
import { OS_DISK_LUN } from '../model/machine.js'
import { type EstimateFacts, estimateRestore, type RestoreEstimate } from './estimate.js'
import { nextSteps } from './fix-list.js'
import type { RestorePlaces } from './places.js'
import { sourceTierOf } from './preflight/way.js'
import type { RestoreTarget } from './survey.js'
import type { RestoreTask } from './task.js'

/** What is to be expected of a restore. */
export interface Forecast {
  /** Null when nothing is known of the size of the disks, and it counts. */
  readonly estimate: RestoreEstimate | null
  /** What is to be looked at afterwards. */
  readonly next: readonly FollowUp[]
}

export const NO_FORECAST: Forecast = { estimate: null, next: [] }

export function forecast(target: RestoreTarget, { order }: RestoreTask, places: RestorePlaces): Forecast {
  const facts: EstimateFacts = {
    mode: order.mode,
    tier: sourceTierOf({ target, places, options: order }) ?? 'vault',
    sizeGb: sizeOf(target, order.luns),
    leastGb: target.movedGb,
    priority: order.rehydration?.priority ?? null,
  }
  return { estimate: estimateRestore(facts), next: nextSteps(target, order) }
}

/** Azure copies whole disks. Null when the VM is gone, or the size of one is not known. */
function sizeOf({ machine, item, choice }: RestoreTarget, luns: readonly number[] | null): number | null {
  if (machine === null) return null
  const held = choice?.point.disks?.includedDisks?.map(({ lun }) => lun)
  const sizes = machine.disks
    .filter((disk) => held?.includes(disk.lun) ?? isBackedUp(disk, item?.disks ?? null))
    .filter(({ lun }) => luns === null || lun === OS_DISK_LUN || luns.includes(lun))
    .map(({ sizeGb }) => sizeGb)
  return sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}
