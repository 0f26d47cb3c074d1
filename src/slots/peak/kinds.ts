import type { Slot, SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'

/** VMs of one vault that a peak need not tell apart: as many, with these starts to choose from and this duration. */
export interface VmKind {
  count: number
  readonly duration: number
  readonly slots: readonly Slot[]
}

/** The kinds of VMs of each vault; VMs that can be nowhere are left out. */
export function kindsByVault(problem: SlotProblem): VmKind[][] {
  const { families, vaults, vms } = problem
  const kinds = new Map<string, VmKind>()
  const byVault: VmKind[][] = vaults.map(() => [])
  const cache = new Map<string, readonly Slot[]>()
  for (let vm = 0; vm < vms.count; vm += 1) {
    const choices = choicesOf(problem, vm)
    if (choices.length === 0) continue
    const family = vms.family[vm] as number
    const own = choices instanceof Uint16Array ? `a${vms.allowance[vm]}` : `h${choices[0]}`
    const key = `${family} ${own} ${vms.duration[vm]}`
    const kind = kinds.get(key)
    if (kind) {
      kind.count += 1
      continue
    }
    const slotsKey = `${family} ${own}`
    const slots = cache.get(slotsKey) ?? Array.from(choices, (slot) => families[family]?.slots[slot] as Slot)
    cache.set(slotsKey, slots)
    const added = { count: 1, duration: vms.duration[vm] as number, slots }
    kinds.set(key, added)
    byVault[families[family]?.vault as number]?.push(added)
  }
  return byVault
}
