import { nameKey } from '../core/names.js'
import type { CompiledPart } from '../slots/compile-part.js'
import type { EstateVault } from '../slots/estate.js'
import type { LimitScope, LimitsProfile } from '../slots/limits.js'
import { DAY_MINUTES, GRID_MINUTES, modulo, SLOTS_PER_DAY } from '../slots/patterns.js'
import type { SlotProblem } from '../slots/problem.js'
import { type Clocks, createClocks } from '../slots/zones.js'
import type { PlanOptions } from './plan.js'
import type { PlannedPart } from './plan-part.js'

/**
 * A day in half hours of UTC, the first from 00:00 on: what starts together or is at work. Of several weekdays, and of
 * the quarters of an hour where zones need them, each half hour is that of the fullest.
 */
export type HalfHours = readonly number[]

/** What a plan makes of one vault's night, by the clocks of the plan's first day. */
export interface VaultNight {
  readonly vault: string
  readonly key: string
  readonly region: string
  readonly machines: number
  /** Of these, the VMs that stay where they are: pinned, or outside of the selection. */
  readonly pinned: number
  /** Changes of protection of the last 24 hours, spent of the first day's budget; 0 in an inventory. */
  readonly recentChanges: number
  /** VMs that start together. */
  readonly starts: { readonly before: HalfHours; readonly after: HalfHours }
  /** VMs at work by the likely duration. */
  readonly working: { readonly before: HalfHours; readonly after: HalfHours }
}

/** What a plan makes of one storage account. */
export interface AccountNight {
  readonly account: string
  readonly limit: number
  /** Disks that start together at most, in all ways in which clocks stand in the 12 months. */
  readonly before: number
  readonly after: number
  /** Disks that start together, by the clocks of the plan's first day. */
  readonly disks: { readonly before: HalfHours; readonly after: HalfHours }
}

/** How many starts there is room for where VMs that start together are counted. */
export interface StartRoom {
  /** e.g. `vault rsv-weu`, `region westeurope of <subscription>`. */
  readonly place: string
  readonly scope: LimitScope
  readonly machines: number
  /** VM starts in a day: an hourly policy has several. */
  readonly startsNeeded: number
  /** Times of day at which some of its VMs may start. */
  readonly times: number
  /** VMs that may start together. */
  readonly perTime: number
  /** times x perTime. */
  readonly room: number
  /** VMs that start together. */
  readonly starts: { readonly before: HalfHours; readonly after: HalfHours }
}

export interface Overview {
  readonly vaults: readonly VaultNight[]
  readonly accounts: readonly AccountNight[]
  /** Empty when VMs that start together are counted by policy, or not at all. */
  readonly capacity: readonly StartRoom[]
}

/** What a plan looks like, beyond what is saved of it; vaults and accounts by name. */
export function overviewOf(
  parts: readonly PlannedPart[],
  { limits, from, dst, spent }: Pick<PlanOptions, 'limits' | 'from' | 'dst' | 'spent'>,
): Overview {
  const clocks = createClocks(from, dst)
  const byName = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1)
  return {
    vaults: parts.flatMap((part) => nightsOf(part, clocks, spent)).sort(byName),
    accounts: parts.flatMap((part) => accountsOf(part, clocks)).sort((a, b) => compareNames(a.account, b.account)),
    capacity: parts.flatMap((part) => roomOf(part, limits, clocks)).sort((a, b) => compareNames(a.place, b.place)),
  }
}

function compareNames(a: string, b: string): number {
  const [one, other] = [nameKey(a), nameKey(b)]
  return one < other ? -1 : one > other ? 1 : 0
}

function nightsOf({ part, before, after }: PlannedPart, clocks: Clocks, spent: PlanOptions['spent']): VaultNight[] {
  const read = halfHourReader(part, clocks)
  const { vms, families } = part.problem
  const machines = new Int32Array(part.problem.vaults.length)
  const pinned = new Int32Array(part.problem.vaults.length)
  for (let v = 0; v < vms.count; v += 1) {
    const { vault } = families[vms.family[v] as number] as (typeof families)[number]
    machines[vault] = (machines[vault] as number) + 1
    pinned[vault] = (pinned[vault] as number) + (vms.pinned[v] as number)
  }
  return vaultsOf(part).map(({ name, key, region }, row) => ({
    vault: name,
    key,
    region,
    machines: machines[row] as number,
    pinned: pinned[row] as number,
    recentChanges: spent?.get(key)?.changes ?? 0,
    starts: { before: read(before.starts, row), after: read(after.starts, row) },
    working: { before: read(before.working, row), after: read(after.working, row) },
  }))
}

function accountsOf({ part, before, after }: PlannedPart, clocks: Clocks): AccountNight[] {
  const read = halfHourReader(part, clocks)
  const cells = part.problem.time.regimes * part.problem.time.ticks
  return part.problem.resources.flatMap(({ kind, name, capacity }, row) => {
    if (kind !== 'disks') return []
    const most = (loads: Int32Array) =>
      loads.subarray(row * cells, (row + 1) * cells).reduce((a, b) => Math.max(a, b), 0)
    return {
      account: name.replace(/^account /, ''),
      limit: capacity,
      before: most(before.loads),
      after: most(after.loads),
      disks: { before: read(before.loads, row), after: read(after.loads, row) },
    }
  })
}

/** Rows of loads, as they are when the plan begins, by half hours of UTC. */
function halfHourReader(part: CompiledPart, clocks: Clocks) {
  const { ticks, tickMinutes } = part.problem.time
  const offset = clocks.policy(part.timeZone).offsetAt(clocks.fromMs)
  const dayTicks = DAY_MINUTES / tickMinutes
  return (loads: Int32Array, row: number): HalfHours => {
    const values = rowOf(part, loads, row)
    const halfHours = new Array<number>(SLOTS_PER_DAY).fill(0)
    for (let time = 0; time < dayTicks; time += 1) {
      const slot = Math.floor(modulo(time * tickMinutes - offset, DAY_MINUTES) / GRID_MINUTES)
      let most = halfHours[slot] as number
      for (let tick = time; tick < ticks; tick += dayTicks) most = Math.max(most, values[tick] as number)
      halfHours[slot] = most
    }
    return halfHours
  }
}

/** The first regime of a row: the clocks as they stand when the plan begins. */
function rowOf({ problem }: CompiledPart, loads: Int32Array, row: number): Int32Array {
  const { ticks, regimes } = problem.time
  return loads.subarray(row * regimes * ticks, row * regimes * ticks + ticks)
}

/** In the order of the problem's vaults. */
function vaultsOf({ problem, families }: CompiledPart): EstateVault[] {
  return problem.vaults.map((_, vault) => {
    const family = problem.families.findIndex((candidate) => candidate.vault === vault)
    return families[family]?.vault as EstateVault
  })
}

const NO_STARTS = new Uint16Array()

function roomOf(planned: PlannedPart, { startsTogether }: LimitsProfile, clocks: Clocks): StartRoom[] {
  const { part, before, after } = planned
  const { problem } = part
  if (startsTogether === null) return []
  const read = halfHourReader(part, clocks)
  const needs = needsOf(problem)
  return problem.resources.flatMap(({ kind, name, capacity }, row) => {
    const { machines = 0, startsNeeded = 0, times = new Set() } = needs.get(row) ?? {}
    if (kind !== 'machines') return []
    return {
      ...{ place: name, scope: startsTogether.scope, machines, startsNeeded },
      ...{ times: times.size, perTime: capacity, room: capacity * times.size },
      starts: { before: read(before.loads, row), after: read(after.loads, row) },
    }
  })
}

interface Need {
  machines: number
  startsNeeded: number
  readonly times: Set<number>
}

/** What VMs ask of the resources that count how many of them start together. */
function needsOf({ vms, families, resources, time }: SlotProblem): Map<number, Need> {
  const dayTicks = DAY_MINUTES / time.tickMinutes
  const timesOf = (starts: Uint16Array = NO_STARTS) =>
    [...starts].filter((cell) => cell < time.ticks).map((tick) => tick % dayTicks)
  const startsADay = families.map(({ slots }) => new Set(timesOf(slots[0]?.starts)).size)
  const needs = new Map<number, Need>()
  const known = new Set<string>()
  for (let v = 0; v < vms.count; v += 1) {
    const [f, a] = [vms.family[v] as number, vms.allowance[v] as number]
    const uses = vms.use.resource.subarray(vms.use.from[v], vms.use.from[v + 1])
    const row = uses.find((resource) => resources[resource]?.kind === 'machines')
    if (row === undefined) continue
    const need = needs.get(row) ?? { machines: 0, startsNeeded: 0, times: new Set<number>() }
    needs.set(row, need)
    need.machines += 1
    need.startsNeeded += startsADay[f] as number
    if (known.has(`${f} ${a}`)) continue
    known.add(`${f} ${a}`)
    for (const slot of vms.allowances[a] ?? []) {
      for (const tick of timesOf(families[f]?.slots[slot]?.starts)) need.times.add(tick)
    }
  }
  return needs
}
