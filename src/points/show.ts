import { itemRef } from '../azure/items.js'
import { findPoint } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { armName } from '../core/arm-id.js'
import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import { isNamed, type RecoveryPoint } from '../model/point.js'
import { type ChoiceFacts, choiceWarnings, namedPoint } from './choice.js'
import { findChoice, type PointWish } from './choose.js'
import { findNearOrCopied, type PointScope } from './item.js'
import { readPoints } from './list.js'
import { notThere } from './no-point.js'

export interface PointShowInput extends PointScope, PointWish {}

export interface PointShowResult extends RecoveryPoint {
  /** How it was chosen; null when it was named and nothing was asked of it. */
  readonly choice: ChoiceFacts | null
}

/** The recovery point that is meant, with the names of its disks (which the paired region does not tell). */
export async function showPoint(ctx: AppContext, input: PointShowInput): Promise<PointShowResult> {
  const item = await findNearOrCopied(ctx, input)
  const name = namedPoint(input)
  const isBare = input.at === undefined && input.tier === undefined && input.minConsistency === undefined
  if (name !== undefined && isBare) return { ...(await readNamed(ctx, item, { ...input, name })), choice: null }
  const found = await findChoice(ctx, item, input)
  choiceWarnings(found, ctx.clock.now()).forEach(ctx.warn)
  const { point, ...choice } = found
  return { ...point, choice }
}

/** One that is named is shown whether it can be restored or not. */
async function readNamed(
  ctx: AppContext,
  item: ProtectedItem,
  { name, secondary = false }: { readonly name: string; readonly secondary?: boolean | undefined },
): Promise<RecoveryPoint> {
  const points = secondary ? await readPoints(ctx, item, { secondary }) : []
  const point = secondary
    ? points.find((row) => isNamed(row, name))
    : await findPoint(ctx.session, itemRef(item), armName(name))
  if (point !== undefined && isNamed(point, name)) return point
  const { machineName } = item
  throw notThere(name, { now: ctx.clock.now(), machineName, vmArgument: itemVmArgument(item), secondary })
}
