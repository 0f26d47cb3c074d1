import { type JsonObject, listOf, sameName, spell, textOf } from '../json.js'
import type { PointRecord, VaultRecord } from './model.js'

/** What tells where a restore takes its data. */
export interface RestoreWay {
  vault: VaultRecord
  point: PointRecord
  request: JsonObject
  crossRegion: boolean
}

/** True when the disks go into a zone that is not theirs. */
export function isOtherZone({ point, request, crossRegion }: Omit<RestoreWay, 'vault'>): boolean {
  const zones = listOf(request.zones).map(spell)
  return zones.length > 0 && (crossRegion || zones.join() !== point.zones?.join())
}

/** True when the target group lies in another subscription than the vault. */
export function isOtherSubscription({ vault, request }: Pick<RestoreWay, 'vault' | 'request'>): boolean {
  const target = textOf(request.targetResourceGroupId)?.split('/')[2] ?? vault.subscriptionId
  return !sameName(target, vault.subscriptionId)
}

/** True when the data comes from the vault: the snapshot is gone, or serves its own zone and subscription only. Source: docs, support matrix. */
export function isFromVault(way: RestoreWay): boolean {
  return way.crossRegion || way.point.instantUntilMs === undefined || isOtherZone(way) || isOtherSubscription(way)
}
