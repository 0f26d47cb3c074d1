import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RegionCapacity } from '../../../../src/model/capacity.js'
import { createRoom, type WantedMachine } from '../../../../src/restore/preflight/room.js'

const SIZE = {
  name: 'Standard_D2s_v5',
  family: 'standardDSv5Family',
  cores: 2,
  maxDataDisks: 4,
  takes: ['TrustedLaunch'] as const,
  available: true,
  zones: ['1', '3'],
}

function capacity(coresLeft: number, size: Partial<typeof SIZE> = {}): RegionCapacity[] {
  const quotas = [
    { name: 'cores', label: 'Total Regional vCPUs', used: 90, limit: 100 },
    { name: 'standardDSv5Family', label: 'Standard DSv5 Family vCPUs', used: 10, limit: 10 + coresLeft },
  ]
  return [{ region: 'westeurope', quotas, sizes: [{ ...SIZE, ...size }] }]
}

function wanted(more: Partial<WantedMachine> = {}): WantedMachine {
  return {
    name: 'web-01',
    region: 'West Europe',
    size: 'standard_d2s_V5',
    zone: null,
    movable: true,
    securityType: 'None',
    dataDisks: 1,
    ...more,
  }
}

const codesOf = (rows: RegionCapacity[], vm: WantedMachine) =>
  createRoom(rows)
    .check(vm)
    .map(({ code }) => code)

describe('room for new VMs', () => {
  it('is taken VM by VM until the cores of the family are spent', () => {
    const room = createRoom(capacity(4))

    const said = ['web-01', 'web-02', 'web-03'].map((name) => {
      const blockers = room.check(wanted({ name }))
      if (blockers.length === 0) room.take(wanted({ name }))
      return blockers.map(({ message }) => message)
    })

    expect(said.slice(0, 2)).toEqual([[], []])
    expect(said[2]).toEqual([
      "VM 'web-03' (standard_d2s_V5) needs 2 of 'Standard DSv5 Family vCPUs' in West Europe, and 0 of 14 are left for it.",
    ])
  })

  it('never goes beyond the limits, and never stops short of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (left, many) => {
        const room = createRoom(capacity(left))
        const made = Array.from({ length: many }, () => {
          const fits = room.check(wanted()).length === 0
          if (fits) room.take(wanted())
          return fits
        }).filter(Boolean).length
        expect(made).toBe(Math.min(many, Math.floor(left / 2), 5))
      }),
    )
  })

  it.each([
    ['a size that is not offered', capacity(4), { size: 'Standard_M32ms' }, 'SIZE_NOT_AVAILABLE'],
    ['a size that the subscription does not get', capacity(4, { available: false }), {}, 'SIZE_NOT_AVAILABLE'],
    ['a zone without the size', capacity(4), { zone: '2' }, 'SIZE_NOT_IN_ZONE'],
    ['a confidential VM', capacity(4), { securityType: 'ConfidentialVM' }, 'SIZE_WITHOUT_SECURITY'],
    ['more disks than the size takes', capacity(4), { dataDisks: 5 }, 'TOO_MANY_DISKS'],
  ] as const)('does not hold %s', (_what, rows, more, code) => {
    expect(codesOf(rows, wanted(more))).toEqual([code])
  })

  it.each([
    ['regions that were not read', [], {}],
    ['VMs of unknown size', capacity(0), { size: null }],
  ])('says nothing about %s', (_what, rows, more) => {
    expect(codesOf(rows, wanted(more))).toEqual([])
  })

  it.each([
    [true, ['--zone 1', '--zone 3']],
    [false, ['Restore its disks, and make a VM of another size of them: azbk restore disks']],
  ])('offers zones that can be asked for: %s', (movable, suggestions) => {
    const [blocker] = createRoom(capacity(4)).check(wanted({ zone: '2', movable }))

    expect(blocker?.suggestions).toEqual(suggestions)
  })
})
