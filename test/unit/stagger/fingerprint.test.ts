import { describe, expect, it } from 'vitest'
import type { Estate } from '../../../src/slots/estate.js'
import { fingerprintVaults } from '../../../src/stagger/fingerprint.js'
import { dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

const disk = { sizeGb: 64, usedGb: 10, churnPerDay: 0.1, storageAccount: 'sta' }
const ESTATE = testEstate({
  policies: [estatePolicy('daily-2200', dailySpec('22:00')), estatePolicy('daily-2230', dailySpec('22:30'))],
  machines: [
    ...estateMachines(2, 'daily-2200', { disks: [disk] }),
    ...estateMachines(1, 'daily-2200', { vault: 'v2', prefix: 'other' }),
  ],
})
const prints = (estate: Estate, limits = LIMITS) =>
  Object.fromEntries(fingerprintVaults(estate, limits).map(({ key, fingerprint }) => [key, fingerprint]))
const withFirst = (change: Partial<Estate['machines'][number]>): Estate => {
  const [first, ...others] = ESTATE.machines
  return { ...ESTATE, machines: [{ ...(first as Estate['machines'][number]), ...change }, ...others] }
}

describe('the fingerprint of a vault', () => {
  const own = prints(ESTATE)

  it.each<[string, Estate]>([
    ['order', { ...ESTATE, machines: [...ESTATE.machines].reverse(), policies: [...ESTATE.policies].reverse() }],
    ['case', { ...withFirst({ key: '/VM-1', policy: 'DAILY-2200' }), vaults: [...ESTATE.vaults].reverse() }],
    ['pins, windows, tiers and sizes', withFirst({ isPinned: true, tier: 'x', disks: [{ ...disk, usedGb: 50 }] })],
  ])('does not depend on %s', (_what, estate) => {
    expect(prints(estate)).toEqual(own)
  })

  it.each<[string, Estate]>([
    ['the policy of a VM', withFirst({ policy: 'daily-2230' })],
    ['the choice of disks', withFirst({ disks: [] })],
    ['a VM that is gone', { ...ESTATE, machines: ESTATE.machines.slice(1) }],
    [
      'what a policy says',
      { ...ESTATE, policies: [estatePolicy('daily-2200', dailySpec('23:00')), ...ESTATE.policies.slice(1)] },
    ],
  ])('changes with %s, and only that of its vault', (_what, estate) => {
    const other = prints(estate)

    expect(other.v1).not.toBe(own.v1)
    expect(other.v2).toBe(own.v2)
  })

  it('changes with the limits', () => {
    expect(prints(ESTATE, { ...LIMITS, disksPerAccount: null }).v1).not.toBe(own.v1)
  })
})
