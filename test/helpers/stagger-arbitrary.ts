import fc from 'fast-check'
import type { PolicySpec } from '../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../src/model/policy-templates.js'
import type { Estate, EstateMachine, EstatePolicy, StartWindow } from '../../src/slots/estate.js'
import type { LimitsProfile } from '../../src/slots/limits.js'
import { OBJECTIVES } from '../../src/slots/objective.js'
import { DST_MODES } from '../../src/slots/zones.js'
import { BERLIN, LIMITS } from './stagger.js'

const time = fc
  .integer({ min: 0, max: 47 })
  .map((slot) => `${String(slot >> 1).padStart(2, '0')}:${slot % 2 ? '30' : '00'}`)
const zone = fc.constantFrom('UTC', BERLIN, 'Nepal Standard Time', 'Eastern Standard Time')

const spec: fc.Arbitrary<PolicySpec> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ time, zone, kept: fc.constantFrom(30, 60) }).map(daily) },
  {
    weight: 1,
    arbitrary: fc
      .record({ time, days: fc.subarray(['Sunday', 'Monday', 'Saturday'] as const, { minLength: 1 }) })
      .map(({ time: start, days }) => ({
        ...POLICY_TEMPLATES.dev,
        schedule: { frequency: 'weekly' as const, days, time: start },
        retention: { weekly: { count: 12, days } },
        instantRestoreDays: 5,
      })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ time, interval: fc.constantFrom(4, 6, 12) }).map(({ time: windowStart, interval }) => ({
      ...POLICY_TEMPLATES.critical,
      schedule: { frequency: 'hourly' as const, intervalHours: interval, windowStart, windowHours: 12 },
    })),
  },
)

function daily(wish: { readonly time: string; readonly zone: string; readonly kept: number }): PolicySpec {
  const { time: start, zone: timeZone, kept } = wish
  const retention = { daily: { count: kept } }
  return { ...POLICY_TEMPLATES.standard, schedule: { frequency: 'daily', time: start }, retention, timeZone }
}

const window: fc.Arbitrary<StartWindow | null> = fc.option(
  fc.record({ from: time, hours: fc.integer({ min: 1, max: 12 }), timeZone: zone }).map(({ from, hours, timeZone }) => {
    const to = (Number(from.slice(0, 2)) + hours) % 24
    return { from, to: `${String(to).padStart(2, '0')}:30`, timeZone }
  }),
  { freq: 2 },
)

/** A small estate in which a lot collides. */
export const anyEstate: fc.Arbitrary<Estate> = fc
  .record({
    vaults: fc.integer({ min: 1, max: 3 }),
    specs: fc.array(spec, { minLength: 1, maxLength: 6 }),
    machines: fc.array(
      fc.record({
        at: fc.nat(),
        isNew: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        isPinned: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        window,
        accounts: fc.array(fc.constantFrom('sta', 'stb'), { maxLength: 6 }),
        service: fc.option(fc.constantFrom('svc'), { freq: 4 }),
      }),
      { maxLength: 40 },
    ),
    tierWindow: window,
  })
  .map(({ vaults, specs, machines, tierWindow }) => {
    const keys = Array.from({ length: vaults }, (_, i) => `v${i + 1}`)
    const policies = keys.flatMap((vault) =>
      specs.map((one, i): EstatePolicy => ({ vault, name: `p-${i}`, spec: one })),
    )
    const tier = { name: 'standard', spec: specs[0] as PolicySpec, window: tierWindow, rpoMs: null }
    return {
      vaults: keys.map((key) => ({
        ...{ key, name: `rsv-${key}`, subscription: 's1', region: 'westeurope' },
        ...{ policyCount: specs.length, otherItems: 0 },
      })),
      policies,
      tiers: [tier],
      machines: machines.map((machine, i): EstateMachine => {
        const policy = policies[machine.at % policies.length] as EstatePolicy
        return {
          ...{ key: `/vm-${i}`, name: `vm-${i}`, vault: policy.vault, tier: 'standard', cloudService: machine.service },
          ...{ policy: machine.isNew ? null : policy.name, window: machine.window },
          isPinned: machine.isPinned && !machine.isNew,
          disks: machine.accounts.map((storageAccount) => ({
            ...{ sizeGb: 128, usedGb: 60, churnPerDay: 0.1, storageAccount },
          })),
        }
      }),
    }
  })

/** Limits that small estates break, and budgets that they use up. */
export const tightLimits: fc.Arbitrary<LimitsProfile> = fc
  .record({
    together: fc.integer({ min: 1, max: 6 }),
    scope: fc.constantFrom('vault' as const, 'region' as const, 'subscription' as const, 'policy' as const),
    disks: fc.integer({ min: 2, max: 8 }),
    classic: fc.integer({ min: 1, max: 4 }),
    perPolicy: fc.integer({ min: 2, max: 20 }),
    writes: fc.integer({ min: 1, max: 4 }),
    changes: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ together, scope, disks, classic, perPolicy, writes, changes }) => {
    const at = (
      name: 'startsTogether' | 'disksPerAccount' | 'classicPerHour' | 'machinesPerPolicy',
      value: number,
    ) => ({
      ...(LIMITS[name] as NonNullable<LimitsProfile['startsTogether']>),
      value,
    })
    return {
      ...LIMITS,
      startsTogether: { ...at('startsTogether', together), scope },
      disksPerAccount: at('disksPerAccount', disks),
      classicPerHour: at('classicPerHour', classic),
      machinesPerPolicy: at('machinesPerPolicy', perPolicy),
      policyWritesPerDay: { ...at('startsTogether', writes), kind: 'daily budget' as const },
      protectionChangesPerDay: { ...at('startsTogether', changes), kind: 'daily budget' as const },
    }
  })

export const planChoices = fc.record({
  objective: fc.constantFrom(...OBJECTIVES),
  dst: fc.constantFrom(...DST_MODES),
  seed: fc.nat(100),
})
