import { describe, expect, it } from 'vitest'
import { BUILT_IN_TIERS } from '../../../src/config/tiers.js'
import type { ProtectedItem } from '../../../src/model/item.js'
import type { Policy } from '../../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import type { Vault } from '../../../src/model/vault.js'
import { type ProtectOrder, type ProtectStep, planProtection } from '../../../src/protection/plan.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import { aDisk, aMachine, anItem, aPolicy, aVault } from '../../helpers/machines.js'

const TIER = BUILT_IN_TIERS.standard as NonNullable<(typeof BUILT_IN_TIERS)[string]>
const SLOTS = { limits: LIMITS_PROFILES.current, from: '2026-03-02' }
const ORDER: ProtectOrder = { policy: null, disks: undefined, undelete: false, slots: SLOTS }
const STANDARD = aPolicy('DefaultPolicy', { spec: { ...POLICY_TEMPLATES.standard, kind: 'standard' } })
const SLOT = aPolicy('standard-2200')
const OTHER = aPolicy('critical-0800')
const DELETED = { deletedTime: '2026-03-01T00:00:00.000Z', purgeTime: '2026-03-15T00:00:00.000Z' }

interface World {
  readonly machine?: Parameters<typeof aMachine>[0]
  readonly vault?: Partial<Vault>
  readonly item?: Partial<ProtectedItem> & { policy?: Policy; vault?: Vault }
  readonly order?: Partial<ProtectOrder>
  readonly policies?: readonly Policy[]
}

/** The step for one VM. */
function planFor({ machine: changes = {}, vault: vaultChanges = {}, item, order = {}, policies }: World): ProtectStep {
  const machine = aMachine(changes)
  const vault = aVault(vaultChanges)
  const items = item === undefined ? [] : [anItem(machine, item)]
  const stocks = [{ vaultId: vault.id, policies: policies ?? [STANDARD, SLOT, OTHER], items }]
  const [step] = planProtection([{ machine, vault, tier: TIER, items }], stocks, { ...ORDER, ...order })
  if (step === undefined) throw new Error('There is no step.')
  return step
}

describe('the plan of protection', () => {
  it.each<[string, World, Partial<ProtectStep['change']> & { step: string; policy: string | undefined }]>([
    ['protects an unprotected VM', {}, { step: 'protect', policy: 'standard-2200', action: 'create' }],
    [
      'makes a missing policy',
      { policies: [STANDARD] },
      { step: 'protect', policy: 'standard-2200', action: 'create' },
    ],
    ['leaves a protected VM', { item: {} }, { step: 'none', policy: 'standard-2200', action: 'none' }],
    [
      'keeps a policy that no tier asked for',
      { item: { policy: OTHER } },
      { step: 'none', policy: 'critical-0800', action: 'none' },
    ],
    [
      'changes to the policy asked for',
      { item: {}, order: { policy: 'CRITICAL-0800' } },
      { step: 'change', policy: 'critical-0800', gate: 'reversible' },
    ],
    [
      'warns of the way without return',
      { item: { policy: STANDARD }, order: { policy: 'standard-2200' } },
      { step: 'change', policy: 'standard-2200', gate: 'one-way' },
    ],
    [
      'asks the guard',
      { item: {}, vault: { multiUserAuthorization: true }, order: { policy: 'critical-0800' } },
      { step: 'change', policy: 'critical-0800', gate: 'second-person' },
    ],
    [
      'resumes',
      { item: { state: 'ProtectionStopped', policyId: null, policyName: null } },
      { step: 'resume', policy: 'standard-2200', action: 'update' },
    ],
    [
      'resumes what was suspended with its own policy',
      { item: { state: 'BackupsSuspended', policy: OTHER } },
      { step: 'resume', policy: 'critical-0800' },
    ],
    [
      'undeletes when told to',
      {
        item: { state: 'ProtectionStopped', softDelete: DELETED, policyId: null, policyName: null },
        order: { undelete: true },
      },
      { step: 'undelete', policy: 'standard-2200' },
    ],
    [
      'changes the disks alone',
      { item: { policy: OTHER }, order: { disks: { mode: 'include', luns: [] } } },
      { step: 'change', policy: 'critical-0800' },
    ],
    [
      'protects anew what another vault only has deleted',
      { item: { vault: aVault({ name: 'rsv-old' }), softDelete: DELETED } },
      { step: 'protect', policy: 'standard-2200' },
    ],
  ])('%s', (_, world, { step: action, policy, ...change }) => {
    const step = planFor(world)

    expect(step.refusal).toBeNull()
    expect({ action: step.action, policy: step.policy?.name }).toEqual({ action, policy })
    expect(step.change).toMatchObject(change)
  })

  it.each<[string, World, string]>([
    ['deleted data without --undelete', { item: { state: 'ProtectionStopped', softDelete: DELETED } }, 'SOFT_DELETED'],
    ['another vault', { item: { vault: aVault({ name: 'rsv-other' }) } }, 'PROTECTED_ELSEWHERE'],
    [
      'another subscription',
      { vault: { subscriptionId: '00000000-0000-0000-0000-000000000002' } },
      'SUBSCRIPTION_MISMATCH',
    ],
    ['another region', { vault: { location: 'northeurope' } }, 'REGION_MISMATCH'],
    ['an unknown policy', { order: { policy: 'gold' } }, 'POLICY_NOT_FOUND'],
    ['the way back to a standard policy', { item: {}, order: { policy: 'DefaultPolicy' } }, 'POLICY_DOWNGRADE'],
    [
      'a policy that does not fit',
      { machine: { securityType: 'TrustedLaunch' }, order: { policy: 'DefaultPolicy' } },
      'TRUSTED_LAUNCH',
    ],
    ['a LUN that is not there', { order: { disks: { mode: 'exclude', luns: [3] } } }, 'UNKNOWN_LUN'],
  ])('refuses %s', (_, world, code) => {
    expect(planFor(world).refusal).toMatchObject({ code })
  })

  it('advises another policy only where one would help', () => {
    const refusalOf = (machine: World['machine']) => planFor({ machine, order: { policy: 'DefaultPolicy' } }).refusal

    expect(refusalOf({ securityType: 'TrustedLaunch' })?.suggestions[0]).toContain('--policy')
    expect(refusalOf({ disks: [aDisk({ ephemeral: true })] })).toMatchObject({
      code: 'EPHEMERAL_OS_DISK',
      message: expect.not.stringContaining('DefaultPolicy'),
      suggestions: [expect.stringContaining('No policy takes this VM')],
    })
  })

  it('tells the item’s choice of disks again when it changes the policy', () => {
    const machine = { disks: [aDisk(), aDisk({ lun: 1, name: 'data-1' })] }
    const disks = { mode: 'exclude', luns: [1] } as const

    expect(planFor({ machine, item: { disks }, order: { policy: 'critical-0800' } }).disks).toEqual(disks)
    expect(planFor({ machine, item: { disks }, order: { disks: 'all' } })).toMatchObject({
      action: 'change',
      disks: 'all',
    })
  })

  it('refuses the VMs for which the vault has no room', () => {
    const vault = aVault()
    const items = Array.from({ length: 999 }, (_, i) => anItem(aMachine({ name: `old-${i}` })))
    const targets = ['new-1', 'new-2'].map((name) => ({ machine: aMachine({ name }), vault, tier: TIER, items: [] }))

    const steps = planProtection(targets, [{ vaultId: vault.id, policies: [SLOT], items }], ORDER)

    expect(steps.map((step) => step.refusal?.code)).toEqual([undefined, 'VAULT_FULL'])
  })
})
