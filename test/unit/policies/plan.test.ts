import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { planPolicyCreate, planPolicyDelete, planPolicyUpdate, type UpdateFacts } from '../../../src/policies/plan.js'
import { aMachine, anItem, aPolicy } from '../../helpers/machines.js'
import { validSpec } from '../../helpers/policy-arbitrary.js'

const estimate = { before: 30, after: 7, oldestBefore: null, oldestAfter: null, horizonYears: 5 }
const facts = (change: Partial<UpdateFacts> = {}): UpdateFacts => ({
  isGuarded: false,
  immutability: 'Disabled',
  pruning: { items: 2, estimate, points: null },
  ...change,
})
const { dev, standard } = POLICY_TEMPLATES

describe('planPolicyCreate and planPolicyUpdate', () => {
  it('have nothing to do once they were applied', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const policy = aPolicy('gold', { spec })

        expect(planPolicyCreate('GOLD', spec, policy)).toMatchObject({
          changes: [{ action: 'none', name: 'gold' }],
          blockers: [],
        })
        expect(planPolicyUpdate(policy, spec, facts())).toMatchObject({ changes: [{ action: 'none' }], blockers: [] })
      }),
    )
  })

  it('create nothing over a policy that cannot be read', () => {
    const { spec: _, ...common } = aPolicy('gold')
    const opaque = { ...common, workload: 'AzureWorkload', reason: 'it is not for VMs but for AzureWorkload', body: {} }

    expect(planPolicyCreate('gold', dev, opaque)).toMatchObject({ changes: [], blockers: [{ code: 'POLICY_EXISTS' }] })
  })

  it.each([
    ['one-way when points go', {}, 'one-way'],
    ['second-person when a guard covers it', { isGuarded: true }, 'second-person'],
    ['reversible when no VM follows it', { pruning: { items: 0, estimate, points: null } }, 'reversible'],
    [
      'reversible when the real points all stay',
      { pruning: { items: 1, estimate, points: [{ machine: 'web-01', resourceGroup: 'rg', held: 3, pruned: [] }] } },
      'reversible',
    ],
  ] as const)('call a change %s', (_, change, gate) => {
    const plan = planPolicyUpdate(
      aPolicy('gold', { spec: standard }),
      { ...standard, retention: dev.retention },
      facts(change),
    )

    expect(plan.changes).toMatchObject([{ action: 'update', gate }])
  })

  it('show only the fields that change, and what is taken away', () => {
    const plan = planPolicyUpdate(
      aPolicy('gold', { spec: standard }),
      { ...standard, retention: dev.retention },
      facts(),
    )

    expect(plan.changes[0]?.after).toEqual({
      'retention.daily': '7 days',
      'retention.weekly': '(removed)',
      'retention.monthly': '(removed)',
    })
  })

  it('block a change of kind and a shorter retention in an immutable vault, both at once', () => {
    const next = { ...standard, kind: 'standard' as const, retention: dev.retention }
    const plan = planPolicyUpdate(aPolicy('gold', { spec: standard }), next, facts({ immutability: 'Locked' }))

    expect(plan.blockers.map((blocker) => blocker.code)).toEqual(['POLICY_KIND_FIXED', 'VAULT_IMMUTABLE'])
  })
})

describe('planPolicyDelete', () => {
  it('names the first five VMs, and counts those that the list did not show', () => {
    const items = [1, 2, 3, 4, 5, 6].map((n) => anItem(aMachine({ name: `web-0${n}` })))
    const plan = planPolicyDelete(aPolicy('gold', { itemCount: 8 }), items)

    expect(plan.blockers[0]?.message).toBe(
      "8 VMs follow policy 'gold': web-01, web-02, web-03, web-04, web-05, 3 more.",
    )
  })

  it('blocks on the count alone', () => {
    const plan = planPolicyDelete(aPolicy('gold', { itemCount: 1 }), [])

    expect(plan.blockers[0]?.message).toBe("a VM follows policy 'gold'.")
  })
})
