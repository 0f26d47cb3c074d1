import type { ArmCall } from '../arm-types.js'
import { sameName } from '../json.js'

/** What every resource in a resource group has. */
export interface Placed {
  id: string
  name: string
  group: string
  subscriptionId: string
  location: string
}

/** Id of the resource that a path names, in the case of the path. */
export function resourceIdOf(call: ArmCall, type: string): string {
  const { sub = '', rg = '', name = '' } = call.params
  return `/subscriptions/${sub}/resourceGroups/${rg}/providers/${type}/${name}`
}

/** True for resources of the subscription, and of the group when the path names one. */
export function inScope(call: ArmCall, row: Placed): boolean {
  const { sub, rg } = call.params
  return sameName(row.subscriptionId, sub) && (rg === undefined || sameName(row.group, rg))
}

/** Name and place of a resource: those it has, or those of the path that makes it. */
export function placeOf(call: ArmCall, type: string, known: Placed | undefined): Omit<Placed, 'location'> {
  if (known) return { id: known.id, name: known.name, group: known.group, subscriptionId: known.subscriptionId }
  const { sub = '', rg = '', name = '' } = call.params
  return { id: resourceIdOf(call, type), name, group: rg, subscriptionId: sub }
}
