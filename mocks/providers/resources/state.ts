import type { JsonObject } from '../../json.js'

/** Registration of a provider in a subscription. */
export type RegistrationState = 'NotRegistered' | 'Registering' | 'Registered'

/** A subscription and the state of its providers (lower-case namespace -> registration state). */
export interface SubscriptionRecord {
  id: string
  displayName: string
  providers: Record<string, RegistrationState>
  tags?: JsonObject
  /** Tag names that were announced for the subscription, with their values. */
  tagNames?: Record<string, string[]>
}

/** A resource group. */
export interface ResourceGroupRecord {
  id: string
  name: string
  subscriptionId: string
  location: string
  tags?: JsonObject
  /** Absent = Succeeded. */
  provisioningState?: 'Deleting'
}

/** The delete of a group; `error` = what the last poll answers. */
export interface GroupDeletion {
  id: string
  groupKey: string
  dueMs: number
  status: 'InProgress' | 'Succeeded' | 'Failed'
  error?: { code: string; message: string }
}

/** A management lock. */
export interface LockRecord {
  name: string
  /** Id of the subscription, group or resource that it locks. */
  scope: string
  level: 'CanNotDelete' | 'ReadOnly'
  notes?: string
}

/** Subscriptions by lower-case id; groups, locks and deletions by lower-case resource id or operation id. */
export interface ResourcesState {
  subscriptions: Record<string, SubscriptionRecord>
  groups: Record<string, ResourceGroupRecord>
  deletions: Record<string, GroupDeletion>
  locks: Record<string, LockRecord>
}

/** Lower-case key of a resource group. */
export function groupKey(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${name}`.toLowerCase()
}
