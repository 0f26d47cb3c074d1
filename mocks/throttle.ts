import type { ArmCall, Route } from './arm-types.js'
import type { MockContext } from './context.js'
import { actionOf } from './providers/authorization/action-name.js'
import { providerLimit } from './quota-headers.js'
import type { VaultRecord } from './service/model.js'
import { utcDay } from './service/time-zone.js'
import { type Bucket, type BucketSize, fullBucket, takeToken } from './throttle-bucket.js'
import { type ArmThrottleKind, armThrottled, armThrottleKind, providerThrottled } from './throttle-errors.js'

/** Whether requests are counted: `azure` = as Azure does, `none` = not at all. */
export type ThrottleProfile = 'none' | 'azure'

/** What was used of each quota. */
export interface ThrottleState {
  profile: ThrottleProfile
  /** By `scope|principal|kind`. */
  buckets: Record<string, Bucket>
  /** Requests of the present hour, by `subscription|action`. */
  hours: Record<string, { startMs: number; count: number }>
  /** Policy edits of one UTC day, by vault. */
  policyEdits: Record<string, { day: string; count: number }>
}

/** What a principal may send of each kind to one subscription. Source: docs, throttling of Azure Resource Manager. */
const ARM_BUCKETS: Readonly<Record<ArmThrottleKind, BucketSize>> = {
  read: { capacity: 250, perSecond: 25 },
  write: { capacity: 200, perSecond: 10 },
  delete: { capacity: 200, perSecond: 10 },
}

/** How many times as much all principals of a subscription may send together. Source: the same page. */
const ALL_TOGETHER = 15

const HOUR_MS = 3_600_000

/** Policies that may be written in a vault a day. Source: docs, Azure Backup FAQ. */
export const MAX_POLICY_EDITS_PER_DAY = 50

/** A profile of which nothing is used. */
export function createThrottle(profile: ThrottleProfile = 'none'): ThrottleState {
  return { profile, buckets: {}, hours: {}, policyEdits: {} }
}

/**
 * Counts a request against the quotas of ARM and of the provider. Gives the headers that say what is left, none when
 * nothing is counted; throws 429 with the seconds after which the same request passes.
 */
export function admit(ctx: MockContext, call: ArmCall, route: Route): Record<string, string> {
  if (ctx.state.throttle.profile === 'none') return {}
  const left = takeFromArm(ctx, call)
  const limit = providerLimit(call.method, call.path)
  return limit === undefined ? left : takeFromProvider(ctx, call, { action: actionOf(route), limit })
}

function takeFromArm(ctx: MockContext, { method, path, caller }: ArmCall): Record<string, string> {
  const { buckets } = ctx.state.throttle
  const kind = armThrottleKind(method)
  const scope = scopeOf(path)
  const takes = quotasOf(scope, kind, caller.objectId).map(({ size, ...quota }) => {
    const key = `${scope}|${quota.actor}|${kind}`
    return { ...quota, key, take: takeToken(buckets[key] ?? fullBucket(size, ctx.now()), size, ctx.now()) }
  })
  const refused = takes.find(({ take }) => !take.isGranted)
  if (refused) {
    const waitSeconds = wallSeconds(ctx, refused.take.waitMs)
    throw armThrottled({ kind, subscriptionId: scope, objectId: refused.actor, waitSeconds })
  }
  for (const { key, take } of takes) buckets[key] = take.bucket
  return Object.fromEntries(
    takes.map(({ level, take }) => [`x-ms-ratelimit-remaining-${level}-${kind}s`, String(take.left)]),
  )
}

/** The quotas that a request uses up: that of its principal, and in a subscription that of all principals together. */
function quotasOf(scope: string, kind: ArmThrottleKind, actor: string) {
  const size = ARM_BUCKETS[kind]
  if (scope === TENANT) return [{ level: 'tenant', actor, size }]
  const shared = { capacity: size.capacity * ALL_TOGETHER, perSecond: size.perSecond * ALL_TOGETHER }
  return [
    { level: 'subscription', actor, size },
    { level: 'subscription-global', actor: 'all', size: shared },
  ]
}

function takeFromProvider(
  ctx: MockContext,
  { path }: ArmCall,
  { action, limit }: { action: string; limit: number },
): Record<string, string> {
  const { hours } = ctx.state.throttle
  const key = `${scopeOf(path)}|${action}`
  const known = hours[key]
  const hour = known && ctx.now() - known.startMs < HOUR_MS ? known : { startMs: ctx.now(), count: 0 }
  hours[key] = hour
  if (hour.count >= limit) {
    const waitSeconds = wallSeconds(ctx, hour.startMs + HOUR_MS - ctx.now())
    throw providerThrottled({ action, limit, waitSeconds })
  }
  hour.count += 1
  return { 'x-ms-ratelimit-remaining-subscription-resource-requests': String(limit - hour.count) }
}

/** Counts a write of a policy; false when the day has no more. */
export function takePolicyEdit(ctx: MockContext, vault: VaultRecord): boolean {
  const { profile, policyEdits } = ctx.state.throttle
  if (profile === 'none') return true
  const key = `${vault.key}|${vault.numericId}`
  const day = utcDay(ctx.now())
  const known = policyEdits[key]
  const edits = known?.day === day ? known : { day, count: 0 }
  if (edits.count >= MAX_POLICY_EDITS_PER_DAY) return false
  policyEdits[key] = { day, count: edits.count + 1 }
  return true
}

/** Requests without a subscription count against the tenant. */
const TENANT = 'tenant'

function scopeOf(path: string): string {
  const [root, subscription] = path.toLowerCase().split('/').slice(1)
  return root === 'subscriptions' && subscription ? subscription : TENANT
}

/** Clients wait in wall time, quotas fill up in the calendar's. */
function wallSeconds(ctx: MockContext, calendarMs: number): number {
  return Math.max(1, Math.ceil(calendarMs / 1000 / ctx.settings.calendarSpeed))
}
