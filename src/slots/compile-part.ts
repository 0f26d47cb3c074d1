import { groupBy } from '../core/group.js'
import type { CompiledFamily } from './compile-families.js'
import { windowImpossible } from './compile-findings.js'
import type { EstateIndex, FamilyRecord } from './compile-index.js'
import type { EstateUse } from './compile-resources.js'
import { createAllowances, type slotAllower } from './compile-windows.js'
import type { DurationModel } from './durations.js'
import type { EstateMachine, EstateVault, StartWindow } from './estate.js'
import type { StaggerFinding } from './findings.js'
import type { LimitsProfile } from './limits.js'
import { cellsOf, rankOf, SLOTS_PER_DAY, scheduleAt, timeOf } from './patterns.js'
import type { Slot, SlotProblem, SlotResource, SlotTime } from './problem.js'
import { type Regime, regimesOf } from './regimes.js'
import { isReadable } from './windows.js'
import type { Clocks } from './zones.js'

/** A problem and the way back from its numbers to the estate. */
export interface CompiledPart {
  readonly problem: SlotProblem
  /** Entry v is VM v. */
  readonly machines: readonly EstateMachine[]
  /** Entry f is family f. */
  readonly families: readonly CompiledFamily[]
  /** The zone on whose policy clock the problem's ticks are: tick 0 is its midnight, of a week Sunday's. */
  readonly timeZone: string
  /** Entry r is regime r: minutes that the clocks of `timeZones` are ahead of that of `timeZone`. */
  readonly regimes: readonly Regime[]
  readonly timeZones: readonly string[]
}

/** What all parts of an estate share while they are compiled. */
export interface PartContext {
  readonly index: EstateIndex
  readonly words: readonly CompiledFamily[]
  readonly use: EstateUse
  readonly limits: LimitsProfile
  readonly clocks: Clocks
  readonly durations: DurationModel
  readonly windowOf: (machine: EstateMachine) => StartWindow | null
  readonly allow: ReturnType<typeof slotAllower>
  readonly cells: ReturnType<typeof cellReader>
  readonly findings: StaggerFinding[]
}

/** `members`: indexes of its machines. */
export function compilePart(context: PartContext, members: Int32Array): CompiledPart {
  const { index, clocks } = context
  const familyIds = [...new Set(members.map((m) => index.familyOf[m] as number))]
  const records = familyIds.map((id) => index.families[id] as FamilyRecord)
  const words = familyIds.map((id) => context.words[id] as CompiledFamily)
  const timeZones = [...new Set(records.map(({ spec }) => spec.timeZone))].sort()
  const regimes = regimesOf(timeZones.map(clocks.policy), clocks.fromMs)
  const schedules = records.map(({ spec }) => spec.schedule)
  const time = timeOf(
    schedules,
    regimes.map(({ ahead }) => ahead),
  )
  const vaultIds = [...new Set(records.map(({ vault }) => vault))].sort((a, b) => a - b)
  const vaults = vaultIds.map((id) => index.vaults[id] as EstateVault)
  const families = records.map((record, f) => {
    const zone = timeZones.indexOf(record.spec.timeZone)
    const cells = context.cells(
      record,
      regimes.map(({ ahead }) => ahead[zone] ?? 0),
      time,
    )
    const vault = vaultIds.indexOf(record.vault)
    return { vault, name: words[f]?.name ?? '', slots: slotsOf(record, cells, context.limits) }
  })
  const machines = Array.from(members, (m) => index.machines[m] as EstateMachine)
  const { resources, use } = ownResources(context.use, members, time)
  const problem: SlotProblem = {
    name: vaults[0]?.name ?? '',
    time,
    zone: timeZones[0] ?? 'UTC',
    vaults: vaults.map(({ name, policyCount }) => ({ name, newPolicies: newPolicies(policyCount, context.limits) })),
    families,
    resources,
    vms: { count: members.length, ...columns(context, { members, machines, familyIds, time }), use },
  }
  return { problem, machines, families: words, timeZone: timeZones[0] ?? 'UTC', timeZones, regimes }
}

/** Where no limit is set: more than any vault could use. */
const UNLIMITED = 1_000_000

function newPolicies(policyCount: number, { policiesPerVault }: LimitsProfile): number {
  return policiesPerVault === null ? UNLIMITED : Math.max(0, policiesPerVault.value - policyCount)
}

/** Cells of all slots of a shape; slots of equal shape in problems of equal time are the same arrays. */
export function cellReader() {
  const known = new Map<string, readonly Uint16Array[]>()
  return ({ spec }: FamilyRecord, ahead: readonly number[], time: SlotTime): readonly Uint16Array[] => {
    const key = [JSON.stringify(scheduleAt(spec.schedule, 0)), ahead, time.ticks, time.tickMinutes].join(' ')
    const cells =
      known.get(key) ??
      Array.from({ length: SLOTS_PER_DAY }, (_, slot) => cellsOf(scheduleAt(spec.schedule, slot), ahead, time))
    known.set(key, cells)
    return cells
  }
}

function slotsOf({ policies }: FamilyRecord, cells: readonly Uint16Array[], limits: LimitsProfile): Slot[] {
  const perPolicy = Math.min(
    limits.machinesPerPolicy?.value ?? UNLIMITED,
    limits.startsTogether?.scope === 'policy' ? limits.startsTogether.value : UNLIMITED,
  )
  return cells.map((starts, slot) => {
    const existing = policies.get(slot)?.length ?? 0
    return { starts, rank: rankOf(slot), policies: existing, capacity: perPolicy * Math.max(1, existing) }
  })
}

/** The resources that some machines use, numbered anew. */
function ownResources(all: EstateUse, members: Int32Array, time: SlotTime) {
  const resources: SlotResource[] = []
  const ownIndex = new Map<number, number>()
  const from = new Int32Array(members.length + 1)
  const resource: number[] = []
  const amount: number[] = []
  members.forEach((m, v) => {
    for (let i = all.from[m] as number; i < (all.from[m + 1] as number); i += 1) {
      const id = all.resource[i] as number
      const known = ownIndex.get(id)
      resource.push(known ?? resources.length)
      amount.push(all.amount[i] as number)
      if (known !== undefined) continue
      ownIndex.set(id, resources.length)
      const record = all.resources[id] as EstateUse['resources'][number]
      resources.push({ ...record, span: record.kind === 'service' ? 60 / time.tickMinutes : 1 })
    }
    from[v + 1] = resource.length
  })
  return { resources, use: { from, resource: Int32Array.from(resource), amount: Int32Array.from(amount) } }
}

interface Members {
  readonly members: Int32Array
  readonly machines: readonly EstateMachine[]
  readonly familyIds: readonly number[]
  readonly time: SlotTime
}

function columns({ index, allow, windowOf, durations, words, findings }: PartContext, part: Members) {
  const { members, machines, familyIds, time } = part
  const ownFamily = new Map(familyIds.map((id, f) => [id, f]))
  const allowances = createAllowances(allow)
  const family = members.map((m) => ownFamily.get(index.familyOf[m] as number) as number)
  const allowance = Int32Array.from(machines, (machine, v) => {
    const f = family[v] as number
    const record = index.families[familyIds[f] as number] as FamilyRecord
    return allowances.indexOf({ index: f, record }, windowOf(machine))
  })
  const without = groupBy(
    [...allowance.keys()].filter((v) => allowances.pairs[allowance[v] as number]?.slots.length === 0),
    (v) => allowance[v] as number,
  )
  for (const [a, vms] of without) {
    const { family: f, window } = allowances.pairs[a] as (typeof allowances.pairs)[number]
    if (window === null) continue
    const named = words[familyIds[f] as number] as CompiledFamily
    const names = vms.map((v) => (machines[v] as EstateMachine).name)
    findings.push(windowImpossible({ family: named, window, machines: names, isReadable: isReadable(window) }))
  }
  return {
    family,
    allowance,
    allowances: allowances.pairs.map(({ slots }) => slots),
    home: members.map((m) => index.homeOf[m] as number),
    pinned: Uint8Array.from(machines, ({ isPinned }) => (isPinned ? 1 : 0)),
    duration: Uint16Array.from(machines, (machine) => durationTicks(durations.likelyMinutes(machine), time)),
  }
}

function durationTicks(minutes: number, { tickMinutes }: SlotTime): number {
  return Math.min(0xffff, Math.max(1, Math.ceil(minutes / tickMinutes)))
}
