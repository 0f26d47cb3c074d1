import { describe, expect, it } from 'vitest'
import { estateAfter, numberEstate } from '../../../src/stagger/simulate-estate.js'
import {
  BERLIN,
  dailySpec,
  estateMachines,
  estatePolicy,
  movesTo,
  newPolicy,
  testEstate,
} from '../../helpers/stagger.js'

const disks = [{ sizeGb: 64, usedGb: null, churnPerDay: null, storageAccount: 'acc1' }]
const machines = estateMachines(12, 'Daily-2200', { disks })
const policies = [
  estatePolicy('daily-2200', dailySpec('22:00', BERLIN)),
  estatePolicy('unused', dailySpec('03:00')),
  estatePolicy('daily-2200', dailySpec('01:00'), 'v2'),
]

describe('an estate in numbers', () => {
  it('holds the VMs that a policy backs up, with their policies as the wire has them', () => {
    const { nights, machines: kept, vaults, vaultOf, idle } = numberEstate(testEstate({ policies, machines }))

    expect(nights.machines).toHaveLength(12)
    expect(nights.machines[0]).toEqual({ policy: 0, disks })
    expect(nights.policies).toMatchObject([
      {
        vault: 0,
        properties: {
          backupManagementType: 'AzureIaasVM',
          policyType: 'V2',
          timeZone: BERLIN,
          schedulePolicy: { dailySchedule: { scheduleRunTimes: ['2026-01-01T22:00:00.000Z'] } },
        },
      },
    ])
    expect([kept.length, vaults.map(({ name }) => name), [...new Set(vaultOf)], idle]).toEqual([
      12,
      ['rsv-one'],
      [0],
      0,
    ])
  })

  it('leaves out VMs without a policy that can be read and starts on a half hour, and counts them', () => {
    const others = [
      ...estateMachines(2, null, { prefix: 'new' }),
      ...estateMachines(3, 'sql', { prefix: 'odd' }),
      ...estateMachines(1, 'unused', { prefix: 'far', vault: 'v2' }),
      ...estateMachines(2, 'old-2210', { prefix: 'old' }),
    ]
    const all = [...policies, estatePolicy('old-2210', dailySpec('22:10'))]

    const { machines: kept, idle } = numberEstate(testEstate({ policies: all, machines: [...machines, ...others] }))

    expect([kept.length, idle]).toEqual([12, 8])
  })

  it('is the same whatever the order in which the VMs were read', () => {
    const forwards = testEstate({ policies, machines })
    const backwards = testEstate({ policies, machines: [...machines].reverse() })

    expect(numberEstate(backwards)).toEqual(numberEstate(forwards))
  })

  it('says of a crash-consistent policy what only a crash-consistent policy has', () => {
    const crash = estatePolicy('daily-2200', { ...dailySpec('22:00'), consistency: 'crash' })

    const { nights } = numberEstate(testEstate({ policies: [crash], machines }))

    expect(nights.policies[0]?.properties).toMatchObject({ snapshotConsistencyType: 'OnlyCrashConsistent' })
  })
})

describe('an estate after a plan', () => {
  it('has its new policies, and its VMs where it puts them; the others stay', () => {
    const estate = testEstate({ policies, machines })
    const policy = newPolicy('standard-2330', dailySpec('23:30'))
    const moves = movesTo('standard-2330', machines.slice(0, 5)).map((move) => ({
      ...move,
      machine: move.machine.toUpperCase(),
    }))

    const after = estateAfter(estate, { policies: [policy], moves })
    const { nights } = numberEstate(after)

    const counts = nights.policies.map((_, number) => nights.machines.filter((one) => one.policy === number).length)
    expect(counts).toEqual([5, 7])
    expect(estateAfter(estate, { policies: [], moves: [] })).toEqual(estate)
  })
})
