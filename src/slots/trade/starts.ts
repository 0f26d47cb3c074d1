import type { SlotProblem } from '../problem.js'

/** Cells in which a slot of the family starts. */
export function startsOf(families: SlotProblem['families'], family: number): number {
  return families[family]?.slots[0]?.starts.length ?? 0
}

/** Whether slots of some families start more often than those of others. */
export function startsDiffer({ families }: SlotProblem): boolean {
  return new Set(families.map((_, family) => startsOf(families, family))).size > 1
}
