import type { ArmDoor } from '../arm.js'
import type { MockContext } from '../context.js'
import { createBuilder } from './build.js'
import { buildContoso } from './contoso.js'
import { buildFleet } from './fleet.js'

/** Named starting states. */
export type World = 'empty' | 'contoso' | { fleet: { vms: number; seed: number } }

/** The subscription every world has. */
export const FIRST_SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'

/** Fills an empty state. */
export function buildWorld(ctx: MockContext, door: ArmDoor, world: World): void {
  addSubscription(ctx, { id: FIRST_SUBSCRIPTION, displayName: 'Contoso' })
  const builder = createBuilder(door, FIRST_SUBSCRIPTION)
  builder.put('/resourceGroups/rg-backup', { location: 'westeurope' })
  builder.put('/resourceGroups/rg-app', { location: 'westeurope' })
  if (world === 'contoso') buildContoso(builder)
  if (typeof world === 'object') buildFleet(builder, world.fleet)
}

/** Adds a subscription with the providers of a backup client registered: ARM has no request for that. */
export function addSubscription(ctx: MockContext, subscription: { id: string; displayName: string }): void {
  ctx.state.resources.subscriptions[subscription.id.toLowerCase()] = {
    ...subscription,
    providers: {
      'microsoft.recoveryservices': 'Registered',
      'microsoft.compute': 'Registered',
      'microsoft.storage': 'Registered',
      'microsoft.network': 'Registered',
    },
  }
}
