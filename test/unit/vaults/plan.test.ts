import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import type { Vault } from '../../../src/model/vault.js'
import type { GuardFacts } from '../../../src/vaults/change.js'
import { planVaultCreate, planVaultRepeat, planVaultUpdate, stepsOf, type VaultPlan } from '../../../src/vaults/plan.js'
import type { VaultInput } from '../../../src/vaults/wish.js'
import { aVault } from '../../helpers/machines.js'
import { GUARD, KEY, USER_IDENTITY, wishOf } from '../../helpers/vaults.js'

const HELD = { backupStorageVersion: 'V2' }
const guard: GuardFacts = { id: armId(GUARD), requestFor: (operation) => `${GUARD}/${operation}/default` }
const OWN_KEY = { keyUri: KEY, identity: USER_IDENTITY, infrastructureEncryption: false }

function planFor(facts: Partial<Vault>, input: VaultInput, guardFacts?: GuardFacts): VaultPlan {
  return planVaultUpdate(aVault(facts), wishOf(input), guardFacts)
}

const brief = (plan: VaultPlan) => plan.changes.map(({ action, gate, settings }) => ({ action, gate, settings }))
const codes = (plan: VaultPlan) => plan.blockers.map(({ code }) => code)

describe('updating a vault', () => {
  it('sends nothing when all is as asked', () => {
    const plan = planFor(
      { tags: { Team: 'ops' }, identity: { systemAssigned: true, principalId: 'p', userAssigned: [] } },
      {
        tag: ['Team=ops'],
        redundancy: 'Geo',
        'soft-delete': 'enabled',
        'soft-delete-days': 14,
        immutability: 'Disabled',
        'public-network-access': 'enabled',
        identity: ['system'],
        alerts: ['all'],
        'resource-guard': 'none',
      },
    )

    expect(plan.changes).toEqual([
      { action: 'none', gate: 'reversible', kind: 'vault', name: 'rsv-weu', reason: 'is as asked' },
    ])
    expect(plan.blockers).toEqual([])
  })

  it('keeps the tags that nobody named, and the case of those it replaces is the new one', () => {
    const plan = planFor({ tags: { team: 'ops', cost: '1', old: 'x' } }, { tag: ['Cost=2'], 'remove-tag': ['OLD'] })

    expect(plan.changes[0]?.settings).toEqual({ tags: { team: 'ops', Cost: '2' } })
  })

  it('sends all five alerts to change one', () => {
    const plan = planFor({}, { alerts: ['classic-critical=off'] })

    expect(plan.changes[0]?.settings?.alerts).toEqual({
      jobFailures: true,
      replicationIssues: true,
      failoverIssues: true,
      classicCritical: false,
      classicSiteRecoveryEmail: true,
    })
  })

  it('changes redundancy freely while nothing was protected, and refuses it afterwards', () => {
    expect(brief(planFor({}, { redundancy: 'Locally' }))).toEqual([
      {
        action: 'update',
        gate: 'reversible',
        settings: { redundancy: 'LocallyRedundant', crossRegionRestore: false },
      },
    ])
    expect(codes(planFor(HELD, { redundancy: 'Locally' }))).toEqual(['REDUNDANCY_LOCKED'])
  })

  it('turns cross-region restore off together with geo-redundancy', () => {
    const plan = planFor({ crossRegionRestore: true }, { redundancy: 'Zone' })

    expect(plan.changes[0]?.settings).toEqual({ redundancy: 'ZoneRedundant', crossRegionRestore: false })
  })

  it('gates cross-region restore once an item was protected', () => {
    expect(brief(planFor({}, { 'cross-region-restore': true }))[0]?.gate).toBe('reversible')
    expect(brief(planFor(HELD, { 'cross-region-restore': true }))[0]?.gate).toBe('one-way')
    expect(codes(planFor({ ...HELD, crossRegionRestore: true }, { 'cross-region-restore': false }))).toEqual([
      'CROSS_REGION_LOCKED',
    ])
  })

  it('refuses cross-region restore on storage that is not geo-redundant', () => {
    expect(codes(planFor({ redundancy: 'LocallyRedundant' }, { 'cross-region-restore': true }))).toEqual([
      'CROSS_REGION_NEEDS_GEO',
    ])
  })

  it('names every blocker, not the first only', () => {
    const plan = planFor(
      { ...HELD, immutability: 'Locked', softDelete: { state: 'AlwaysON', retentionDays: 14 } },
      { redundancy: 'Zone', immutability: 'Unlocked', 'soft-delete': 'Disabled', 'encryption-key': KEY },
    )

    expect(codes(plan)).toEqual([
      'KEY_TOO_LATE',
      'IDENTITY_MISSING',
      'REDUNDANCY_LOCKED',
      'SOFT_DELETE_ALWAYS_ON',
      'IMMUTABILITY_LOCKED',
    ])
  })

  it('locks immutability step by step', () => {
    expect(brief(planFor({}, { immutability: 'Locked' }))).toEqual([
      { action: 'update', gate: 'reversible', settings: { immutability: 'Unlocked' } },
      { action: 'update', gate: 'one-way', settings: { immutability: 'Locked' } },
    ])
    expect(brief(planFor({ immutability: 'Unlocked' }, { immutability: 'Locked' }))).toHaveLength(1)
  })

  it('gates what stays on or off for good', () => {
    expect(brief(planFor({}, { 'soft-delete': 'AlwaysON' }))[0]?.gate).toBe('one-way')
    expect(brief(planFor({}, { 'cross-subscription-restore': 'PermanentlyDisabled' }))[0]?.gate).toBe('one-way')
    expect(brief(planFor({}, { 'cross-subscription-restore': 'Disabled' }))[0]?.gate).toBe('reversible')
    expect(
      codes(planFor({ crossSubscriptionRestore: 'PermanentlyDisabled' }, { 'cross-subscription-restore': 'Enabled' })),
    ).toEqual(['CROSS_SUBSCRIPTION_LOCKED'])
  })

  it('changes the days of an always-on soft delete without a gate, and keeps the state', () => {
    const plan = planFor({ softDelete: { state: 'AlwaysON', retentionDays: 14 } }, { 'soft-delete-days': 30 })

    expect(brief(plan)).toEqual([
      { action: 'update', gate: 'reversible', settings: { softDelete: { state: 'AlwaysON', retentionDays: 30 } } },
    ])
  })

  it('turns soft delete on again with days that Azure takes', () => {
    const plan = planFor({ softDelete: { state: 'Disabled', retentionDays: 0 } }, { 'soft-delete': 'Enabled' })

    expect(plan.changes[0]?.settings).toEqual({ softDelete: { state: 'Enabled', retentionDays: 14 } })
  })

  it('asks the resource guard for what weakens the vault, and only for that', () => {
    const weaken = { 'soft-delete': 'Disabled', immutability: 'Disabled', 'public-network-access': 'Disabled' }
    const changes = planFor({ immutability: 'Unlocked' }, weaken, guard).changes

    expect(changes.map(({ gate, needsApproval }) => [gate, needsApproval])).toEqual([
      ['reversible', undefined],
      ['second-person', 'disableSoftDelete'],
      ['second-person', 'reduceImmutability'],
    ])
    expect(planFor({}, { 'soft-delete-days': 30 }, guard).changes[0]?.gate).toBe('reversible')
    const lenient: GuardFacts = { ...guard, requestFor: () => undefined }
    expect(planFor({}, { 'soft-delete': 'Disabled' }, lenient).changes[0]?.gate).toBe('reversible')
  })

  it('sets a resource guard last, refuses a second one, and removes one with approval', () => {
    const set = planFor({}, { 'resource-guard': GUARD, immutability: 'Unlocked' })
    expect(set.changes.map(({ resourceGuard }) => resourceGuard)).toEqual([undefined, GUARD])
    expect(set.changes[1]?.gate).toBe('second-person')
    expect(planFor({}, { 'resource-guard': GUARD.toUpperCase() }, guard).changes[0]?.action).toBe('none')

    expect(codes(planFor({}, { 'resource-guard': `${GUARD}2` }, guard))).toEqual(['GUARD_IN_PLACE'])

    const removed = planFor({}, { 'resource-guard': 'none' }, guard).changes[0]
    expect(removed).toMatchObject({ gate: 'second-person', needsApproval: 'removeGuard', resourceGuard: null })
  })
})

describe('identities and the own key of a vault', () => {
  const withIdentity = { identity: { systemAssigned: true, principalId: 'p', userAssigned: [USER_IDENTITY] } }

  it('adds and removes identities one by one', () => {
    const plan = planFor(withIdentity, { 'remove-identity': [USER_IDENTITY.toUpperCase()] })

    expect(plan.changes[0]?.settings).toEqual({ identity: { systemAssigned: true, userAssigned: [] } })
    expect(planFor(withIdentity, { identity: [USER_IDENTITY.toLowerCase()] }).changes[0]?.action).toBe('none')
  })

  it('keep the identity that reads the key', () => {
    const facts = { ...withIdentity, encryption: OWN_KEY }

    expect(codes(planFor(facts, { 'remove-identity': [USER_IDENTITY] }))).toEqual(['IDENTITY_IN_USE'])
    expect(codes(planFor(facts, { 'remove-identity': ['system'] }))).toEqual([])
    expect(codes(planFor(facts, { 'remove-identity': [USER_IDENTITY], 'encryption-identity': 'system' }))).toEqual([])
  })

  it('gate the first key, not its rotation', () => {
    const first = planFor(withIdentity, { 'encryption-key': KEY, 'encryption-identity': 'system' })
    expect(brief(first)).toEqual([
      {
        action: 'update',
        gate: 'one-way',
        settings: { encryption: { keyUri: KEY, identity: 'system', infrastructureEncryption: false } },
      },
    ])

    const next = planFor({ ...withIdentity, ...HELD, encryption: OWN_KEY }, { 'encryption-key': `${KEY}2` })
    expect(brief(next)[0]).toMatchObject({
      gate: 'reversible',
      settings: { encryption: { ...OWN_KEY, keyUri: `${KEY}2` } },
    })
  })

  it('refuse a key too late, without an identity, or with one that does not exist yet', () => {
    expect(
      codes(planFor({ ...withIdentity, ...HELD }, { 'encryption-key': KEY, 'encryption-identity': 'system' })),
    ).toEqual(['KEY_TOO_LATE'])
    expect(codes(planFor({}, { 'encryption-identity': USER_IDENTITY }))).toEqual(['KEY_MISSING', 'IDENTITY_MISSING'])
    expect(
      codes(planFor({}, { 'encryption-key': KEY, 'encryption-identity': 'system', identity: ['system'] })),
    ).toEqual(['IDENTITY_TOO_NEW'])
    expect(
      codes(
        planFor(withIdentity, {
          'encryption-key': KEY,
          'encryption-identity': 'system',
          'remove-identity': ['system'],
        }),
      ),
    ).toEqual(['IDENTITY_TOO_NEW'])
    expect(codes(planFor({ ...withIdentity, encryption: OWN_KEY }, { 'infrastructure-encryption': true }))).toEqual([
      'INFRASTRUCTURE_ENCRYPTION_FIXED',
    ])
  })
})

describe('creating a vault', () => {
  const ref = { subscriptionId: 's1', resourceGroup: 'rg-backup', name: 'rsv-weu' }
  const createOf = (input: VaultInput) => planVaultCreate(ref, { location: 'West Europe', wish: wishOf(input) })

  it('is one reversible step when nothing is asked for', () => {
    expect(createOf({}).changes).toEqual([
      {
        action: 'create',
        gate: 'reversible',
        kind: 'vault',
        name: 'rsv-weu',
        reason: 'new in westeurope',
        after: { location: 'westeurope' },
        settings: {},
      },
    ])
  })

  it('puts what Azure takes at once into the create, and the rest after it', () => {
    const plan = createOf({
      redundancy: 'Geo',
      'cross-region-restore': true,
      immutability: 'Locked',
      'soft-delete-days': 30,
      'resource-guard': GUARD,
      identity: [USER_IDENTITY],
      'encryption-key': KEY,
      'encryption-identity': USER_IDENTITY,
    })

    expect(plan.blockers).toEqual([])
    expect(plan.changes.map(({ action, gate }) => [action, gate])).toEqual([
      ['create', 'one-way'],
      ['update', 'one-way'],
      ['update', 'second-person'],
    ])
    expect(plan.changes[0]?.reason).toBe('new in westeurope; own encryption key, for good')
    expect(plan.changes[0]?.settings).toEqual({
      identity: { systemAssigned: false, userAssigned: [USER_IDENTITY] },
      encryption: OWN_KEY,
      redundancy: 'GeoRedundant',
      crossRegionRestore: true,
      softDelete: { retentionDays: 30 },
      immutability: 'Unlocked',
    })
  })

  it('asks for geo-redundancy where only cross-region restore was named', () => {
    expect(createOf({ 'cross-region-restore': true }).changes[0]?.settings).toEqual({
      redundancy: 'GeoRedundant',
      crossRegionRestore: true,
    })
  })

  it('keeps the guard step when nothing else is asked for', () => {
    expect(createOf({ 'resource-guard': GUARD }).changes.map(({ action }) => action)).toEqual(['create', 'update'])
  })

  it('refuses a vault of the same name in another region', () => {
    const plan = planVaultRepeat(aVault(), { location: 'northeurope', wish: wishOf({}) }, undefined)

    expect(codes(plan)).toEqual(['VAULT_ELSEWHERE'])
  })

  it('takes a repeat for the same region, however it is written, as done', () => {
    const plan = planVaultRepeat(aVault(), { location: 'West Europe', wish: wishOf({}) }, undefined)

    expect(plan.changes.map(({ action }) => action)).toEqual(['none'])
    expect(plan.blockers).toEqual([])
  })
})

describe('the requests of a plan', () => {
  it('are as few as can be: one for all that needs no approval', () => {
    const plan = planFor({}, { tag: ['a=1'], redundancy: 'Zone', immutability: 'Unlocked', alerts: ['none'] })

    expect(stepsOf(plan.changes)).toHaveLength(1)
  })

  it('never hold two values of a setting, nor two approvals', () => {
    expect(stepsOf(planFor({}, { immutability: 'Locked' }).changes)).toHaveLength(2)
    const weaken = { 'soft-delete': 'Disabled', immutability: 'Disabled', tag: ['a=1'] }
    expect(stepsOf(planFor({ immutability: 'Unlocked' }, weaken, guard).changes)).toHaveLength(3)
  })
})
