import { parseArmId } from '../../core/arm-id.js'
import { sameName } from '../../core/names.js'
import { isUsableIn, needsRehydration, type PointTier, usableTiers } from '../../model/point.js'
import type { RestoreFacts } from './facts.js'

interface Way extends Pick<RestoreFacts, 'target' | 'places'> {
  readonly options: Pick<RestoreFacts['options'], 'zone'>
}

/** True when the target group lies in another subscription than the vault. */
export function isOtherSubscription({ target: { item }, places: { group } }: Omit<Way, 'options'>): boolean {
  return item !== null && group !== null && !sameName(parseArmId(item.vaultId).subscriptionId, group.subscriptionId)
}

/** True when a zone is asked for that is not the point's own; across regions every zone is another one. */
export function isOtherZone({ target: { choice, secondaryRegion }, options: { zone } }: Omit<Way, 'places'>): boolean {
  if (zone === null || choice === null) return false
  return secondaryRegion !== null || !choice.point.zones.includes(zone)
}

/**
 * Where Azure takes the data from: the snapshot serves its own region, zone and subscription only. Null when no point was
 * chosen. Source: AZURE-LIMITS.md D5.
 */
export function sourceTierOf(way: Way): PointTier | null {
  const { choice, secondaryRegion } = way.target
  if (choice === null) return null
  if (needsRehydration(choice.point)) return 'archive'
  const isNear = secondaryRegion === null && !isOtherSubscription(way) && !isOtherZone(way)
  return isNear && isUsableIn(choice.point, 'instant') ? 'instant' : 'vault'
}

/** True for a point of which there is a snapshot and nothing else. */
export function isInstantOnly({ target: { choice } }: Pick<Way, 'target'>): boolean {
  return choice !== null && usableTiers(choice.point).every((tier) => tier === 'instant')
}
