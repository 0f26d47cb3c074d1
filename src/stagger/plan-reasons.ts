import { figure } from '../core/figure.js'
import { timeOfDay } from '../model/policy-schedule.js'
import type { CompiledFamily } from '../slots/compile-families.js'
import type { CompiledPart } from '../slots/compile-part.js'
import type { EstateMachine, StartWindow } from '../slots/estate.js'
import { createLoadTable, type LoadTable } from '../slots/load-table.js'
import type { Objective } from '../slots/objective.js'
import { DAY_MINUTES } from '../slots/patterns.js'
import type { SlotProblem } from '../slots/problem.js'

const BY_OBJECTIVE: Readonly<Record<Objective, string>> = {
  'least-moves': 'makes room for others',
  'fewest-policies': 'so that fewer policies are needed',
  'lowest-peak': 'so that fewer backups run at the same time',
  'shortest-night': 'so that the night is shorter',
}

export interface ReasonOptions {
  readonly objective: Objective
  readonly windowOf: (machine: EstateMachine) => StartWindow | null
}

/** By resource and cell, as the estate is: the problem takes a VM with too many disks for one with as many as may be. */
type TrueLoads = Int32Array

/** Tells why a VM leaves its slot, by the estate as it is. */
export function createReasons(
  part: CompiledPart,
  trueLoads: TrueLoads,
  { objective, windowOf }: ReasonOptions,
): (vm: number) => string {
  const { problem } = part
  const table = createLoadTable(problem)
  problem.vms.home.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return (vm) => {
    const slot = problem.vms.home[vm] as number
    if (slot < 0) return 'has no policy yet'
    const family = part.families[problem.vms.family[vm] as number] as CompiledFamily
    const words = family.slotAt(slot)
    const allowed = problem.vms.allowances[problem.vms.allowance[vm] as number]
    if (!allowed?.includes(slot)) {
      const window = windowOf(part.machines[vm] as EstateMachine)
      return `${timeIn(words.time, family)} lies outside of its window ${windowText(window, family)}`
    }
    return crowdedPlace(part, table, { vm, slot, trueLoads }) ?? BY_OBJECTIVE[objective]
  }
}

function crowdedPlace(
  part: CompiledPart,
  { loads, cells, startCells, counts, slotBase }: LoadTable,
  { vm, slot, trueLoads }: { readonly vm: number; readonly slot: number; readonly trueLoads: TrueLoads },
): string | undefined {
  const { vms, resources, families } = part.problem
  const family = vms.family[vm] as number
  const at = (slotBase[family] as number) + slot
  const words = part.families[family] as CompiledFamily
  const { listBase, patternOf, from, cells: listCells } = startCells
  for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
    const r = vms.use.resource[i] as number
    const { name, kind, capacity } = resources[r] as SlotProblem['resources'][number]
    const list = (listBase[r] as number) + (patternOf[at] as number)
    const own = listCells.subarray(from[list] as number, from[list + 1] as number)
    const known = kind === 'disks' ? trueLoads : loads
    const loadAt = (cell: number) => known[r * cells + cell] as number
    const worst = own.reduce((most, cell) => (loadAt(cell) > loadAt(most) ? cell : most), own[0] as number)
    const what = kind === 'disks' ? 'disks' : 'VMs'
    if (loadAt(worst) > capacity) {
      return `${figure(loadAt(worst))} ${what} of ${name} start at ${timeIn(clockTime(part, family, worst), words)}${sinceText(part, worst)}, at most ${figure(capacity)} may`
    }
  }
  const capacity = families[family]?.slots[slot]?.capacity ?? 0
  const count = counts[at] as number
  const { time } = words.slotAt(slot)
  return count > capacity
    ? `${figure(count)} VMs have the policy of ${timeIn(time, words)}, at most ${figure(capacity)} may`
    : undefined
}

function timeIn(time: string, { spec }: CompiledFamily): string {
  return `${time} ${spec.timeZone}`
}

/** In a window of another zone a start may be until one of the two clocks changes. */
function windowText(window: StartWindow | null, { spec }: CompiledFamily): string {
  if (window === null) return ''
  const text = `${window.from}-${window.to} ${window.timeZone}`
  return window.timeZone === spec.timeZone ? text : `${text}, at least for part of the year`
}

/** What does not collide as the clocks stand when the plan begins, says when it does. */
function sinceText({ problem, regimes }: CompiledPart, cell: number): string {
  const regime = Math.floor(cell / problem.time.ticks)
  return regime === 0 ? '' : ` from ${new Date(regimes[regime]?.fromMs ?? 0).toISOString().slice(0, 10)} on`
}

/** A cell as `HH:MM` on the clock of a family's policies. */
function clockTime({ problem, families, timeZones, regimes }: CompiledPart, family: number, cell: number): string {
  const { ticks, tickMinutes } = problem.time
  const zone = timeZones.indexOf(families[family]?.spec.timeZone ?? '')
  const ahead = regimes[Math.floor(cell / ticks)]?.ahead[zone] ?? 0
  return timeOfDay(((cell % ticks) * tickMinutes + ahead + DAY_MINUTES) % DAY_MINUTES)
}
