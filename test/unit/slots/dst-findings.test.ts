import { describe, expect, it } from 'vitest'
import { compileEstate } from '../../../src/slots/compile.js'
import type { Estate } from '../../../src/slots/estate.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import type { DstMode } from '../../../src/slots/zones.js'
import {
  BERLIN,
  dailySpec,
  disksIn,
  estateMachine,
  estatePolicy,
  estateVault,
  slotEstate,
} from '../../helpers/slot-estate.js'

const findings = (estate: Estate, dst: DstMode = 'wallclock') =>
  compileEstate(estate, { limits: LIMITS_PROFILES.current, dst, from: '2026-11-22' }).findings

function followers(policy: string, count: number) {
  return Array.from({ length: count }, (_, i) => estateMachine(`${policy}-${i}`, { policy }))
}

describe('what a change of the clocks does', () => {
  it('names the nights that skip or repeat starts, and who starts together then', () => {
    const estate = slotEstate({
      policies: [
        estatePolicy('at-two', dailySpec('02:00', BERLIN)),
        estatePolicy('at-three', dailySpec('03:00', BERLIN)),
      ],
      machines: [...followers('at-two', 30), ...followers('at-three', 20)],
    })

    expect(findings(estate).map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        'DST_NIGHT',
        'warning',
        'On 2027-03-28 the clocks of W. Europe Standard Time skip 02:00-03:00: the starts of policy at-two of vault rsv-weu move by 60 minutes on the clock and join what starts then (VMs together: 50), over the limit of 40.',
      ],
      [
        'DST_NIGHT',
        'info',
        'On 2027-10-31 the clocks of W. Europe Standard Time pass 02:00-03:00 twice: the starts of policy at-two of vault rsv-weu may happen twice, or 60 minutes from where they were (VMs together: 30).',
      ],
      [
        'DST_RISKY_START',
        'info',
        'The starts of policy at-two of vault rsv-weu lie between 01:00 and 03:00 of W. Europe Standard Time, the hours that a change of the clocks can skip or repeat.',
      ],
    ])
  })

  it('is nothing to policies of UTC, nor to those that start by day', () => {
    const estate = slotEstate({
      policies: [estatePolicy('utc', dailySpec('02:00')), estatePolicy('day', dailySpec('12:00', BERLIN), 'rsv-2')],
      vaults: [estateVault(), estateVault('rsv-2')],
      machines: [estateMachine('vm-1', { policy: 'utc' }), estateMachine('vm-2', { policy: 'day', vault: 'rsv-2' })],
    })

    expect(findings(estate)).toEqual([])
  })

  it('moves policies that keep standard time on the clock on the wall', () => {
    const estate = slotEstate({
      policies: [estatePolicy('at-two', dailySpec('02:00', BERLIN))],
      machines: [estateMachine('vm-1', { policy: 'at-two' })],
    })

    expect(findings(estate, 'fixed')).toMatchObject([
      { code: 'DST_SHIFT', severity: 'info', id: 'DST_SHIFT|rsv-weu|w. europe standard time' },
    ])
  })

  it('lets zones that share a vault or an account drift, unless neither ever changes', () => {
    const estate = (other: string) =>
      slotEstate({
        vaults: [estateVault(), estateVault('rsv-2')],
        policies: [
          estatePolicy('here', dailySpec('22:00', 'India Standard Time')),
          estatePolicy('there', dailySpec('22:00', other), 'rsv-2'),
          estatePolicy('unused', dailySpec('22:00', 'Nepal Standard Time')),
        ],
        machines: [
          estateMachine('vm-1', { policy: 'here', disks: disksIn('stweu01', 1) }),
          estateMachine('vm-2', { policy: 'there', vault: 'rsv-2', disks: disksIn('STWEU01', 1) }),
        ],
      })

    expect(findings(estate('UTC'))).toMatchObject([
      { code: 'ZONES_MIXED', severity: 'info', evidence: { place: 'storage account stweu01' } },
    ])
    expect(findings(estate(BERLIN))).toMatchObject([
      { code: 'ZONES_MIXED', severity: 'warning', evidence: { dates: ['2027-03-28', '2027-10-31'] } },
    ])
  })
})
