import type { SlotFamily, SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'

/** VMs of one vault that a peak need not tell apart: as many, with these starts to choose from and this duration. */
export interface VmKind {
  count: number
  readonly duration: number
  readonly choices: Choices
}

/** Slot n starts at `starts[from[n]] .. starts[from[n + 1] - 1]`. */
export interface Choices {
  readonly from: Int32Array
  readonly starts: Int32Array
}

/** The kinds of VMs of each vault, by duration; VMs that can be nowhere are left out. */
export function kindsByVault(problem: SlotProblem): VmKind[][] {
  const { families, vaults, vms } = problem
  const byVault = vaults.map(() => new Map<Choices, VmKind[]>())
  const choicesFor = createChoices(problem)
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
    const kind = byDuration[duration]
    if (kind) kind.count += 1
    else byDuration[duration] = { count: 1, duration, choices }
  }
  return byVault.map((kinds) =>
    [...kinds.values()].flatMap((byDuration) => byDuration.filter(Boolean)).sort((a, b) => a.duration - b.duration),
  )
}

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
