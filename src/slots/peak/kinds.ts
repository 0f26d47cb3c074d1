import type { SlotFamily, SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'
import type { Leavers } from './leavers.js'

/** VMs of one vault that a peak need not tell apart: as many, with these starts to choose from and this duration. */
export interface VmKind {
  count: number
  readonly duration: number
  readonly choices: Choices
  /** More of them, that are at home and may stay there. */
  readonly settlers: readonly Settlers[]
}

/** VMs of a kind that have the same home, and are in the same covers: see {@link Leavers}. */
export interface Settlers {
  count: number
  /** Which of the choices is their home. */
  readonly home: number
  readonly group: number
}

/** Slot n starts at `starts[from[n]] .. starts[from[n + 1] - 1]`. */
export interface Choices {
  readonly from: Int32Array
  readonly starts: Int32Array
}

/** The kinds of VMs of each vault, by duration; VMs that can be nowhere are left out. Without leavers nobody is a settler. */
export function kindsByVault(problem: SlotProblem, leavers?: Leavers): VmKind[][] {
  const { families, vaults, vms } = problem
  const byVault = vaults.map(() => new Map<Choices, VmKind[]>())
  const choicesFor = createChoices(problem)
  const settle = leavers && createSettling(problem, leavers)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const choices = choicesFor(vm)
    if (choices === null) continue
    const kinds = byVault[(families[vms.family[vm] as number] as SlotFamily).vault] as Map<Choices, VmKind[]>
    let byDuration = kinds.get(choices)
    if (!byDuration) {
      byDuration = []
      kinds.set(choices, byDuration)
    }
    const duration = vms.duration[vm] as number
    byDuration[duration] ??= { count: 0, duration, choices, settlers: [] }
    const kind = byDuration[duration]
    if (!settle?.(vm, kind)) kind.count += 1
  }
  return byVault.map((kinds) =>
    [...kinds.values()].flatMap((byDuration) => byDuration.filter(Boolean)).sort((a, b) => a.duration - b.duration),
  )
}

/** Counts a VM among the settlers of its kind; false: it is none. */
function createSettling({ vms }: SlotProblem, leavers: Leavers): (vm: number, kind: VmKind) => boolean {
  const known = new Map<VmKind, Map<number, Settlers>>()
  return (vm, kind) => {
    if (leavers.mayLeave[vm] === 0) return false
    const group = leavers.groups.groupOf[vm] as number
    const home = (vms.allowances[vms.allowance[vm] as number] as Uint16Array).indexOf(vms.home[vm] as number)
    const key = group * HOMES + home
    let ofKind = known.get(kind)
    if (!ofKind) {
      ofKind = new Map()
      known.set(kind, ofKind)
    }
    const same = ofKind.get(key)
    if (same) same.count += 1
    else {
      const settlers = { count: 1, home, group }
      ofKind.set(key, settlers)
      ;(kind.settlers as Settlers[]).push(settlers)
    }
    return true
  }
}

/** More than any family has slots. */
const HOMES = 1 << 16

/** Families often share their slots, and VMs their allowances: the same choices are the same object. */
function createChoices(problem: SlotProblem): (vm: number) => Choices | null {
  const { families, vms } = problem
  const known = new Map<SlotFamily['slots'], (Choices | null)[]>()
  return (vm) => {
    const { slots } = families[vms.family[vm] as number] as SlotFamily
    let own = known.get(slots)
    if (!own) {
      own = []
      known.set(slots, own)
    }
    const list = choicesOf(problem, vm)
    const key =
      list instanceof Uint16Array ? (vms.allowance[vm] as number) : vms.allowances.length + (list[0] as number)
    const before = own[key]
    if (before !== undefined) return before
    const made = list.length === 0 ? null : flatten(Array.from(list, (slot) => slots[slot]?.starts as Uint16Array))
    own[key] = made
    return made
  }
}

function flatten(lists: readonly Uint16Array[]): Choices {
  const from = new Int32Array(lists.length + 1)
  lists.forEach((list, i) => {
    from[i + 1] = (from[i] as number) + list.length
  })
  const starts = new Int32Array(from[lists.length] as number)
  lists.forEach((list, i) => {
    starts.set(list, from[i])
  })
  return { from, starts }
}
