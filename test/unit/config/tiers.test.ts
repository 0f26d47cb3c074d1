import { describe, expect, it } from 'vitest'
import type { TierRule } from '../../../src/config/settings.js'
import { BUILT_IN_TIERS, findTier, nameMatches, tierOf } from '../../../src/config/tiers.js'

const machine = { name: 'web-01', resourceGroup: 'rg-web', tags: { Env: 'Prod' } }

function rule(given: Partial<TierRule>): TierRule {
  const origin = { source: 'project file' as const, file: 'azbk.yaml', line: 7 }
  return { tier: 'critical', tag: null, resourceGroup: null, name: null, origin, ...given }
}

function choose(rules: readonly TierRule[], tags: Record<string, string> = machine.tags) {
  return tierOf({ ...machine, tags }, { tiers: BUILT_IN_TIERS, rules })
}

describe('the tier of a VM', () => {
  it('is the one its own tag names, before any rule', () => {
    const choice = choose([rule({ tier: 'critical', name: '*' })], { 'AZBK-Tier': 'DEV' })

    expect(choice).toMatchObject({ tier: { name: 'dev' }, reason: 'tag azbk-tier=DEV' })
  })

  it('is that of the first rule that matches, and says where the rule stands', () => {
    const choice = choose([rule({ tier: 'dev', name: 'db-*' }), rule({}), rule({ tier: 'dev' })])

    expect(choice).toMatchObject({ tier: { name: 'critical' }, reason: 'rule at azbk.yaml:7' })
  })

  it('is standard without a tag and a rule', () => {
    expect(choose([])).toMatchObject({ tier: { name: 'standard' }, reason: 'default' })
  })

  it('falls back to the rules, with a warning, when the tag names no tier', () => {
    const choice = choose([rule({})], { 'azbk-tier': 'platinum' })

    expect(choice.tier.name).toBe('critical')
    expect(choice.warning).toMatch(/web-01 has the tag azbk-tier=platinum.*critical, standard, dev/)
  })

  it.each([
    [{ tag: { key: 'env', value: 'prod' } }, true],
    [{ tag: { key: 'env', value: null } }, true],
    [{ tag: { key: 'env', value: 'test' } }, false],
    [{ tag: { key: 'owner', value: null } }, false],
    [{ resourceGroup: 'RG-WEB' }, true],
    [{ resourceGroup: 'rg-db' }, false],
    [{ name: 'WEB-*' }, true],
    [{ name: 'web' }, false],
    [{ name: 'web-*', resourceGroup: 'rg-db' }, false],
  ])('asks every condition of a rule: %j', (conditions, matches) => {
    expect(choose([rule(conditions)]).tier.name).toBe(matches ? 'critical' : 'standard')
  })
})

describe('a name pattern', () => {
  it.each([
    ['*', '', true],
    ['web-*-01', 'web-eu-01', true],
    ['web-*-01', 'web-01', false],
    ['a.c', 'abc', false],
    ['(x)+', '(x)+', true],
  ])('%s on %s is %s', (pattern, name, matches) => {
    expect(nameMatches(pattern, name)).toBe(matches)
  })
})

it('built-in tiers are found without case', () => {
  expect(findTier({ tiers: BUILT_IN_TIERS }, 'Critical')?.name).toBe('critical')
  expect(findTier({ tiers: BUILT_IN_TIERS }, 'gold')).toBeUndefined()
})
