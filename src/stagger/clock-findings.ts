import type { CompiledEstate } from '../slots/compile.js'
import type { EstateMachine } from '../slots/estate.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { PlannedPart } from './plan-part.js'

/** What changes of the clocks do to the estate now, and whether the plan changes that. */
export function tellClocks(compiled: CompiledEstate, parts: readonly PlannedPart[]): StaggerFinding[] {
  const slots = movedSlots(parts)
  if (slots.size === 0) return [...compiled.findings]
  const now = new Map(compiled.clockFindings(new Map()).map((finding) => [finding.id, finding]))
  const planned = new Map(compiled.clockFindings(slots).map((finding) => [finding.id, finding]))
  const told = compiled.findings.map((finding) =>
    now.has(finding.id) ? toldWithPlan(finding, planned.get(finding.id)) : finding,
  )
  const added = [...planned.values()].filter(({ id }) => !now.has(id))
  return [...told, ...added.map((finding) => withSentence(finding, 'This comes with the plan.'))]
}

function movedSlots(parts: readonly PlannedPart[]): ReadonlyMap<EstateMachine, number> {
  const moved = new Map<EstateMachine, number>()
  for (const { part, slots } of parts) {
    part.machines.forEach((machine, v) => {
      if (slots[v] !== part.problem.vms.home[v]) moved.set(machine, slots[v] as number)
    })
  }
  return moved
}

function toldWithPlan(now: StaggerFinding, planned: StaggerFinding | undefined): StaggerFinding {
  if (planned === undefined) return { ...withSentence(now, 'The plan cures it.'), severity: 'info', cure: CARRY_OUT }
  return withSentence(
    planned,
    planned.message === now.message ? 'It stays so with the plan.' : 'This is what the plan makes of it.',
  )
}

const CARRY_OUT = 'azbk stagger apply plan.json'

function withSentence(finding: StaggerFinding, sentence: string): StaggerFinding {
  return { ...finding, message: `${finding.message} ${sentence}` }
}
