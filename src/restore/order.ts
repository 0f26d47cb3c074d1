import { armId } from '../core/arm-id.js'
import { regionKey } from '../core/names.js'
import type { RestoreMode, RestoreOrder } from '../model/restore.js'
import type { RestorePlaces } from './survey.js'

/** What an order is made of, once nothing stands in its way. */
export interface OrderParts {
  readonly mode: RestoreMode
  readonly sourceId: string
  readonly point: string
  readonly region: string
  readonly stagingAccountId: string
  readonly places: RestorePlaces
}

export function orderOf({ mode, sourceId, point, region, stagingAccountId, places }: OrderParts): RestoreOrder {
  return {
    mode,
    point,
    sourceId: armId(sourceId),
    region: regionKey(region),
    stagingAccountId: armId(stagingAccountId),
    targetGroupId: places.group?.id ?? null,
    newMachine: null,
    zone: null,
    luns: null,
  }
}
