import { itemRef } from '../azure/items.js'
import { findPoint } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { armName } from '../core/arm-id.js'
import { readPastTime } from '../core/time-text.js'
import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { ConsistencyFloor, PointTier, RecoveryPoint } from '../model/point.js'
import { choosePoint, namedPoint, type PointChoice } from './choice.js'
import { readPoints } from './list.js'
import { notThere, type PointsOf } from './no-point.js'
import { describeChoice, describePoint } from './view.js'

export type { PointChoice } from './choice.js'

/** Which recovery point is meant; the values are as typed. */
export interface PointWish {
  /** `latest` (the default), Azure's number for it, or its resource id; not together with `at`. */
  readonly point?: string | undefined
  /** The last point not after this time, in ISO form or in words. */
  readonly at?: string | undefined
  /** Without it, any tier that needs no bringing back from the archive. */
  readonly tier?: PointTier | undefined
  readonly minConsistency?: ConsistencyFloor | undefined
  /** Of the copies in the paired region. */
  readonly secondary?: boolean | undefined
  /** Of one VM among many: the names of its disks are not needed (one request less, of which Azure takes few in an hour), and few words are. */
  readonly brief?: boolean | undefined
  /** What a file tells of the point that is named: of one VM among many it is taken as told. */
  readonly known?: RecoveryPoint | undefined
}

/**
 * The recovery point to restore by a wish, as {@link findChoice} finds it. Tells beside the result why, and what lay closer
 * and was passed over: whoever restores must not learn it afterwards. Of one VM among many only the latter.
 */
export async function choosePointOf(ctx: AppContext, item: ProtectedItem, wish: PointWish): Promise<PointChoice> {
  const choice = await findChoice(ctx, item, wish)
  if (choice.passedOver.length > 0 || !wish.brief) {
    const head = `VM '${item.machineName}': recovery point ${describePoint(choice.point)}`
    ctx.progress({ type: 'note', text: wish.brief ? `${head}, ${choice.why}` : `${head}.\n${describeChoice(choice)}` })
  }
  return choice
}

/**
 * The recovery point that a wish means, with the names of its disks (which neither lists nor the paired region tell). Throws
 * when there is none, and says what is there instead.
 */
export async function findChoice(ctx: AppContext, item: ProtectedItem, wish: PointWish): Promise<PointChoice> {
  const { secondary = false, at } = wish
  const now = ctx.clock.now()
  const of = { now, machineName: item.machineName, vmArgument: itemVmArgument(item), secondary }
  const question = { ...wish, at: at === undefined ? undefined : await readPastTime(at, now) }
  const name = namedPoint(wish)
  const choice =
    name === undefined || secondary
      ? choosePoint(await readPoints(ctx, item, { secondary }), question, of)
      : choosePoint([toldOf(wish) ?? (await requirePoint(ctx, item, { name, of }))], question, of)
  const isWhole = secondary || wish.brief === true || name !== undefined
  const point = isWhole ? choice.point : await requirePoint(ctx, item, { name: choice.point.name, of })
  return { ...choice, point }
}

function toldOf({ brief, known }: PointWish): RecoveryPoint | undefined {
  return brief ? known : undefined
}

/** The point with the names of its disks. One that was listed a moment ago may have expired since. */
async function requirePoint(
  ctx: AppContext,
  item: ProtectedItem,
  { name, of }: { readonly name: string; readonly of: PointsOf },
): Promise<RecoveryPoint> {
  const point = await findPoint(ctx.session, itemRef(item), armName(name))
  if (point !== undefined) return point
  throw notThere(name, of)
}
