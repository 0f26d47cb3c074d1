import type { Tier } from '../config/settings.js'
import { type ArmId, armId } from '../core/arm-id.js'
import { compareNames, nameKey, sameName } from '../core/names.js'
import type { Policy, PolicySpec } from '../model/policy.js'
import { startTime } from '../model/policy-schedule.js'
import { POLICY_TEMPLATES } from '../model/policy-templates.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'

/** The policy that a VM is to have. */
export interface PolicyTarget {
  readonly name: string
  readonly id: ArmId
  /** Null when azbk cannot read it. */
  readonly spec: PolicySpec | null
  /** It has to be made first. */
  readonly isNew: boolean
}

/** The policies of one vault, and how many items each has; choosing from it counts the choice. */
export interface PolicyPool {
  readonly vaultId: ArmId
  readonly policies: readonly Policy[]
  /** By {@link nameKey} of the policy's name. */
  readonly counts: Map<string, number>
}

/**
 * The tier's policy with the fewest items, the first by name among equals; a new one from the tier's template when
 * the vault has none. Choosing for VMs in a fixed order spreads them evenly, and the same way each time.
 */
export function takePolicy(pool: PolicyPool, tier: Tier): PolicyTarget {
  const [first, ...others] = policiesOfTier(pool.policies, tier.name)
  const load = (policy: Policy) => pool.counts.get(nameKey(policy.name)) ?? 0
  const least = others.reduce((best, policy) => (best && load(policy) < load(best) ? policy : best), first)
  if (least === undefined) return newPolicy(pool, tier)
  pool.counts.set(nameKey(least.name), load(least) + 1)
  return existing(least)
}

export function existing({ name, id, spec }: Policy): PolicyTarget {
  return { name, id, spec, isNew: false }
}

/** The policies of a tier: its name alone, or a slot of it (`<tier>-<HHMM>`, with a day when it is weekly). */
function policiesOfTier(policies: readonly Policy[], tier: string): Policy[] {
  const belongs = (name: string) => sameName(name, tier) || nameKey(name).startsWith(`${nameKey(tier)}-`)
  return policies.filter((policy) => belongs(policy.name)).sort((a, b) => compareNames(a.name, b.name))
}

function newPolicy(pool: PolicyPool, tier: Tier): PolicyTarget {
  const spec = specOfTier(tier)
  const name = slotName(tier.name, spec)
  return { name, id: armId(`${pool.vaultId}/backupPolicies/${name}`), spec, isNew: true }
}

/** The template of a tier in the tier's time zone, starting when its window opens. */
function specOfTier(tier: Tier): PolicySpec {
  const template = POLICY_TEMPLATES[tier.template]
  const { schedule } = template
  const opens = tier.window?.split('-')[0]?.trim() ?? startTime(schedule)
  const timeZone = tier.timeZone === null ? template.timeZone : (normalizeTimeZone(tier.timeZone) ?? tier.timeZone)
  const timed = schedule.frequency === 'hourly' ? { ...schedule, windowStart: opens } : { ...schedule, time: opens }
  return { ...template, schedule: timed, timeZone }
}

/** The name of a tier's policy that starts at a time of day, e.g. `standard-2200`. */
function slotName(tier: string, spec: PolicySpec): string {
  return `${tier}-${startTime(spec.schedule).replace(':', '')}`
}
