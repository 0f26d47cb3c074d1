import { listSecondaryPoints } from '../azure/cross-region.js'
import { itemRef } from '../azure/items.js'
import { listPoints as listAzurePoints } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { type TimeWindow, timeWindow, type WindowInput } from '../core/time-window.js'
import type { ProtectedItem } from '../model/item.js'
import { type Consistency, isUsableIn, type PointTier, type RecoveryPoint } from '../model/point.js'
import { findNearOrCopied, type PointScope } from './item.js'

export interface PointListInput extends PointScope, WindowInput {
  readonly tier?: PointTier | undefined
  readonly consistency?: Consistency | undefined
}

export type PointListResult = readonly RecoveryPoint[]

/** The recovery points of a VM, newest first. */
export async function listPoints(ctx: AppContext, input: PointListInput): Promise<PointListResult> {
  const { tier, consistency } = input
  const window = await timeWindow(input, ctx.clock.now())
  const item = await findNearOrCopied(ctx, input)
  const points = await readPoints(ctx, item, { window, secondary: input.secondary === true })
  return points.filter(
    (point) =>
      (tier === undefined || isUsableIn(point, tier)) &&
      (consistency === undefined || point.consistency === consistency),
  )
}

/** The points of an item here or in the paired region, which takes no time window. */
export async function readPoints(
  ctx: AppContext,
  item: ProtectedItem,
  { window, secondary }: { readonly window?: TimeWindow | undefined; readonly secondary: boolean },
): Promise<RecoveryPoint[]> {
  if (!secondary) return listAzurePoints(ctx.session, itemRef(item), window)
  const points = await listSecondaryPoints(ctx.session, itemRef(item))
  return points.filter((point) => window === undefined || (point.time >= window.from && point.time <= window.to))
}
