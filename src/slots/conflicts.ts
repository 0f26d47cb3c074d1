import { figure } from '../core/figure.js'
import { WEEKDAYS } from '../model/policy.js'
import { createHallCheck, type HallCheck, type Shortage } from './bounds/hall.js'
import { policyBounds } from './bounds/policies.js'
import { createLoadTable } from './load-table.js'
import { isMisplaced } from './measure.js'
import type { CertificateLevel, Conflict } from './objective.js'
import { type FullSlots, findFullSlots } from './policy-room.js'
import type { SlotFamily, SlotProblem, SlotResource } from './problem.js'

/**
 * Why no plan keeps all limits, as far as simple counting proves it. Each conflict stands alone: as long as its numbers are
 * so, no plan can do without a violation. `suspects` are the resources worth a look: a plan that keeps their limits proves
 * that they are in no conflict.
 */
export function findConflicts(problem: SlotProblem, suspects: readonly number[]): Conflict[] {
  const check = createHallCheck(problem, suspects)
  const ofResources = suspects.flatMap((r) => {
    const worst = check(r).reduce<Shortage | null>(
      (most, each) => (most !== null && most.excess >= each.excess ? most : each),
      null,
    )
    return worst === null ? [] : conflictOf(problem, problem.resources[r] as SlotResource, worst)
  })
  return [
    ...ofResources,
    ...pinnedConflicts(problem, suspects),
    ...policyConflicts(problem, policyBounds(problem, 'limits')),
    ...findFullSlots(problem).map((full) => fullConflict(problem, full)),
  ]
}

/** Whether there are any, by shortages that were looked for and the fewest slots by family. */
export function hasConflicts(
  problem: SlotProblem,
  suspects: readonly number[],
  { shortagesOf, bounds }: { readonly shortagesOf: HallCheck; readonly bounds: Int32Array },
): boolean {
  return (
    suspects.some((r) => shortagesOf(r).length > 0) ||
    pinnedConflicts(problem, suspects).length > 0 ||
    policyConflicts(problem, bounds).length > 0
  )
}

/** Also where none needs to be looked for: a plan without violation is there. */
export const NO_CONFLICT = { lowerBound: 0, bound: 'no conflict is proven' }

/**
 * Units that are over a limit in every plan, and VMs for which policies have no room: at least 1 where a conflict is
 * proven. By a plan and the resources that it breaks.
 */
export function violationsBound(
  problem: SlotProblem,
  { slots, broken }: { readonly slots: Int32Array; readonly broken: readonly number[] },
): Pick<CertificateLevel, 'lowerBound' | 'bound'> {
  const full = findFullSlots(problem)
  const counted = overResources(problem, broken, vaultsWithoutRoom(problem, slots, full)) + sumOf(full)
  const lowerBound = counted === 0 && policyConflicts(problem, policyBounds(problem, 'limits')).length > 0 ? 1 : counted
  return lowerBound > 0 ? { lowerBound, bound: 'more to start than there are starts' } : NO_CONFLICT
}

const sumOf = (shortages: readonly { excess: number }[]) => shortages.reduce((sum, { excess }) => sum + excess, 0)

/** Vaults that leave VMs without a policy, in this plan or in others: one that starts nowhere breaks no other limit. */
function vaultsWithoutRoom(problem: SlotProblem, slots: Int32Array, full: readonly FullSlots[]): ReadonlySet<number> {
  const without = new Set(full.map(({ family }) => family.vault))
  slots.forEach((slot, vm) => {
    if (isMisplaced(problem, vm, slot)) without.add(vaultOf(problem, vm))
  })
  return without
}

const vaultOf = ({ families, vms }: SlotProblem, vm: number) => (families[vms.family[vm] as number] as SlotFamily).vault

/** Units over resources in every plan; VMs of those vaults do not count. */
function overResources(problem: SlotProblem, suspects: readonly number[], but: ReadonlySet<number>): number {
  const check = createHallCheck(problem, suspects, (vm) => !but.has(vaultOf(problem, vm)))
  const pinned = pinnedExcess(problem)
  // Regimes do not share cells, so that what is over in one adds to what is over in another.
  return suspects.reduce((sum, r) => sum + Math.max(sumOf(check(r)), pinned[r]?.excess ?? 0), 0)
}

/** Resources over their capacity in a plan. */
export function brokenResources(problem: SlotProblem, slots: Int32Array): number[] {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return problem.resources.flatMap(({ capacity }, r) =>
    table.loads.subarray(r * table.cells, (r + 1) * table.cells).some((load) => load > capacity) ? r : [],
  )
}

const UNITS = { machines: 'VMs', disks: 'disks', service: 'classic VMs' }

function conflictOf(
  { time, zone = 'UTC' }: SlotProblem,
  { kind, name, capacity, span }: SlotResource,
  shortage: Shortage,
): Conflict {
  const { amount, load, needed, cells, isEverywhere } = shortage
  const where = isEverywhere ? '' : ` that may start ${rangeText(cells, time, zone)} only`
  const period = periodOf(cells, time)
  const times =
    load === amount
      ? ''
      : ` x ${(load / amount).toFixed(1).replace('.0', '')} ${span > 1 ? 'half hours' : 'starts'}${period}`
  const starts = figure(cells.length)
  const message = `${name}: ${figure(amount)} ${UNITS[kind]}${where}${times} / ${figure(capacity)} = ${figure(needed)} > ${starts} starts${period}`
  return { subject: name, message, evidence: { amount, load, capacity, needed, starts: cells.length } }
}

/** What the numbers are counted over, where that is not the night: the week, or one day of it. */
function periodOf(cells: readonly number[], { ticks, tickMinutes }: SlotProblem['time']): string {
  const day = (24 * 60) / tickMinutes
  if (ticks === day) return ''
  const [weekday, ...others] = new Set(cells.map((cell) => Math.floor((cell % ticks) / day)))
  return weekday === undefined || others.length > 0 ? ' a week' : ` on ${WEEKDAYS[weekday]}s`
}

/** The hours of cells of one regime, when they are in a row; else how many they are. */
function rangeText(cells: readonly number[], { ticks, tickMinutes }: SlotProblem['time'], zone: string): string {
  const day = (24 * 60) / tickMinutes
  const has = new Set(cells.map((cell) => (cell % ticks) % day))
  const begins = [...has].filter((tick) => !has.has((tick - 1 + day) % day))
  if (begins.length !== 1) return `at ${has.size} times of the day`
  const first = begins[0] as number
  const clock = (tick: number) => {
    const minutes = (tick % day) * tickMinutes
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  }
  return `in [${clock(first)}, ${clock(first + has.size - 1)}] ${zone}`
}

/** What VMs break by themselves that stay where they are: pinned ones, and those without a start in their window. */
function pinnedConflicts(problem: SlotProblem, suspects: readonly number[]): Conflict[] {
  const excess = pinnedExcess(problem)
  return suspects.flatMap((r) => {
    const { name, kind, capacity } = problem.resources[r] as SlotResource
    const { most = 0 } = excess[r] ?? {}
    if (most <= capacity) return []
    const message = `${name}: VMs that stay where they are start ${figure(most)} ${UNITS[kind]} together > ${figure(capacity)}`
    return { subject: name, message, evidence: { together: most, capacity } }
  })
}

/** By resource; empty where every VM may move. */
function pinnedExcess(problem: SlotProblem): { most: number; excess: number }[] {
  const { vms, resources } = problem
  const fixed = [...vms.home.keys()].filter((vm) => {
    const hasNone = vms.allowances[vms.allowance[vm] as number]?.length === 0
    return (vms.home[vm] as number) >= 0 && (vms.pinned[vm] === 1 || hasNone)
  })
  if (fixed.length === 0) return []
  const table = createLoadTable(problem)
  for (const vm of fixed) table.place(vm, vms.home[vm] as number)
  return resources.map(({ capacity }, r) => {
    const loads = table.loads.subarray(r * table.cells, (r + 1) * table.cells)
    return {
      most: loads.reduce((most, load) => Math.max(most, load), 0),
      excess: loads.reduce((sum, load) => sum + Math.max(0, load - capacity), 0),
    }
  })
}

/** Vaults that may not make as many policies as a plan within the limits needs. */
function policyConflicts(problem: SlotProblem, bounds: Int32Array): Conflict[] {
  const missingIn = new Int32Array(problem.vaults.length)
  problem.families.forEach(({ vault, slots }, f) => {
    const made = slots.reduce((sum, { policies }) => sum + (policies > 0 ? 1 : 0), 0)
    missingIn[vault] = (missingIn[vault] as number) + Math.max(0, (bounds[f] as number) - made)
  })
  return problem.vaults.flatMap(({ name, newPolicies }, vault) => {
    const missing = missingIn[vault] as number
    if (missing <= newPolicies) return []
    const needed = `${figure(missing)} new ${missing === 1 ? 'policy is' : 'policies are'} needed`
    const message = `vault ${name}: ${needed} > ${figure(newPolicies)} that may be made`
    return { subject: `vault ${name}`, message, evidence: { missing, newPolicies } }
  })
}

/** A family whose policies, one for each start, take fewer VMs than it has. */
function fullConflict({ vaults, time, zone = 'UTC' }: SlotProblem, full: FullSlots): Conflict {
  const { family, slots, isEverywhere, machines, perPolicy, policies, newPolicies } = full
  const cells = slots.flatMap((slot) => [...(family.slots[slot]?.starts ?? [])].filter((cell) => cell < time.ticks))
  const where = isEverywhere ? '' : ` that may start ${rangeText(cells, time, zone)} only`
  const subject = `policies of ${family.name} in vault ${vaults[family.vault]?.name}`
  const needed = Math.ceil(machines / perPolicy)
  const most = policies + newPolicies
  return {
    subject,
    message: `${subject}: ${figure(machines)} VMs${where} / ${figure(perPolicy)} in a policy = ${figure(needed)} > ${figure(most)} ${most === 1 ? 'policy' : 'policies'} (one for a start; ${figure(newPolicies)} may be made)`,
    evidence: { machines, perPolicy, needed, policies, newPolicies, starts: slots.length },
  }
}
