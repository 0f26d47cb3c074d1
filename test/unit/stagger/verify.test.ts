import { describe, expect, it } from 'vitest'
import type { Estate } from '../../../src/slots/estate.js'
import { certify, type Level } from '../../../src/slots/objective.js'
import type { StaggerPlan } from '../../../src/stagger/plan-file.js'
import { verifyPlan } from '../../../src/stagger/verify.js'
import {
  BERLIN,
  dailySpec,
  estateMachines,
  estatePolicy,
  LIMITS,
  movesTo,
  newPolicy,
  testEstate,
  testPlan,
} from '../../helpers/stagger.js'

const level = (name: Level, numbers: { lowerBound: number; achieved: number }) =>
  certify(name, { ...numbers, bound: 'a bound' })
const machines = estateMachines(60, 'daily-2200')
const spec = dailySpec('22:00')
const estate = testEstate({ policies: [estatePolicy('daily-2200', spec)], machines })
const good = testPlan({
  policies: [newPolicy('standard-2230', dailySpec('22:30'))],
  moves: movesTo('standard-2230', machines.slice(0, 20)),
  summary: {
    before: { violations: 20, mostStarts: 60, peak: 0, policies: 1 },
    after: { violations: 0, mostStarts: 40, peak: 0, policies: 2 },
  },
  certificate: [level('violations', { lowerBound: 0, achieved: 0 }), level('moves', { lowerBound: 20, achieved: 20 })],
})

function codes(plan: StaggerPlan, of: Estate = estate): string[] {
  return [...new Set(verifyPlan(of, plan).map(({ code }) => code))]
}

/** The good plan with one member of a list changed. */
function change<K extends 'moves' | 'policies'>(list: K, index: number, part: Partial<StaggerPlan[K][number]>) {
  return { ...good, [list]: good[list].map((one, i) => (i === index ? { ...one, ...part } : one)) } as StaggerPlan
}

const alsoOf = (parts: Partial<Estate>) => testEstate({ ...estate, ...parts })

describe('verifyPlan', () => {
  it('finds nothing in a good plan', () => {
    expect(verifyPlan(estate, good)).toEqual([])
  })

  it('does not count what starts off the half hour, and never gives its name away', () => {
    const odd = estateMachines(50, 'odd-2210', { prefix: 'odd' })
    const policies = [...estate.policies, estatePolicy('odd-2210', dailySpec('22:10'))]
    const named = (name: string) => ({
      ...estate,
      vaults: estate.vaults.map((vault) => ({ ...vault, otherNames: [name] })),
    })

    expect(codes(good, alsoOf({ policies, machines: [...machines, ...odd] }))).toEqual([])
    expect(codes(good, named('STANDARD-2230'))).toEqual(['PLAN_NAME_TAKEN'])
    expect(codes(good, named('other'))).toEqual([])
  })

  it('compares names without case', () => {
    const moves = good.moves.map((move) => ({ ...move, machine: move.machine.toUpperCase(), from: 'DAILY-2200' }))

    expect(codes({ ...good, moves })).toEqual([])
  })

  it.each<[string, string, StaggerPlan]>([
    ['a kind that it does not know', 'PLAN_UNKNOWN', { ...good, kind: 'other' as never }],
    ['a machine that is not there', 'PLAN_MACHINE_UNKNOWN', change('moves', 0, { machine: '/vm-999' })],
    ['a machine moved twice', 'PLAN_MACHINE_TWICE', change('moves', 0, { machine: '/vm-2' })],
    ['another vault than that of the machine', 'PLAN_VAULT_DIFFERS', change('moves', 0, { vault: 'v2' })],
    ['a policy that the machine does not follow', 'PLAN_FROM_DIFFERS', change('moves', 0, { from: 'gold' })],
    ['a policy that neither exists nor is made', 'PLAN_TO_UNKNOWN', change('moves', 0, { to: 'nowhere' })],
    ['a move to where the machine is', 'PLAN_MOVE_EMPTY', change('moves', 0, { to: 'Daily-2200' })],
    ['a vault that is not there', 'PLAN_VAULT_UNKNOWN', change('policies', 0, { vault: 'v9' })],
    ['a name that is taken', 'PLAN_NAME_TAKEN', change('policies', 0, { name: 'DAILY-2200' })],
    ['a policy made twice', 'PLAN_POLICY_TWICE', { ...good, policies: [...good.policies, ...good.policies] }],
    ['a model that is not there', 'PLAN_LIKE_UNKNOWN', change('policies', 0, { like: 'gold' })],
    ['a start off the half hour', 'PLAN_OFF_GRID', change('policies', 0, { spec: dailySpec('22:20') })],
    ['a start that is no time', 'PLAN_OFF_GRID', change('policies', 0, { spec: dailySpec('25:00') })],
    ['another zone', 'PLAN_CLONE_DIFFERS', change('policies', 0, { spec: dailySpec('22:30', BERLIN) })],
    ['a zone that nobody knows', 'PLAN_ZONE_UNKNOWN', change('policies', 0, { spec: dailySpec('22:30', 'Nowhere') })],
    [
      'a shorter retention',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, { spec: { ...dailySpec('22:30'), retention: { daily: { count: 7 } } } }),
    ],
    [
      'another kind',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, { spec: { ...dailySpec('22:30'), kind: 'standard' } }),
    ],
    [
      'other snapshot days',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, { spec: { ...dailySpec('22:30'), instantRestoreDays: 2 } }),
    ],
    [
      'another consistency',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, { spec: { ...dailySpec('22:30'), consistency: 'crash' } }),
    ],
    [
      'archiving that the model has not',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, { spec: { ...dailySpec('22:30'), archive: { mode: 'recommended' } } }),
    ],
    [
      'another frequency',
      'PLAN_CLONE_DIFFERS',
      change('policies', 0, {
        spec: { ...dailySpec('22:30'), schedule: { frequency: 'weekly', days: ['Sunday'], time: '22:30' } },
      }),
    ],
    ['a move before its policy is made', 'PLAN_DAY_ORDER', { ...change('policies', 0, { day: 2 }), days: 2 }],
    ['a day that is none', 'PLAN_DAYS', change('moves', 0, { day: 0.5 })],
    ['a step after the last day', 'PLAN_DAYS', change('moves', 0, { day: 2 })],
    ['more days than it has steps for', 'PLAN_DAYS', { ...good, days: 3 }],
    [
      'more changes than a day allows',
      'PLAN_BUDGET',
      { ...good, limits: { ...LIMITS, protectionChangesPerDay: { ...LIMITS.startSpreadMinutes, value: 19 } } },
    ],
    [
      'more policy writes than a day allows',
      'PLAN_BUDGET',
      { ...good, limits: { ...LIMITS, policyWritesPerDay: { ...LIMITS.startSpreadMinutes, value: 0 } } },
    ],
    [
      'more policies than the vault takes',
      'PLAN_VAULT_FULL',
      { ...good, limits: { ...LIMITS, policiesPerVault: { ...LIMITS.startSpreadMinutes, value: 5 } } },
    ],
    [
      'more VMs than a policy takes',
      'PLAN_POLICY_FULL',
      { ...good, limits: { ...LIMITS, machinesPerPolicy: { ...LIMITS.startSpreadMinutes, value: 19 } } },
    ],
    [
      'a summary that flatters',
      'PLAN_SUMMARY',
      { ...good, summary: { ...good.summary, before: { ...good.summary.before, violations: 19 } } },
    ],
    [
      'a bound above what was reached',
      'PLAN_CERTIFICATE',
      { ...good, certificate: [level('violations', { lowerBound: 1, achieved: 0 })] },
    ],
    [
      'a certificate of other moves',
      'PLAN_CERTIFICATE',
      { ...good, certificate: [level('moves', { lowerBound: 20, achieved: 21 })] },
    ],
    ['a move left out', 'PLAN_SUMMARY', { ...good, moves: good.moves.slice(1) }],
  ])('finds %s', (_what, code, plan) => {
    expect(codes(plan)).toContain(code)
  })

  it('warns of a policy that nobody moves to', () => {
    const extra = newPolicy('standard-2300', dailySpec('23:00'))

    const findings = verifyPlan(estate, { ...good, policies: [...good.policies, extra] })

    expect(findings).toMatchObject([{ code: 'PLAN_POLICY_UNUSED', severity: 'warning' }])
  })

  it('finds a pinned machine that moves', () => {
    const pinned = alsoOf({ machines: machines.map((one, i) => ({ ...one, isPinned: i === 0 })) })

    expect(codes(good, pinned)).toEqual(['PLAN_MOVES_PINNED'])
  })

  it('finds a machine that the estate has twice', () => {
    const twice = alsoOf({ machines: [...machines, ...machines.slice(0, 1)] })

    expect(codes(good, twice)).toContain('PLAN_MACHINE_UNKNOWN')
  })

  it('finds a move to an existing policy that keeps less', () => {
    const short = { ...dailySpec('23:00'), retention: { daily: { count: 7 } } }
    const other = alsoOf({ policies: [...estate.policies, estatePolicy('short', short)] })

    expect(codes({ ...change('moves', 0, { to: 'short' }) }, other)).toContain('PLAN_MOVE_CHANGES_POLICY')
  })

  it('holds a policy made from a tier against the tier', () => {
    const unprotected = alsoOf({ machines: estateMachines(20, null) })
    const plan = {
      ...good,
      policies: [newPolicy('standard-2230', dailySpec('22:30'), { like: null })],
      moves: movesTo('standard-2230', unprotected.machines),
      summary: {
        before: { violations: 0, mostStarts: 0, peak: 0, policies: 0 },
        after: { violations: 0, mostStarts: 20, peak: 0, policies: 1 },
      },
      certificate: [],
    }
    const other = { ...dailySpec('22:30'), instantRestoreDays: 1 }

    expect(codes(plan, unprotected)).toEqual([])
    expect(codes({ ...plan, policies: [newPolicy('standard-2230', other, { like: null })] }, unprotected)).toEqual([
      'PLAN_CLONE_DIFFERS',
    ])
  })

  it('finds a start outside of the window of a machine, or of its tier', () => {
    const window = { from: '20:00', to: '22:00', timeZone: 'UTC' }
    const own = alsoOf({ machines: machines.map((one) => ({ ...one, window })) })
    const ofTier = alsoOf({ tiers: estate.tiers.map((tier) => ({ ...tier, window })) })

    expect(codes(good, own)).toEqual(['PLAN_WINDOW'])
    expect(codes(good, ofTier)).toEqual(['PLAN_WINDOW'])
  })

  it('finds a start that leaves its window only in summer', () => {
    const inWinter = { from: '22:00', to: '23:30', timeZone: BERLIN }
    const allYear = { from: '22:00', to: '00:30', timeZone: BERLIN }
    const of = (window: typeof allYear) => alsoOf({ machines: machines.map((one) => ({ ...one, window })) })

    const [finding] = verifyPlan(of(inWinter), good)

    expect(finding).toMatchObject({ code: 'PLAN_WINDOW', message: expect.stringContaining('From 2026-03-29 on') })
    expect(codes(good, of(allYear))).toEqual([])
  })

  it('finds starts that meet only while one clock has changed and another has not', () => {
    // For three weeks in March only New York has changed: 22:00 in Berlin is 17:00 there then, and 16:00 all year else.
    const policies = [
      estatePolicy('berlin', dailySpec('22:00', BERLIN)),
      estatePolicy('new-york', dailySpec('17:00', 'Eastern Standard Time')),
      estatePolicy('berlin-early', dailySpec('12:00', BERLIN)),
    ]
    const here = estateMachines(30, 'berlin-early', { prefix: 'eu' })
    const there = estateMachines(30, 'new-york', { prefix: 'us' })
    const moves = movesTo('berlin', here)
    const summary = {
      before: { violations: 0, mostStarts: 30, peak: 0, policies: 2 },
      after: { violations: 0, mostStarts: 30, peak: 0, policies: 2 },
    }
    const plan = { ...good, policies: [], moves, summary, certificate: [] }
    const both = alsoOf({ policies, machines: [...here, ...there] })

    expect(codes(plan, both)).toContain('PLAN_WORSE')
    expect(codes({ ...plan, dst: 'fixed' }, both)).toEqual([])
  })

  it('finds a day in between that is worse than today', () => {
    const a = estateMachines(40, 'a', { prefix: 'a' })
    const b = estateMachines(40, 'b', { prefix: 'b' })
    const policies = [estatePolicy('a', dailySpec('01:00')), estatePolicy('b', dailySpec('02:00'))]
    const swap = {
      ...good,
      policies: [],
      certificate: [],
      summary: {
        before: { violations: 0, mostStarts: 40, peak: 0, policies: 2 },
        after: { violations: 0, mostStarts: 40, peak: 0, policies: 2 },
      },
    }
    const both = alsoOf({ policies, machines: [...a, ...b] })
    const moves = (day: number) => [...movesTo('b', a.slice(0, 5)), ...movesTo('a', b.slice(0, 5), day)]

    expect(codes({ ...swap, moves: moves(1) }, both)).toEqual([])
    expect(verifyPlan(both, { ...swap, days: 2, moves: moves(2) })).toMatchObject([
      { code: 'PLAN_WORSE', message: expect.stringContaining('Day 1 of the plan leaves 5') },
    ])
  })

  it('counts unmanaged disks of an account across vaults, and managed disks nowhere', () => {
    const disk = { sizeGb: 100, usedGb: null, churnPerDay: null, storageAccount: 'Acc1' }
    const here = estateMachines(10, 'daily-2200', { disks: [disk, { ...disk, storageAccount: null }] })
    const there = estateMachines(8, 'early', {
      prefix: 'other',
      vault: 'v2',
      disks: [{ ...disk, storageAccount: 'ACC1' }, disk],
    })
    const shared = alsoOf({
      policies: [...estate.policies, estatePolicy('early', dailySpec('05:00'), 'v2'), estatePolicy('late', spec, 'v2')],
      machines: [...here, ...there],
    })
    const plan = { ...good, policies: [], certificate: [], moves: movesTo('late', there) }

    const worse = verifyPlan(shared, plan).find(({ code }) => code === 'PLAN_WORSE')

    expect(worse).toMatchObject({ evidence: { before: 0, after: 6, places: ['account Acc1: 6'] } })
  })

  it('counts classic VMs of a service that start within an hour of one another', () => {
    const classic = estateMachines(8, 'daily-2200', { cloudService: 'shop' })
    const others = estateMachines(8, 'early', { prefix: 'other', cloudService: 'Shop' })
    const policies = [
      ...estate.policies,
      estatePolicy('early', dailySpec('05:00')),
      estatePolicy('near', dailySpec('22:30')),
      estatePolicy('apart', dailySpec('23:00')),
    ]
    const of = alsoOf({ policies, machines: [...classic, ...others] })
    const plan = (to: string) => ({ ...good, policies: [], certificate: [], moves: movesTo(to, others) })

    expect(codes(plan('near'), of)).toContain('PLAN_WORSE')
    expect(codes(plan('apart'), of)).not.toContain('PLAN_WORSE')
  })

  it('warns of a night in which a clock skips a start, and brings it together with the next', () => {
    const early = estateMachines(30, 'early', { prefix: 'early' })
    const late = estateMachines(30, 'late', { prefix: 'late' })
    const policies = [
      estatePolicy('early', dailySpec('02:30', BERLIN)),
      estatePolicy('late', dailySpec('23:00', BERLIN)),
      estatePolicy('next', dailySpec('03:30', BERLIN)),
    ]
    const summary = {
      before: { violations: 0, mostStarts: 30, peak: 0, policies: 2 },
      after: { violations: 0, mostStarts: 30, peak: 0, policies: 2 },
    }
    const plan = { ...good, policies: [], moves: movesTo('next', late), summary, certificate: [] }
    const both = alsoOf({ policies, machines: [...early, ...late] })

    expect(verifyPlan(both, plan)).toMatchObject([
      {
        code: 'PLAN_CLOCK_NIGHT',
        severity: 'warning',
        message:
          "When the clocks change, 60 start together at vault 'rsv-one' at 2026-03-29 01:30 UTC; at most 40 should.",
      },
    ])
    expect(verifyPlan(both, { ...plan, dst: 'fixed' })).toEqual([])
  })
})
