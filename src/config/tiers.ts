import { DAY_MS, HOUR_MS } from '../core/clock.js'
import { nameKey, sameName } from '../core/names.js'
import { describeOrigin, type Settings, type Tier, type TierRule } from './settings.js'

/** The tag by which a VM names its own tier. */
const TIER_TAG = 'azbk-tier'

const DEFAULT_TIER = 'standard'

/**
 * What `--tier` means without a file. RPO is the longest gap that the template's schedule leaves: every 4 hours
 * (Azure's shortest interval), daily, and daily with a day of grace for machines that may miss a night.
 */
export const BUILT_IN_TIERS: Readonly<Record<string, Tier>> = {
  critical: {
    name: 'critical',
    template: 'critical',
    window: null,
    timeZone: null,
    rpoMs: 4 * HOUR_MS,
    rtoMs: 4 * HOUR_MS,
  },
  standard: { name: 'standard', template: 'standard', window: null, timeZone: null, rpoMs: DAY_MS, rtoMs: 8 * HOUR_MS },
  dev: { name: 'dev', template: 'dev', window: null, timeZone: null, rpoMs: 2 * DAY_MS, rtoMs: 2 * DAY_MS },
}

/** A VM as far as its tier depends on it. */
export interface TierSubject {
  readonly name: string
  readonly resourceGroup: string
  readonly tags: Readonly<Record<string, string>>
}

export interface TierChoice {
  readonly tier: Tier
  /** In a phrase: `tag azbk-tier=critical`, `rule at azbk.yaml:12`, `default`. */
  readonly reason: string
  /** Set when the VM's own tag names a tier that does not exist; the choice goes on as if it were not there. */
  readonly warning?: string
}

/** The tier of a VM: its tag `azbk-tier`, else the first rule that matches, else `standard`. */
export function tierOf(machine: TierSubject, settings: Pick<Settings, 'tiers' | 'rules'>): TierChoice {
  const tag = tagValue(machine, TIER_TAG)
  const tagged = tag === undefined ? undefined : findTier(settings, tag)
  if (tagged) return { tier: tagged, reason: `tag ${TIER_TAG}=${tag}` }
  const rule = settings.rules.find((candidate) => matches(candidate, machine))
  const ruled = rule && findTier(settings, rule.tier)
  const choice = ruled
    ? { tier: ruled, reason: `rule at ${describeOrigin(rule.origin)}` }
    : { tier: standardTier(settings), reason: 'default' }
  if (tag === undefined) return choice
  const known = Object.values(settings.tiers).map(({ name }) => name)
  return {
    ...choice,
    warning: `${machine.name} has the tag ${TIER_TAG}=${tag}, but there is no such tier (${known.join(', ')}).`,
  }
}

/** A tier by name, compared without case; undefined when neither built in nor in a file. */
export function findTier(settings: Pick<Settings, 'tiers'>, name: string): Tier | undefined {
  return settings.tiers[nameKey(name)]
}

function standardTier(settings: Pick<Settings, 'tiers'>): Tier {
  return settings.tiers[DEFAULT_TIER] ?? (BUILT_IN_TIERS.standard as Tier)
}

function matches(rule: TierRule, machine: TierSubject): boolean {
  if (rule.resourceGroup !== null && !sameName(rule.resourceGroup, machine.resourceGroup)) return false
  if (rule.name !== null && !nameMatches(rule.name, machine.name)) return false
  if (rule.tag === null) return true
  const value = tagValue(machine, rule.tag.key)
  return value !== undefined && (rule.tag.value === null || sameName(rule.tag.value, value))
}

/** `*` stands for any text, also none; everything else for itself, without case. */
export function nameMatches(pattern: string, name: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, 'is').test(name)
}

/** Tag names are compared without case, as Azure does. */
function tagValue(machine: TierSubject, key: string): string | undefined {
  return Object.entries(machine.tags).find(([name]) => sameName(name, key))?.[1]
}
