import type { CompiledPart } from '../slots/compile-part.js'
import type { EstateVault } from '../slots/estate.js'
import type { LimitsProfile } from '../slots/limits.js'
import { DAY_MINUTES, GRID_MINUTES, modulo, SLOTS_PER_DAY } from '../slots/patterns.js'
import { type Clocks, createClocks, type DstMode } from '../slots/zones.js'
import type { PlannedPart } from './plan-part.js'

/** A day in half hours of UTC, the first from 00:00 on. Of several weekdays, each half hour is that of the fullest. */
export type HalfHours = readonly number[]

/** What a plan makes of one vault's night, by the clocks of the plan's first day. */
export interface VaultNight {
  readonly vault: string
  readonly key: string
  readonly region: string
  readonly machines: number
  /** VMs that start. */
  readonly starts: { readonly before: HalfHours; readonly after: HalfHours }
  /** VMs at work by the likely duration. */
  readonly working: { readonly before: HalfHours; readonly after: HalfHours }
}

/** What a plan makes of one storage account: disks that start together, at most. */
export interface AccountNight {
  readonly account: string
  readonly limit: number
  readonly before: number
  readonly after: number
  /** Disks that start, by half hour. */
  readonly disks: { readonly before: HalfHours; readonly after: HalfHours }
}

/** How many starts a vault's windows have room for. */
export interface VaultCapacity {
  readonly vault: string
  readonly key: string
  readonly machines: number
  /** VM starts in a day: an hourly policy has several. */
  readonly startsNeeded: number
  /** Times of day at which some of its VMs may start. */
  readonly times: number
  /** VMs that may start together; null when nothing limits them by vault. */
  readonly perTime: number | null
  /** times x perTime. */
  readonly room: number | null
}

export interface Overview {
  readonly vaults: readonly VaultNight[]
  readonly accounts: readonly AccountNight[]
  readonly capacity: readonly VaultCapacity[]
}

/** What a plan looks like, beyond what is saved of it; vaults and accounts by name. */
export function overviewOf(
  parts: readonly PlannedPart[],
  { limits, from, dst }: { readonly limits: LimitsProfile; readonly from: string; readonly dst: DstMode },
): Overview {
  const clocks = createClocks(from, dst)
  const byName = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1)
  return {
    vaults: parts.flatMap((part) => nightsOf(part, clocks)).sort(byName),
    accounts: parts
      .flatMap((part) => accountsOf(part, clocks))
      .sort((a, b) => (a.account.toLowerCase() < b.account.toLowerCase() ? -1 : 1)),
    capacity: parts.flatMap((part) => capacityOf(part.part, limits)).sort(byName),
  }
}

function nightsOf({ part, before, after }: PlannedPart, clocks: Clocks): VaultNight[] {
  const read = halfHourReader(part, clocks)
  const { vms, families } = part.problem
  const machines = new Int32Array(part.problem.vaults.length)
  for (const family of vms.family) {
    const { vault } = families[family] as (typeof families)[number]
    machines[vault] = (machines[vault] as number) + 1
  }
  return vaultsOf(part).map(({ name, key, region }, row) => ({
    vault: name,
    key,
    region,
    machines: machines[row] as number,
    starts: { before: read(before.starts, row, 'sum'), after: read(after.starts, row, 'sum') },
    working: { before: read(before.working, row, 'most'), after: read(after.working, row, 'most') },
  }))
}

function accountsOf({ part, before, after }: PlannedPart, clocks: Clocks): AccountNight[] {
  const read = halfHourReader(part, clocks)
  return part.problem.resources.flatMap(({ kind, name, capacity }, row) => {
    if (kind !== 'disks') return []
    const most = (loads: Int32Array) => Math.max(0, ...rowOf(part, loads, row))
    return {
      account: name.replace(/^account /, ''),
      limit: capacity,
      before: most(before.loads),
      after: most(after.loads),
      disks: { before: read(before.loads, row, 'sum'), after: read(after.loads, row, 'sum') },
    }
  })
}

/** Rows of loads, as they are when the plan begins, by half hours of UTC. */
function halfHourReader(part: CompiledPart, clocks: Clocks) {
  const { ticks, tickMinutes } = part.problem.time
  const offset = clocks.policy(part.timeZone).offsetAt(clocks.fromMs)
  const dayTicks = DAY_MINUTES / tickMinutes
  return (loads: Int32Array, row: number, within: 'sum' | 'most'): HalfHours => {
    const values = rowOf(part, loads, row)
    const halfHours = new Array<number>(SLOTS_PER_DAY).fill(0)
    for (let time = 0; time < dayTicks; time += 1) {
      let most = 0
      for (let tick = time; tick < ticks; tick += dayTicks) most = Math.max(most, values[tick] as number)
      const slot = Math.floor(modulo(time * tickMinutes - offset, DAY_MINUTES) / GRID_MINUTES)
      const known = halfHours[slot] as number
      halfHours[slot] = within === 'sum' ? known + most : Math.max(known, most)
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

function capacityOf(part: CompiledPart, { startsTogether }: LimitsProfile): VaultCapacity[] {
  const { vms, families, time } = part.problem
  const dayTicks = DAY_MINUTES / time.tickMinutes
  const perTime = startsTogether?.scope === 'vault' ? startsTogether.value : null
  const seen = vaultsOf(part).map(() => ({ machines: 0, startsNeeded: 0, times: new Set<number>() }))
  const known = new Set<string>()
  const timesOf = (starts: Uint16Array) =>
    [...starts].filter((cell) => cell < time.ticks).map((tick) => tick % dayTicks)
  const startsADay = families.map((family) => new Set(timesOf(family.slots[0]?.starts ?? NO_STARTS)).size)
  for (let v = 0; v < vms.count; v += 1) {
    const [f, a] = [vms.family[v] as number, vms.allowance[v] as number]
    const family = families[f]
    const vault = seen[family?.vault as number]
    if (family === undefined || vault === undefined) continue
    vault.machines += 1
    vault.startsNeeded += startsADay[f] as number
    if (known.has(`${f} ${a}`)) continue
    known.add(`${f} ${a}`)
    for (const slot of vms.allowances[a] ?? []) {
      for (const tick of timesOf(family.slots[slot]?.starts ?? NO_STARTS)) vault.times.add(tick)
    }
  }
  return vaultsOf(part).map(({ name, key }, i) => {
    const { machines = 0, startsNeeded = 0, times = new Set() } = seen[i] ?? {}
    return {
      ...{ vault: name, key, machines, startsNeeded, times: times.size, perTime },
      room: perTime === null ? null : perTime * times.size,
    }
  })
}
