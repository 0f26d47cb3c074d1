import type { Tier } from '../config/settings.js'
import type { PolicySpec } from '../model/policy.js'
import { startTime } from '../model/policy-schedule.js'
import { POLICY_TEMPLATES } from '../model/policy-templates.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'
import type { EstateTier, StartWindow } from '../slots/estate.js'

/** The template of a tier in the tier's time zone, starting when its window opens. */
export function specOfTier(tier: Tier): PolicySpec {
  const template = POLICY_TEMPLATES[tier.template]
  const { schedule } = template
  const opens = windowOf(tier)?.from ?? startTime(schedule)
  const timed = schedule.frequency === 'hourly' ? { ...schedule, windowStart: opens } : { ...schedule, time: opens }
  return { ...template, schedule: timed, timeZone: zoneOf(tier) }
}

/** A tier as staggering sees it. */
export function estateTierOf(tier: Tier): EstateTier {
  return { name: tier.name, spec: specOfTier(tier), window: windowOf(tier), rpoMs: tier.rpoMs }
}

function windowOf(tier: Tier): StartWindow | null {
  const [from, to] = (tier.window ?? '').split('-').map((time) => time.trim())
  return from && to ? { from, to, timeZone: zoneOf(tier) } : null
}

function zoneOf({ timeZone, template }: Tier): string {
  return timeZone === null ? POLICY_TEMPLATES[template].timeZone : (normalizeTimeZone(timeZone) ?? timeZone)
}
