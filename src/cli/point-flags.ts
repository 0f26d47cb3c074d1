import { Flags } from '@oclif/core'
import { usageError } from '../core/errors.js'
import { CONSISTENCY_FLOORS, type ConsistencyFloor, POINT_TIERS, type PointTier } from '../model/point.js'
import { vaultFlags } from './flags.js'

/** Whose recovery points are meant. */
export const pointFlags = {
  vm: Flags.string({
    required: true,
    helpValue: '<name|group/name|id>',
    summary: 'The VM; it need not exist any more',
  }),
  ...vaultFlags,
}

const CHOICE = 'RECOVERY POINT'

/** What a recovery point must be, and when it should be of. */
export const pointNeedFlags = {
  at: Flags.string({
    helpGroup: CHOICE,
    helpValue: '<time>',
    summary:
      "The last point not after this time: 2026-01-31T22:30 (UTC unless it has an offset), '2 days ago', 'yesterday 22:00'",
  }),
  'point-tier': Flags.option({ options: POINT_TIERS })({
    helpGroup: CHOICE,
    summary: 'Restore from this tier (default: instant or vault, whichever has the point)',
  }),
  'min-consistency': Flags.option({ options: CONSISTENCY_FLOORS })({
    helpGroup: CHOICE,
    summary: 'The least consistency: app (best), fs (file system), crash',
  }),
}

/** Which recovery point is meant, for every verb that restores. */
export const pointChoiceFlags = {
  point: Flags.string({
    helpGroup: CHOICE,
    helpValue: '<id|latest>',
    summary: 'The point with this number or resource id (default: latest)',
  }),
  ...pointNeedFlags,
}

/**
 * What {@link pointChoiceFlags} say, as use cases take it.
 *
 * @throws TWO_POINTS_ASKED (exit 2)
 */
export function readPointChoice(flags: PointChoiceFlags) {
  const { point, at, 'point-tier': tier, 'min-consistency': minConsistency } = flags
  if (point !== undefined && at !== undefined) {
    throw usageError('TWO_POINTS_ASKED', 'A point was named, and a time as well: they may mean different points.', [
      'Name the point, or leave it out and give --at.',
    ])
  }
  return { point, at, tier, minConsistency }
}

export interface PointChoiceFlags {
  readonly point?: string | undefined
  readonly at?: string | undefined
  readonly 'point-tier'?: PointTier | undefined
  readonly 'min-consistency'?: ConsistencyFloor | undefined
}
