import { describe, expect, it } from 'vitest'
import type { AzbkError } from '../../../src/core/errors.js'
import { checkVaultName } from '../../../src/vaults/plan.js'
import { parseVaultInput, type VaultInput } from '../../../src/vaults/wish.js'
import { GUARD, KEY, USER_IDENTITY, wishOf } from '../../helpers/vaults.js'

function problemsOf(input: VaultInput): string[] {
  try {
    parseVaultInput(input)
  } catch (error) {
    const { code, exitCode, details } = error as AzbkError
    expect([code, exitCode]).toEqual(['INVALID_VAULT_SETTINGS', 2])
    return (details.problems as { field: string }[]).map(({ field }) => field)
  }
  return []
}

describe('the settings of a vault as typed', () => {
  it('are read without case, redundancy also in its short forms', () => {
    expect(wishOf({ redundancy: 'GRS', 'soft-delete': 'alwayson', immutability: 'LOCKED' })).toMatchObject({
      redundancy: 'GeoRedundant',
      softDelete: 'AlwaysON',
      immutability: 'Locked',
    })
    expect(wishOf({ redundancy: 'zone' }).redundancy).toBe('ZoneRedundant')
    expect(wishOf({ redundancy: 'locallyredundant' }).redundancy).toBe('LocallyRedundant')
  })

  it('leave out what was not asked for', () => {
    expect(wishOf({})).toEqual({ tags: {}, removeTags: [], identities: [], removeIdentities: [], alerts: {} })
  })

  it('keep the equals signs in a tag value', () => {
    expect(wishOf({ tag: ['formula=a=b', 'empty='] }).tags).toEqual({ formula: 'a=b', empty: '' })
  })

  it('let a later alert win over an earlier one', () => {
    expect(wishOf({ alerts: ['none', 'job-failures=ON'] }).alerts).toEqual({
      jobFailures: true,
      replicationIssues: false,
      failoverIssues: false,
      classicCritical: false,
      classicSiteRecoveryEmail: false,
    })
  })

  it('take none for the resource guard as a wish to have none', () => {
    expect(wishOf({ 'resource-guard': 'none' }).resourceGuard).toBeNull()
    expect(wishOf({ 'resource-guard': GUARD }).resourceGuard).toBe(GUARD)
  })

  it('are refused with every mistake at once', () => {
    const input: VaultInput = {
      tag: ['novalue'],
      redundancy: 'triple',
      'soft-delete': 'sometimes',
      'soft-delete-days': 13,
      immutability: 'maybe',
      'public-network-access': 'on',
      'cross-subscription-restore': 'never',
      identity: ['robot'],
      'remove-identity': ['/subscriptions/s1'],
      'encryption-key': 'http://kv/keys/a',
      'encryption-identity': KEY,
      alerts: ['job-failures', 'all=on'],
      'resource-guard': USER_IDENTITY,
    }

    expect(problemsOf(input).sort()).toEqual([...Object.keys(input), 'alerts'].sort())
  })

  it.each([13, 181, 0, -1])('are refused with %i days of soft delete', (days) => {
    expect(problemsOf({ 'soft-delete-days': days })).toEqual(['soft-delete-days'])
  })

  it.each([14, 180])('take %i days of soft delete', (days) => {
    expect(problemsOf({ 'soft-delete-days': days })).toEqual([])
  })

  it.each(['Locally', 'Zone'])('are refused with cross-region restore on %s storage', (redundancy) => {
    expect(problemsOf({ redundancy, 'cross-region-restore': true })).toEqual(['cross-region-restore'])
    expect(problemsOf({ redundancy, 'cross-region-restore': false })).toEqual([])
  })

  it('are refused when they set and remove the same thing', () => {
    const input = { tag: ['a=1'], 'remove-tag': ['A'], identity: ['system'], 'remove-identity': ['System'] }

    expect(problemsOf(input)).toEqual(['remove-identity', 'remove-tag'])
  })

  it('are refused with days for a soft delete that is switched off', () => {
    expect(problemsOf({ 'soft-delete': 'Disabled', 'soft-delete-days': 20 })).toEqual(['soft-delete-days'])
  })
})

describe('the name of a vault', () => {
  it.each(['v1', 'rsv-weu', 'A'.repeat(50)])('may be %s', (name) => {
    expect(checkVaultName(name)).toEqual([])
  })

  it.each(['', 'v', '1v', '-v1', 'v_1', 'v.1', 'väult', 'A'.repeat(51), 'v 1'])("may not be '%s'", (name) => {
    expect(checkVaultName(name)).toHaveLength(1)
  })
})
