import { nameKey } from '../core/names.js'
import type { CompiledPart } from '../slots/compile-part.js'
import type { DurationModel } from '../slots/durations.js'
import type { EstateMachine } from '../slots/estate.js'
import type { LimitsProfile } from '../slots/limits.js'
import { DAY_MINUTES } from '../slots/patterns.js'
import type { SlotProblem } from '../slots/problem.js'

export const SCENARIOS = ['best', 'likely', 'worst'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** What is counted once for a part, whatever slots its VMs have. */
export interface PartScales {
  readonly part: CompiledPart
  readonly limits: LimitsProfile
  /** Ticks that each VM is at work, by scenario. */
  readonly ticks: Readonly<Record<Scenario, Int32Array>>
  /** As `vms.use.amount`, but what a VM with more disks in an account than the limit really has. */
  readonly amounts: Int32Array
}

/** What starts and works in a part when its VMs have certain slots. Cells are those of the problem. */
export interface PartMeasure {
  /** VMs and disks over a limit: of each weekday's times the worst, summed over times and places, as the clocks stand worst. */
  readonly violations: number
  /** VMs that start: of vault g in cell c, entry `g * cells + c`. */
  readonly starts: Int32Array
  /** VMs at work by the likely duration, alike. */
  readonly working: Int32Array
  /** Used amount of resource r in cell c: entry `r * cells + c`. */
  readonly loads: Int32Array
  /** Most VMs at work at the same time, summed over vaults. */
  readonly peaks: Readonly<Record<Scenario, number>>
  readonly mostStarts: number
}

export function scalePart(part: CompiledPart, limits: LimitsProfile, durations: DurationModel): PartScales {
  const { time } = part.problem
  const estimates = part.machines.map((machine) => durations.scenarios(machine))
  const ticksOf = (scenario: Scenario) =>
    Int32Array.from(estimates, (estimate) => Math.max(1, Math.ceil(estimate[scenario].minutes / time.tickMinutes)))
  const ticks = { best: ticksOf('best'), likely: ticksOf('likely'), worst: ticksOf('worst') }
  return { part, limits, ticks, amounts: trueAmounts(part) }
}

function trueAmounts({ problem, machines }: CompiledPart): Int32Array {
  const { from, resource, amount } = problem.vms.use
  const amounts = Int32Array.from(amount)
  machines.forEach((machine, v) => {
    for (let i = from[v] as number; i < (from[v + 1] as number); i += 1) {
      const { kind, name, capacity } = problem.resources[resource[i] as number] as SlotProblem['resources'][number]
      if (kind === 'disks' && amount[i] === capacity) amounts[i] = disksIn(machine, name.replace(/^account /, ''))
    }
  })
  return amounts
}

function disksIn({ disks }: EstateMachine, account: string): number {
  return disks.filter((disk) => nameKey(disk.storageAccount ?? '') === nameKey(account)).length
}

/** Counts a part with its VMs on `slots`; `policies`: the names of theirs, for a limit that counts by policy. */
export function measurePart(scales: PartScales, slots: Int32Array, policies: readonly (string | null)[]): PartMeasure {
  const { problem } = scales.part
  const { time, vaults, families, vms, resources } = problem
  const cells = time.ticks * time.regimes
  const starts = new Int32Array(vaults.length * cells)
  const loads = new Int32Array(resources.length * cells)
  const { from, resource } = vms.use
  for (let v = 0; v < vms.count; v += 1) {
    const family = families[vms.family[v] as number]
    const at = family?.slots[slots[v] as number]
    if (family === undefined || at === undefined) continue
    for (const cell of at.starts) {
      starts[family.vault * cells + cell] = (starts[family.vault * cells + cell] as number) + 1
      for (let i = from[v] as number; i < (from[v + 1] as number); i += 1) {
        const entry = (resource[i] as number) * cells + cell
        loads[entry] = (loads[entry] as number) + (scales.amounts[i] as number)
      }
    }
  }
  const [best, likely, worst] = SCENARIOS.map((scenario) => workOf(problem, slots, scales.ticks[scenario]))
  return {
    violations:
      resources.reduce((sum, { capacity, span }, r) => sum + overOf(loads, { row: r, capacity, span, time }), 0) +
      overByPolicy(scales, slots, policies),
    starts,
    working: likely as Int32Array,
    loads,
    peaks: {
      best: peakOf(best as Int32Array, cells),
      likely: peakOf(likely as Int32Array, cells),
      worst: peakOf(worst as Int32Array, cells),
    },
    mostStarts: starts.reduce((most, count) => Math.max(most, count), 0),
  }
}

/** VMs at work by vault and cell: each from its starts on for its ticks, around the circle. */
function workOf({ time, vaults, families, vms }: SlotProblem, slots: Int32Array, ticksOf: Int32Array): Int32Array {
  const { ticks, regimes } = time
  const changes = new Int32Array(vaults.length * regimes * ticks)
  const always = new Int32Array(vaults.length * regimes)
  for (let v = 0; v < vms.count; v += 1) {
    const family = families[vms.family[v] as number]
    const duration = ticksOf[v] as number
    for (const cell of family?.slots[slots[v] as number]?.starts ?? []) {
      const circle = (family?.vault as number) * regimes + Math.floor(cell / ticks)
      const start = cell % ticks
      const end = start + (duration % ticks)
      const rounds = Math.floor(duration / ticks) + (end > ticks ? 1 : 0)
      always[circle] = (always[circle] as number) + rounds
      changes[circle * ticks + start] = (changes[circle * ticks + start] as number) + 1
      if (end !== ticks)
        changes[circle * ticks + (end % ticks)] = (changes[circle * ticks + (end % ticks)] as number) - 1
    }
  }
  for (let circle = 0; circle < always.length; circle += 1) {
    let working = always[circle] as number
    for (let tick = circle * ticks; tick < (circle + 1) * ticks; tick += 1) {
      working += changes[tick] as number
      changes[tick] = working
    }
  }
  return changes
}

/** Of each vault the most in any cell, summed. */
function peakOf(working: Int32Array, cells: number): number {
  let sum = 0
  for (let row = 0; row < working.length; row += cells) {
    let most = 0
    for (let cell = row; cell < row + cells; cell += 1) most = Math.max(most, working[cell] as number)
    sum += most
  }
  return sum
}

interface OverRow {
  readonly row: number
  readonly capacity: number
  readonly span: number
  readonly time: SlotProblem['time']
}

/** What lies over a capacity; a span counts from a start on, so that each hour with a start is looked at once. */
function overOf(loads: Int32Array, { row, capacity, span, time }: OverRow): number {
  const { ticks, regimes, tickMinutes } = time
  const dayTicks = DAY_MINUTES / tickMinutes
  let worst = 0
  for (let regime = 0; regime < regimes; regime += 1) {
    const base = (row * regimes + regime) * ticks
    const overAt = new Int32Array(dayTicks)
    for (let tick = 0; tick < ticks; tick += 1) {
      if (loads[base + tick] === 0) continue
      let load = 0
      for (let k = 0; k < span; k += 1) load += loads[base + ((tick + k) % ticks)] as number
      const time = tick % dayTicks
      overAt[time] = Math.max(overAt[time] as number, load - capacity)
    }
    worst = Math.max(
      worst,
      overAt.reduce((sum, over) => sum + over, 0),
    )
  }
  return worst
}

/** With a limit on the VMs of a policy that start together: every VM too many, at each of its times of day. */
function overByPolicy({ part, limits }: PartScales, slots: Int32Array, policies: readonly (string | null)[]): number {
  const limit = limits.startsTogether
  if (limit?.scope !== 'policy') return 0
  const { families, vms, time } = part.problem
  const dayTicks = DAY_MINUTES / time.tickMinutes
  const counts = new Map<string, { count: number; times: number }>()
  policies.forEach((policy, v) => {
    const family = families[vms.family[v] as number]
    const starts = family?.slots[slots[v] as number]?.starts
    if (policy === null || starts === undefined) return
    const key = `${family?.vault} ${nameKey(policy)}`
    const known = counts.get(key)
    if (known) known.count += 1
    else {
      const ofDay = [...starts].filter((cell) => cell < time.ticks).map((tick) => tick % dayTicks)
      counts.set(key, { count: 1, times: new Set(ofDay).size })
    }
  })
  return [...counts.values()].reduce((sum, { count, times }) => sum + Math.max(0, count - limit.value) * times, 0)
}
