import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../src/config/settings.js'
import { BUILT_IN_TIERS } from '../../../src/config/tiers.js'
import type { Machine } from '../../../src/model/machine.js'
import type { Policy } from '../../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { planProtection } from '../../../src/protection/plan.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import { aDisk, aMachine, anItem, aPolicy, aVault } from '../../helpers/machines.js'

const VAULT = aVault()
const STANDARD = BUILT_IN_TIERS.standard as Tier
const NIGHT: Tier = { ...STANDARD, window: '22:00-23:30' }

/** The slot `standard-<HHMM>` of the vault, and the VMs that have it. */
function slot(hhmm: string, machines: readonly Machine[] = []) {
  const time = `${hhmm.slice(0, 2)}:${hhmm.slice(2)}`
  const spec = { ...POLICY_TEMPLATES.standard, schedule: { frequency: 'daily', time } } as const
  const policy = aPolicy(`standard-${hhmm}`, { spec })
  return { policy, machines, items: machines.map((machine) => anItem(machine, { policy })) }
}

const vms = (count: number, name = 'old', changes: Parameters<typeof aMachine>[0] = {}) =>
  Array.from({ length: count }, (_, i) => aMachine({ ...changes, name: `${name}-${i}` }))

interface World {
  readonly slots?: readonly ReturnType<typeof slot>[]
  readonly others?: readonly { readonly policy: Policy; readonly machines: readonly Machine[] }[]
  readonly machines: readonly Machine[]
  readonly tier?: Tier
}

/** The policy of each new VM and why, by the VM's name. */
function choices({ slots = [], others = [], machines, tier = STANDARD }: World) {
  const stock = {
    vaultId: VAULT.id,
    policies: [...slots, ...others].map(({ policy }) => policy),
    items: [
      ...slots.flatMap(({ items }) => items),
      ...others.flatMap(({ policy, machines: held }) => held.map((machine) => anItem(machine, { policy }))),
    ],
    machines: [...slots, ...others].flatMap((one) => one.machines),
  }
  const targets = machines.map((machine) => ({ machine, vault: VAULT, tier, items: [] }))
  const order = {
    ...{ policy: null, disks: undefined, undelete: false },
    slots: { limits: LIMITS_PROFILES.current, from: '2026-03-02' },
  }
  return planProtection(targets, [stock], order).map(({ policy, change, refusal }) => ({
    policy: policy?.name,
    isNew: policy?.isNew,
    why: policy?.why,
    reason: change.reason,
    refusal: refusal?.code,
  }))
}

describe('the slot of a VM that is protected without a policy', () => {
  it('is the emptiest of its tier, and the row says why', () => {
    const [choice] = choices({
      slots: [slot('2200', vms(14)), slot('2230', vms(11, 'b')), slot('2300', vms(12, 'c'))],
      machines: [aMachine()],
      tier: NIGHT,
    })

    expect(choice?.policy).toBe('standard-2230')
    expect(choice?.reason).toBe(
      'protect in vault rsv-weu with policy standard-2230 (12 of 40 starts, emptiest of 3 slots of tier standard inside 22:00-23:30)',
    )
  })

  it('counts what other tiers start at the same time', () => {
    const daily = { ...POLICY_TEMPLATES.dev, schedule: { frequency: 'daily', time: '22:30' } } as const
    const dev = { policy: aPolicy('dev-2230', { spec: daily }), machines: vms(30, 'dev') }

    const [choice] = choices({
      slots: [slot('2200', vms(20)), slot('2230')],
      others: [dev],
      machines: [aMachine()],
    })

    expect(choice).toMatchObject({ policy: 'standard-2200', why: expect.stringContaining('21 of 40 starts') })
  })

  it('lies in the window of the tier', () => {
    const [choice] = choices({
      slots: [slot('2100'), slot('2200', vms(5))],
      machines: [aMachine()],
      tier: NIGHT,
    })

    expect(choice).toMatchObject({
      policy: 'standard-2200',
      why: expect.stringContaining('the only slot of tier standard'),
    })
  })

  it('fills slots evenly, and opens the next one when all are full', () => {
    const found = choices({
      slots: [slot('2200', vms(39)), slot('2230', vms(38, 'b'))],
      machines: vms(5, 'new'),
      tier: NIGHT,
    })

    expect(found.map(({ policy, isNew }) => [policy, isNew])).toEqual([
      ['standard-2230', false],
      ['standard-2200', false],
      ['standard-2230', false],
      ['standard-2300', true],
      ['standard-2300', true],
    ])
    expect(found[3]?.why).toBe('new slot: none of 2 of tier standard has room inside 22:00-23:30; 1 of 40 starts')
  })

  it('is a first one at the start of the tier when the vault has none of it', () => {
    expect(choices({ machines: [aMachine()] })).toMatchObject([
      { policy: 'standard-2200', isNew: true, why: 'first slot of tier standard' },
    ])
    expect(choices({ machines: [aMachine()], tier: { ...NIGHT, window: '01:00-04:00' } })).toMatchObject([
      { policy: 'standard-0100', isNew: true, why: 'first slot of tier standard inside 01:00-04:00' },
    ])
  })

  it('steps aside from a foreign policy that has its name', () => {
    const foreign = { policy: aPolicy('Standard-2200-x', { spec: POLICY_TEMPLATES.dev }), machines: [] }

    expect(choices({ others: [foreign], machines: [aMachine()], tier: { ...STANDARD, name: 'gold' } })).toMatchObject([
      { policy: 'gold-2200', isNew: true },
    ])
  })

  it('keeps 20 disks of a storage account apart, over all items of the vault', () => {
    const disk = (lun: number) => aDisk({ lun, id: null, storageAccount: 'stweu01' })
    const unmanaged = { disks: [disk(-1), disk(1)] }

    const [choice] = choices({
      slots: [slot('2200', vms(10, 'old', unmanaged)), slot('2230', vms(15, 'b'))],
      machines: [aMachine(unmanaged)],
      tier: NIGHT,
    })

    expect(choice?.policy).toBe('standard-2230')
  })

  it('does not put more than 100 VMs under one policy, whatever starts together', () => {
    const hourly = aPolicy('standard-2200', { spec: { ...POLICY_TEMPLATES.standard, timeZone: 'UTC' } })

    const found = choices({
      slots: [{ ...slot('2200', vms(100)), policy: hourly }],
      machines: [aMachine()],
      tier: NIGHT,
    })

    expect(found).toMatchObject([{ policy: 'standard-2230', isNew: true }])
  })

  it('is the one with the fewest VMs when no slot of the window has room', () => {
    const full = ['2200', '2230', '2300', '2330'].map((hhmm, i) => slot(hhmm, vms(40 + i, `vm-${i}`)))

    expect(choices({ slots: full, machines: [aMachine()], tier: NIGHT })).toMatchObject([
      {
        policy: 'standard-2200',
        isNew: false,
        why: 'no slot of tier standard has room inside 22:00-23:30: the one with the fewest VMs',
      },
    ])
  })

  it('is refused when the window of the tier makes no policy that Azure takes', () => {
    expect(choices({ machines: [aMachine()], tier: { ...STANDARD, window: '22:15-22:20' } })).toMatchObject([
      { refusal: 'TIER_POLICY_INVALID' },
    ])
  })

  it('follows what the policies of the tier say, when somebody changed them', () => {
    const longer = { ...POLICY_TEMPLATES.standard, retention: { daily: { count: 90 } } }
    const found = choices({
      others: [{ policy: aPolicy('standard-2200', { spec: longer }), machines: vms(40) }],
      machines: [aMachine()],
    })

    expect(found).toMatchObject([{ policy: 'standard-2230', isNew: true }])
  })
})
