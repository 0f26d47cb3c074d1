import { describe, expect, it } from 'vitest'
import type { Estate } from '../../../src/slots/estate.js'
import type { LimitsProfile } from '../../../src/slots/limits.js'
import { makePlan } from '../../../src/stagger/make-plan.js'
import { BERLIN, dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

const NIGHT = { from: '21:00', to: '02:00', timeZone: 'UTC' }
const disk = { sizeGb: 64, usedGb: 10, churnPerDay: 0.1, storageAccount: 'sta' }
const POLICIES = [
  estatePolicy('daily-2000', dailySpec('20:00')),
  estatePolicy('daily-1600', dailySpec('16:00')),
  estatePolicy('nepal-2200', dailySpec('22:00', 'Nepal Standard Time')),
  estatePolicy('daily-2200', dailySpec('22:00')),
  estatePolicy('daily-2230', dailySpec('22:30')),
  estatePolicy('berlin-2200', dailySpec('22:00', BERLIN)),
]

async function plan(
  machines: Estate['machines'],
  limits: Partial<LimitsProfile> = {},
  more: Pick<Parameters<typeof makePlan>[1], 'spent'> = {},
) {
  const estate = testEstate({ policies: POLICIES, machines })
  const options = {
    ...{ limits: { ...LIMITS, ...limits }, dst: 'wallclock' as const, from: '2026-03-02' },
    ...{ objective: 'least-moves' as const, seed: 1 },
    basis: { source: 'inventory' as const, subscriptions: [] },
    ...more,
  }
  return makePlan({ estate, findings: [] }, options)
}
const reasons = async (...given: Parameters<typeof plan>) => [
  ...new Set((await plan(...given)).plan.moves.map(({ reason }) => reason)),
]

describe('the reason of a move', () => {
  it('names what is crowded, with the numbers', async () => {
    expect(await reasons(estateMachines(45, 'daily-2200'))).toEqual([
      '45 VMs of vault rsv-one start at 22:00 UTC, at most 40 may',
    ])
    expect(await reasons(estateMachines(11, 'daily-2200', { disks: [disk, disk] }))).toEqual([
      '22 disks of account sta start at 22:00 UTC, at most 20 may',
    ])
    const big = estateMachines(1, 'daily-2200', { prefix: 'big', disks: Array.from({ length: 26 }, () => disk) })
    expect(await reasons([...big, ...estateMachines(1, 'daily-2200', { disks: [disk] })])).toEqual([
      '27 disks of account sta start at 22:00 UTC, at most 20 may',
    ])
    const perPolicy = { ...(LIMITS.machinesPerPolicy as NonNullable<LimitsProfile['machinesPerPolicy']>), value: 5 }
    expect(await reasons(estateMachines(6, 'daily-2200'), { machinesPerPolicy: perPolicy })).toEqual([
      '6 VMs have the policy of 22:00 UTC, at most 5 may',
    ])
  })

  it('says from when on something collides, where clocks have to change first', async () => {
    const machines = [
      ...estateMachines(30, 'daily-2000', { disks: [disk] }),
      ...estateMachines(30, 'berlin-2200', { prefix: 'b', disks: [disk] }),
    ]
    const disksPerAccount = { ...(LIMITS.disksPerAccount as NonNullable<LimitsProfile['disksPerAccount']>), value: 40 }

    const { plan: made, accounts } = await plan(machines, { disksPerAccount })

    expect(made.moves[0]?.reason).toMatch(
      /^60 VMs of vault rsv-one start at 2.:00 .* from 2026-03-29 on, at most 40 may$/,
    )
    expect(accounts).toMatchObject([{ account: 'sta', before: 60 }])
    expect(Math.max(...(accounts[0]?.disks.before ?? []))).toBe(30)
  })

  it('names the window that a VM is outside of, or that it has no policy yet', async () => {
    const window = { from: '23:30', to: '02:30', timeZone: 'W. Europe Standard Time' }

    expect(await reasons(estateMachines(1, 'daily-2200', { window }))).toEqual([
      '22:00 UTC lies outside of its window 23:30-02:30 W. Europe Standard Time, at least for part of the year',
    ])
    expect(await reasons(estateMachines(1, 'daily-2200', { window: { ...NIGHT, from: '23:00' } }))).toEqual([
      '22:00 UTC lies outside of its window 23:00-02:00 UTC',
    ])
    expect(await reasons(estateMachines(1, null, { window: NIGHT }))).toEqual(['has no policy yet'])
  })
})

describe('what a plan says of the whole', () => {
  it('shows no more starts in a half hour than start together, where zones need quarters of an hour', async () => {
    const { vaults, plan: made } = await plan([
      ...estateMachines(40, 'daily-1600'),
      // 16:15 UTC.
      ...estateMachines(15, 'nepal-2200', { prefix: 'n' }),
    ])

    expect(made.summary.before.violations).toBe(0)
    expect(vaults[0]?.starts.before[32]).toBe(40)
  })

  it('tells how long backups take, what that is bound by, and those that are likely to take more than a day', async () => {
    const huge = [{ sizeGb: 32_000, usedGb: 30_000, churnPerDay: 0.3, storageAccount: null }]
    const machines = [
      ...estateMachines(3, 'daily-2200'),
      ...estateMachines(1, 'daily-2200', { disks: huge, prefix: 'huge' }),
    ]
    const waits = { queueHours: { ...LIMITS.queueHours, value: 2 } }

    const usual = await plan(machines)
    const short = await plan(machines, waits)

    expect(usual.durations).toMatchObject([
      {
        scenario: 'best',
        p50: 15,
        boundBy: [
          { bound: 'snapshot', machines: 3 },
          { bound: 'page blob', machines: 1 },
        ],
      },
      { scenario: 'likely', p50: 15, p95: 5015, max: 5015 },
      { scenario: 'worst', p50: 15 + 8 * 60 + 120 },
      { scenario: 'checksum', machines: 4, max: 8348 },
    ])
    expect(short.durations[2]).toMatchObject({ p50: 15 + 2 * 60 + 120 })
    expect(usual.plan.findings.find(({ code }) => code === 'BACKUP_LONG_LIKELY')).toMatchObject({
      severity: 'warning',
      message: 'Backups of 1 VM of vault v1 are likely to take longer than 24 h: huge-1 3d 11h (page blob).',
    })
  })

  it('tells how long first backups take, of the VMs that have none yet', async () => {
    const managed = [{ sizeGb: 512, usedGb: 300, churnPerDay: null, storageAccount: null }]
    const fresh = estateMachines(2, 'daily-2200', { disks: managed, prefix: 'new', awaitsFirst: true })

    const { durations } = await plan([...estateMachines(3, 'daily-2200'), ...fresh])

    expect(durations.at(-1)).toEqual({
      scenario: 'first',
      machines: 2,
      ...{ p50: 265, p95: 265, max: 265 },
      boundBy: [{ bound: 'best-case rate', machines: 2 }],
    })
  })

  it('counts the VM that alone breaks a limit as what no plan can do without', async () => {
    const big = estateMachines(1, 'daily-2200', { prefix: 'big', disks: Array.from({ length: 24 }, () => disk) })

    const { plan: made } = await plan([...big, ...estateMachines(3, 'daily-2200', { disks: [disk] })])

    expect(made.summary).toMatchObject({ before: { violations: 7 }, after: { violations: 4 } })
    expect(made.certificate[0]).toMatchObject({ level: 'violations', lowerBound: 4, achieved: 4, isProven: true })
  })

  it('tells the room of a vault, and the nights of vaults and accounts', async () => {
    const { capacity, vaults, accounts } = await plan(
      estateMachines(45, 'daily-2200', { window: NIGHT, disks: [disk] }),
    )

    expect(capacity).toMatchObject([
      { place: 'vault rsv-one', machines: 45, startsNeeded: 45, times: 11, perTime: 40, room: 440 },
    ])
    expect(vaults).toMatchObject([{ vault: 'rsv-one', machines: 45 }])
    expect(vaults[0]?.starts.before[44]).toBe(45)
    expect(Math.max(...(vaults[0]?.starts.after ?? []))).toBeLessThanOrEqual(20)
    expect(accounts).toMatchObject([{ account: 'sta', limit: 20, before: 45 }])
    expect(accounts[0]?.after).toBeLessThanOrEqual(20)
  })

  it.each(['region', 'subscription'] as const)(
    'tells the room of a %s, where that is what limits count',
    async (scope) => {
      const startsTogether = { ...(LIMITS.startsTogether as NonNullable<LimitsProfile['startsTogether']>), scope }
      const machines = ['v1', 'v2'].flatMap((vault) =>
        estateMachines(25, null, { vault, prefix: vault, window: NIGHT }),
      )

      const { capacity } = await plan(machines, { startsTogether })

      const place = scope === 'region' ? 'region westeurope of s1' : 'subscription s1'
      expect(capacity).toMatchObject([
        { place, scope, machines: 50, startsNeeded: 50, times: 11, perTime: 40, room: 440 },
      ])
      expect(capacity[0]?.starts.after.reduce((sum, starts) => sum + starts)).toBe(50)
    },
  )

  it('tells no room where VMs that start together are counted by policy, or not at all', async () => {
    const startsTogether = {
      ...(LIMITS.startsTogether as NonNullable<LimitsProfile['startsTogether']>),
      scope: 'policy',
    }
    const machines = estateMachines(3, 'daily-2200')

    expect((await plan(machines, { startsTogether } as Partial<LimitsProfile>)).capacity).toEqual([])
    expect((await plan(machines, { startsTogether: null })).capacity).toEqual([])
  })

  it('tells the hours of a conflict by the clock of the policies', async () => {
    const window = { from: '22:00', to: '22:30', timeZone: BERLIN }
    const machines = [
      ...estateMachines(90, 'berlin-2200', { window }),
      ...estateMachines(1, 'berlin-2200', { prefix: 'free' }),
    ]

    const { plan: made } = await plan(machines)

    expect(made.conflicts.map(({ message }) => message)).toEqual([
      `vault rsv-one: 90 VMs that may start in [22:00, 22:30] ${BERLIN} only / 40 = 3 > 2 starts`,
    ])
  })

  it('takes longer when some of the first day is spent already', async () => {
    const budget = { ...(LIMITS.protectionChangesPerDay as NonNullable<LimitsProfile['startsTogether']>), value: 10 }
    const machines = estateMachines(55, 'daily-2200')
    const daysOf = async (changes: number) => {
      const spent = new Map([['v1', { policyWrites: 0, changes }]])
      return (await plan(machines, { protectionChangesPerDay: budget }, { spent })).plan.moves.map(({ day }) => day)
    }
    const times = (day: number, count: number) => Array.from({ length: count }, () => day)

    expect(await daysOf(0)).toEqual([...times(1, 10), ...times(2, 5)])
    expect(await daysOf(8)).toEqual([...times(1, 2), ...times(2, 10), ...times(3, 3)])
    const { vaults } = await plan(machines, {}, { spent: new Map([['v1', { policyWrites: 0, changes: 8 }]]) })
    expect(vaults).toMatchObject([{ recentChanges: 8 }])
    expect(await daysOf(99)).toEqual([...times(2, 10), ...times(3, 5)])
  })
})
