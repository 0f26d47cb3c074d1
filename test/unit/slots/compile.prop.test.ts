import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../../src/model/policy.js'
import { runsAfter } from '../../../src/model/policy-schedule.js'
import { compileEstate } from '../../../src/slots/compile.js'
import type { CompiledPart } from '../../../src/slots/compile-part.js'
import type { Estate, EstateMachine } from '../../../src/slots/estate.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import { createLoadTable } from '../../../src/slots/load-table.js'
import { createClocks } from '../../../src/slots/zones.js'
import {
  BERLIN,
  dailySpec,
  disksIn,
  estateMachine,
  estatePolicy,
  estateTier,
  estateVault,
  managedDisk,
  quietWeek,
  slotEstate,
  specOf,
} from '../../helpers/slot-estate.js'

const MINUTE = 60_000
const WEEK = 7 * 24 * 60
const FROM = '2026-11-22'
const clocks = createClocks(FROM, 'wallclock')
const VAULTS = ['rsv-1', 'rsv-2', 'rsv-3']
const SCHEDULES: readonly Schedule[] = [
  { frequency: 'daily', time: '22:00' },
  { frequency: 'daily', time: '22:30' },
  { frequency: 'weekly', days: ['Saturday', 'Wednesday'], time: '01:00' },
  { frequency: 'hourly', intervalHours: 6, windowStart: '16:30', windowHours: 12 },
]
const ZONES = [BERLIN, 'Eastern Standard Time', 'Nepal Standard Time']
const policies = VAULTS.flatMap((vault) =>
  ZONES.flatMap((zone, z) =>
    SCHEDULES.map((schedule, s) => estatePolicy(`p-${z}-${s}`, specOf(schedule, zone), vault)),
  ),
)

const machine = fc.record({
  vault: fc.constantFrom(...VAULTS),
  zone: fc.nat(ZONES.length - 1),
  schedule: fc.nat(SCHEDULES.length - 1),
  account: fc.option(fc.constantFrom('st1', 'ST1', 'st2')),
  disks: fc.integer({ min: 1, max: 3 }),
  isPlaced: fc.boolean(),
})

function estateOf(rows: readonly (typeof machine extends fc.Arbitrary<infer T> ? T : never)[]): Estate {
  const machines = rows.map(
    ({ vault, zone, schedule, account, disks, isPlaced }, i): EstateMachine =>
      estateMachine(`vm-${String(i).padStart(3, '0')}`, {
        vault,
        policy: isPlaced ? `p-${zone}-${schedule}` : null,
        disks: account === null ? [managedDisk()] : disksIn(account, disks),
      }),
  )
  const tiers = [estateTier('standard', { spec: dailySpec('22:00', BERLIN) })]
  return slotEstate({ vaults: VAULTS.map((name) => estateVault(name)), policies, tiers, machines })
}

const compile = (estate: Estate) =>
  compileEstate(estate, { limits: LIMITS_PROFILES.current, dst: 'wallclock', from: FROM })

/** Loads by resource, regime and minute of the week on the reference clock, as the problem has them. */
function compiledLoads({ problem }: CompiledPart): Map<string, number> {
  const { ticks, tickMinutes, regimes } = problem.time
  const table = createLoadTable(problem)
  problem.vms.home.forEach((home, vm) => {
    if (home >= 0) table.place(vm, home)
  })
  const loads = new Map<string, number>()
  problem.resources.forEach((resource, r) => {
    for (let cell = 0; cell < ticks * regimes; cell += 1) {
      const load = table.loads[r * table.cells + cell] as number
      if (load === 0) continue
      for (let minute = (cell % ticks) * tickMinutes; minute < WEEK; minute += ticks * tickMinutes) {
        loads.set([resource.name, Math.floor(cell / ticks), minute].join(' '), load)
      }
    }
  })
  return loads
}

/** The same, counted machine by machine on the calendar, a quiet week from each regime's beginning on. */
function countedLoads({ machines, regimes, timeZones }: CompiledPart): Map<string, number> {
  const loads = new Map<string, number>()
  regimes.forEach((regime, r) => {
    const week = quietWeek(timeZones, regime, clocks)
    if (week === null) throw new Error(`no quiet week for ${timeZones.join()}`)
    for (const { vault, policy, disks } of machines) {
      const spec = policies.find((known) => known.vault === vault && known.name === policy)?.spec
      if (!spec) continue
      const account = disks[0]?.storageAccount?.toLowerCase()
      for (const run of runsAfter(spec, new Date(week.startMs - 1).toISOString())) {
        const passed = (Date.parse(run) - week.startMs) / MINUTE
        if (passed >= WEEK) break
        const minute = (passed + week.startMinute) % WEEK
        const add = (name: string, amount: number) => {
          const key = [name, r, minute].join(' ')
          loads.set(key, (loads.get(key) ?? 0) + amount)
        }
        add(`vault ${vault}`, 1)
        if (account !== undefined) add(`account ${account}`, disks.length)
      }
    }
  })
  return loads
}

const lowerKeys = (loads: Map<string, number>) => [...loads].map(([key, load]) => `${key.toLowerCase()} ${load}`).sort()
describe('compileEstate', () => {
  it('counts starts as the calendar does, in every regime', () => {
    fc.assert(
      fc.property(fc.array(machine, { minLength: 1, maxLength: 12 }), (rows) => {
        for (const part of compile(estateOf(rows)).parts) {
          expect(lowerKeys(compiledLoads(part))).toEqual(lowerKeys(countedLoads(part)))
        }
      }),
      { numRuns: 20 },
    )
  })

  it('gives every machine one place, and the way back to its policy', () => {
    fc.assert(
      fc.property(fc.array(machine, { maxLength: 30 }), (rows) => {
        const estate = estateOf(rows)
        const { parts } = compile(estate)

        const back = parts.flatMap((part) =>
          part.machines.map((own, v) => {
            const home = part.problem.vms.home[v] as number
            const family = part.families[part.problem.vms.family[v] as number]
            const known: readonly (string | null)[] = home < 0 ? [null] : (family?.slotAt(home).policies ?? [])
            return { key: own.key, isHome: known.includes(own.policy), vault: family?.vault.key }
          }),
        )
        expect(back.map(({ key }) => key).sort()).toEqual(estate.machines.map(({ key }) => key).sort())
        expect(back.every(({ isHome }) => isHome)).toBe(true)
        expect(back.map(({ vault }) => vault)).toEqual(parts.flatMap((part) => part.machines.map((own) => own.vault)))
      }),
      { numRuns: 30 },
    )
  })

  it('never minds the order of the estate', () => {
    fc.assert(
      fc.property(fc.array(machine, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (rows, stream) => {
        const estate = estateOf(rows)
        const keyed = estate.machines.map((own) => ({ own, rank: stream.next().value as number }))
        const machines = keyed.sort((a, b) => a.rank - b.rank).map(({ own }) => own)
        const shuffled = {
          ...estate,
          machines,
          policies: [...policies].reverse(),
          vaults: [...estate.vaults].reverse(),
        }

        expect(compile(shuffled).parts.map(({ problem }) => problem)).toEqual(
          compile(estate).parts.map(({ problem }) => problem),
        )
      }),
      { numRuns: 10 },
    )
  })
})
