import type { JsonObject } from '../../json.js'

/** A subscription and the state of its providers (lower-case namespace -> registration state). */
export interface SubscriptionRecord {
  id: string
  displayName: string
  providers: Record<string, 'NotRegistered' | 'Registering' | 'Registered'>
}

/** A resource group. */
export interface ResourceGroupRecord {
  id: string
  name: string
  subscriptionId: string
  location: string
  tags?: JsonObject
}

/** Subscriptions by lower-case id, groups by lower-case resource id. */
export interface ResourcesState {
  subscriptions: Record<string, SubscriptionRecord>
  groups: Record<string, ResourceGroupRecord>
}

/** Lower-case key of a resource group. */
export function groupKey(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${name}`.toLowerCase()
}
