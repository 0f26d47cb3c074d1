import { itemRef } from '../azure/items.js'
import { findPoint } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { armName } from '../core/arm-id.js'
import { notFoundError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { RecoveryPoint } from '../model/point.js'
import { findItemOf, type PointScope } from './item.js'
import { readPoints } from './list.js'

export interface PointShowInput extends PointScope {
  /** Azure's number for it, its resource id, or `latest`. */
  readonly point: string
}

export type PointShowResult = RecoveryPoint

/** One recovery point with the names of its disks (which the paired region does not tell). */
export async function showPoint(ctx: AppContext, input: PointShowInput): Promise<PointShowResult> {
  const { point } = input
  const item = await findItemOf(ctx, input)
  const found = await readPoint(ctx, item, input)
  if (found !== undefined) return found
  const vm = itemVmArgument(item)
  if (sameName(point, LATEST)) {
    throw notFoundError('POINT_NOT_FOUND', `VM '${item.machineName}' has no recovery point yet.`, [`azbk backup ${vm}`])
  }
  throw notFoundError('POINT_NOT_FOUND', `VM '${item.machineName}' has no recovery point ${point}.`, [
    `azbk point list ${vm}`,
  ])
}

const LATEST = 'latest'

async function readPoint(
  ctx: AppContext,
  item: ProtectedItem,
  input: PointShowInput,
): Promise<RecoveryPoint | undefined> {
  const { secondary = false } = input
  const isLatest = sameName(input.point, LATEST)
  const points = isLatest || secondary ? await readPoints(ctx, item, { secondary }) : []
  const row = isLatest ? points[0] : points.find(({ name }) => sameName(name, armName(input.point)))
  const name = isLatest ? row?.name : armName(input.point)
  return secondary || name === undefined ? row : findPoint(ctx.session, itemRef(item), name)
}
