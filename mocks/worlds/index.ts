import type { MockState } from '../store.js'
import { buildContoso } from './contoso.js'
import { buildFleet, type FleetOptions } from './fleet.js'
import { buildEstate, type EstateOptions } from './own-estate.js'
import { addSubscription, FIRST_SUBSCRIPTION, openStage } from './stage.js'
import type { WorldStart } from './start.js'

export type { FleetOptions } from './fleet.js'
export type { EstateOptions } from './own-estate.js'
export type { WorldStart } from './start.js'

/** Named starting states, generated fleets, and estates of your own. */
export type World = 'empty' | 'contoso' | { fleet: FleetOptions } | { estate: EstateOptions }

/** The state of a world at a moment; the same start gives the same state. */
export function buildWorld(world: World, start: WorldStart): MockState {
  if (!Number.isFinite(start.nowMs)) throw new RangeError(`A world needs a moment to stand at, got ${start.nowMs}.`)
  if (world === 'contoso') return buildContoso(start)
  if (typeof world === 'object' && 'estate' in world) return buildEstate(start, world.estate)
  if (typeof world === 'object') return buildFleet(start, world.fleet)
  const stage = openStage(start, start.nowMs)
  addSubscription(stage, { id: FIRST_SUBSCRIPTION, displayName: 'Contoso' })
  return stage.finish()
}
