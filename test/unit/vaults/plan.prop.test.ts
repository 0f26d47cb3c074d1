import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CROSS_SUBSCRIPTION_STATES,
  IMMUTABILITIES,
  REDUNDANCIES,
  SOFT_DELETE_STATES,
  type Vault,
  type VaultSettings,
} from '../../../src/model/vault.js'
import { planVaultCreate, planVaultUpdate, stepsOf, type VaultPlan } from '../../../src/vaults/plan.js'
import type { VaultWish } from '../../../src/vaults/wish.js'
import { aVault } from '../../helpers/machines.js'
import { USER_IDENTITY } from '../../helpers/vaults.js'

const names = fc.constantFrom('a', 'b', 'c')
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })

const wishes: fc.Arbitrary<VaultWish> = fc
  .record({
    tags: fc.dictionary(names, names),
    removeTags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    redundancy: maybe(fc.constantFrom(...REDUNDANCIES)),
    crossRegionRestore: maybe(fc.boolean()),
    softDelete: maybe(fc.constantFrom(...SOFT_DELETE_STATES)),
    softDeleteDays: maybe(fc.integer({ min: 14, max: 180 })),
    immutability: maybe(fc.constantFrom(...IMMUTABILITIES)),
    publicNetworkAccess: maybe(fc.boolean()),
    crossSubscriptionRestore: maybe(fc.constantFrom(...CROSS_SUBSCRIPTION_STATES)),
    identities: fc.subarray(['system', USER_IDENTITY]),
    alerts: fc.record({ jobFailures: fc.boolean(), classicCritical: fc.boolean() }, { requiredKeys: [] }),
  })
  .map((wish) => ({ ...without(wish), removeIdentities: [] }) as unknown as VaultWish)

const vaults: fc.Arbitrary<Vault> = fc
  .record({
    tags: fc.dictionary(fc.constantFrom('x', 'y', 'z'), names),
    redundancy: fc.constantFrom(...REDUNDANCIES),
    softDelete: fc.record({
      state: fc.constantFrom(...SOFT_DELETE_STATES),
      retentionDays: fc.integer({ min: 14, max: 180 }),
    }),
    immutability: fc.constantFrom(...IMMUTABILITIES),
    publicNetworkAccess: fc.boolean(),
    crossSubscriptionRestore: fc.constantFrom(...CROSS_SUBSCRIPTION_STATES),
    backupStorageVersion: fc.constantFrom('Unassigned', 'V2'),
  })
  .map(aVault)

function without<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T
}

/** The vault as the settings leave it. */
function asPlanned(vault: Vault, plan: VaultPlan): Vault {
  const settings: VaultSettings = Object.assign({}, ...stepsOf(plan.changes).map((step) => step.settings))
  const { identity, softDelete, ...rest } = settings
  return {
    ...vault,
    ...rest,
    ...(identity ? { identity: { ...identity, principalId: null } } : {}),
    ...(softDelete
      ? { softDelete: { state: softDelete.state ?? 'AlwaysON', retentionDays: softDelete.retentionDays } }
      : {}),
  }
}

describe('a plan for a vault', () => {
  it('leaves nothing to do once it is done', () => {
    fc.assert(
      fc.property(vaults, wishes, (vault, wish) => {
        const plan = planVaultUpdate(vault, wish, undefined)
        fc.pre(plan.blockers.length === 0)

        const again = planVaultUpdate(asPlanned(vault, plan), wish, undefined)

        expect(again.changes.map((change) => change.action)).toEqual(['none'])
      }),
    )
  })

  it('changes nothing that nobody asked for', () => {
    fc.assert(
      fc.property(vaults, wishes, (vault, wish) => {
        const bare: VaultWish = { tags: {}, removeTags: [], identities: [], removeIdentities: [], alerts: {} }

        expect(planVaultUpdate(vault, bare, undefined).changes.map((change) => change.action)).toEqual(['none'])
        const touched = planVaultUpdate(vault, { ...bare, ...pick(wish, 'publicNetworkAccess') }, undefined)
        for (const change of touched.changes)
          expect(Object.keys(change.settings ?? {})).toEqual(change.action === 'none' ? [] : ['publicNetworkAccess'])
      }),
    )
  })

  it('to create one is followed by nothing when the same create comes again', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const ref = { subscriptionId: 's1', resourceGroup: 'rg-backup', name: 'rsv-weu' }
        const plan = planVaultCreate(ref, { location: 'westeurope', wish })
        fc.pre(plan.blockers.length === 0)

        const again = planVaultUpdate(asPlanned(aVault(), plan), wish, undefined)

        expect(again.changes.map((change) => change.action)).toEqual(['none'])
      }),
    )
  })
})

function pick<T extends object, K extends keyof T>(record: T, key: K): Partial<Pick<T, K>> {
  return key in record ? ({ [key]: record[key] } as unknown as Pick<T, K>) : {}
}
