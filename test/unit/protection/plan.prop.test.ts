import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUILT_IN_TIERS } from '../../../src/config/tiers.js'
import { itemCondition, type ProtectedItem } from '../../../src/model/item.js'
import type { Machine } from '../../../src/model/machine.js'
import type { Policy } from '../../../src/model/policy.js'
import { disksAfter } from '../../../src/protection/disks.js'
import { type ProtectOrder, type ProtectStep, planProtection } from '../../../src/protection/plan.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import { aMachine, anItem, aPolicy, aVault } from '../../helpers/machines.js'

const VAULT = aVault()
const SLOTS = { limits: LIMITS_PROFILES.current, from: '2026-03-02' }
const POLICY_NAMES = ['standard-2200', 'standard-2300', 'critical-0800', 'EnhancedPolicy']
const DELETED = { deletedTime: '2026-03-01T00:00:00.000Z', purgeTime: '2026-03-15T00:00:00.000Z' }
const STOPPED = { state: 'ProtectionStopped', policyId: null, policyName: null } as const

type World = { machines: Machine[]; items: ProtectedItem[]; policies: Policy[]; order: ProtectOrder }

const condition = fc.constantFrom('none', 'protected', 'stopped', 'deleted', 'elsewhere')
const world: fc.Arbitrary<World> = fc
  .record({
    machines: fc.array(
      fc.record({
        condition,
        policy: fc.constantFrom(...POLICY_NAMES),
        location: fc.constantFrom('westeurope', 'northeurope'),
      }),
      { maxLength: 12 },
    ),
    policies: fc.subarray(POLICY_NAMES),
    policy: fc.option(fc.constantFrom(...POLICY_NAMES)),
    undelete: fc.boolean(),
    disks: fc.constantFrom(undefined, 'all' as const, { mode: 'include' as const, luns: [] }),
  })
  .map(({ machines, policies, policy, undelete, disks }) => {
    const made = machines.map(({ location }, i) => aMachine({ name: `vm-${i}`, location }))
    const items = made.flatMap((machine, i) =>
      itemFor(machine, machines[i]?.condition ?? 'none', machines[i]?.policy ?? ''),
    )
    return {
      machines: made,
      items,
      policies: policies.map((name) => aPolicy(name)),
      order: { policy, undelete, disks, slots: SLOTS },
    }
  })

function itemFor(machine: Machine, state: string, policy: string): ProtectedItem[] {
  if (state === 'none') return []
  if (state === 'elsewhere') return [anItem(machine, { vault: aVault({ name: 'rsv-other' }) })]
  const item = anItem(machine, { policy: aPolicy(policy) })
  if (state === 'stopped') return [{ ...item, ...STOPPED }]
  return [state === 'deleted' ? { ...item, ...STOPPED, softDelete: DELETED } : item]
}

function plan({ machines, items, policies, order }: World): ProtectStep[] {
  const targets = machines.map((machine) => ({
    machine,
    vault: VAULT,
    tier: BUILT_IN_TIERS.standard as never,
    items: items.filter((item) => item.machineId === machine.id),
  }))
  const inVault = items.filter((item) => item.vaultId === VAULT.id)
  return planProtection(targets, [{ vaultId: VAULT.id, policies, items: inVault }], order)
}

/** The world after all steps that are not refused were done. */
function applied(before: World, steps: readonly ProtectStep[]): World {
  const done = steps.filter((step) => step.refusal === null && step.action !== 'none')
  const made = done.flatMap(({ policy }) => (policy?.isNew ? [aPolicy(policy.name)] : []))
  const touched = new Set<string>(done.map((step) => step.target.id))
  const renewed = done.map((step) => {
    const machine = before.machines.find((one) => one.id === step.target.id) as Machine
    const disks = disksAfter(step.item?.disks ?? null, step.disks)
    return anItem(machine, { policy: aPolicy(step.policy?.name ?? ''), disks })
  })
  const policies = [...new Map([...before.policies, ...made].map((policy) => [policy.name, policy])).values()]
  return { ...before, policies, items: [...before.items.filter((item) => !touched.has(item.machineId)), ...renewed] }
}

const shape = (steps: readonly ProtectStep[]) =>
  steps.map(({ target, action, policy, refusal }) => [target.name, action, policy?.name, refusal?.code])

describe('plans of protection', () => {
  it('have nothing left to do once they are applied', () => {
    fc.assert(
      fc.property(world, (before) => {
        const steps = plan(before)

        const again = plan(applied(before, steps))

        expect(again.filter((step) => step.refusal === null && step.action !== 'none')).toEqual([])
      }),
    )
  })

  it('do not depend on the order of VMs, items and policies', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (before, numbers) => {
        const shuffle = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row) => ({ row, key: numbers.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ row }) => row)
        const { machines, items, policies } = before

        const other = { ...before, machines: shuffle(machines), items: shuffle(items), policies: shuffle(policies) }

        expect(shape(plan(other))).toEqual(shape(plan(before)))
      }),
    )
  })

  it('never touch an item of another vault, nor deleted data without being told', () => {
    fc.assert(
      fc.property(world, (before) => {
        for (const step of plan(before).filter(({ refusal }) => refusal === null)) {
          const own = before.items.find((item) => item.machineId === step.target.id)
          expect(own === undefined || own.vaultId === VAULT.id).toBe(true)
          expect(own && itemCondition(own) === 'deleted' && !before.order.undelete).toBeFalsy()
        }
      }),
    )
  })

  it("spread new VMs so that the tier's policies differ by one at most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 5 }), (vms, slots) => {
        const policies = Array.from({ length: slots }, (_, i) => aPolicy(`standard-0${i}00`))
        const machines = Array.from({ length: vms }, (_, i) => aMachine({ name: `vm-${i}` }))

        const steps = plan({
          machines,
          items: [],
          policies,
          order: { policy: null, disks: undefined, undelete: false, slots: SLOTS },
        })

        const loads = policies.map((policy) => steps.filter((step) => step.policy?.name === policy.name).length)
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
