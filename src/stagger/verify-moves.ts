import { nameKey, sameName } from '../core/names.js'
import { timeOfDay } from '../model/policy-schedule.js'
import type { EstateMachine, EstatePolicy } from '../slots/estate.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { PlannedMove } from './plan-file.js'
import { onlyMachine, type PlanFacts, planDefect, vaultName } from './verify-facts.js'
import { otherDifferences } from './verify-policies.js'
import { createWindowCheck, windowOf } from './verify-windows.js'

/** Each move by itself: the machine, where it comes from, where it goes to, and whether it may. */
export function checkMoves(facts: PlanFacts): StaggerFinding[] {
  const { plan } = facts
  const seen = new Set<string>()
  const breachOf = createWindowCheck(plan)
  const differencesOf = createComparison()
  return plan.moves.flatMap((move) => {
    const key = nameKey(move.machine)
    if (seen.has(key)) return [defect('PLAN_MACHINE_TWICE', move, `The plan moves VM '${move.name}' more than once.`)]
    seen.add(key)
    const machine = onlyMachine(facts, key)
    if (machine === undefined) {
      const why = facts.machines.has(key) ? 'which the estate has more than once' : 'which is not in the estate'
      return [defect('PLAN_MACHINE_UNKNOWN', move, `The plan moves VM '${move.machine}', ${why}.`)]
    }
    return [...checkStart(facts, move, machine), ...checkTarget(move, machine), ...checkWindow(move, machine)]
  })

  /** A move must not touch retention: points would be pruned. */
  function checkTarget(move: PlannedMove, machine: EstateMachine): StaggerFinding[] {
    const to = facts.policyOf(machine.vault, move.to)
    if (to === undefined) {
      return [
        defect(
          'PLAN_TO_UNKNOWN',
          move,
          `VM '${move.name}' moves to policy '${move.to}', which neither exists nor is made.`,
        ),
      ]
    }
    if (move.from !== null && sameName(move.from, move.to)) {
      return [defect('PLAN_MOVE_EMPTY', move, `VM '${move.name}' moves from policy '${move.from}' to itself.`)]
    }
    const from = move.from === null ? undefined : facts.policyOf(machine.vault, move.from)
    const fields = from === undefined ? [] : differencesOf(from, to)
    if (fields.length === 0) return []
    const message = `VM '${move.name}' moves from '${move.from}' to '${move.to}', which differ not only in their start: ${fields.join('; ')}.`
    return [{ ...defect('PLAN_MOVE_CHANGES_POLICY', move, message), evidence: { fields } }]
  }

  function checkWindow(move: PlannedMove, machine: EstateMachine): StaggerFinding[] {
    const window = windowOf(machine, facts.tiers.get(nameKey(machine.tier)))
    const policy = facts.policyOf(machine.vault, move.to)
    if (window === null || policy === undefined) return []
    const breach = breachOf(policy, window)
    if (breach === null) return []
    const { from, to, timeZone } = window
    const message = `From ${breach.from} on, policy '${move.to}' starts VM '${move.name}' at ${timeOfDay(breach.minute)} ${timeZone}, outside of its window ${from}-${to}.`
    return [defect('PLAN_WINDOW', move, message)]
  }
}

function checkStart(facts: PlanFacts, move: PlannedMove, machine: EstateMachine): StaggerFinding[] {
  const policy = machine.policy
  const isFromHere = move.from === null || policy === null ? move.from === policy : sameName(move.from, policy)
  return [
    !sameName(move.vault, machine.vault) &&
      defect(
        'PLAN_VAULT_DIFFERS',
        move,
        `VM '${move.name}' is in vault '${vaultName(facts, machine.vault)}', not in '${vaultName(facts, move.vault)}'.`,
      ),
    !isFromHere &&
      defect(
        'PLAN_FROM_DIFFERS',
        move,
        `VM '${move.name}' follows ${inWords(policy)}; the plan takes it from ${inWords(move.from)}.`,
      ),
    machine.isPinned && defect('PLAN_MOVES_PINNED', move, `VM '${move.name}' is pinned, and the plan moves it.`),
  ].filter((finding) => typeof finding === 'object')
}

/** Differences of two policies, their start apart, worked out once for each pair. */
function createComparison(): (from: EstatePolicy, to: EstatePolicy) => readonly string[] {
  const known = new Map<EstatePolicy, Map<EstatePolicy, readonly string[]>>()
  return (from, to) => {
    const answers = known.get(from) ?? new Map<EstatePolicy, readonly string[]>()
    known.set(from, answers)
    const fields = answers.get(to) ?? otherDifferences(from.spec, to.spec)
    answers.set(to, fields)
    return fields
  }
}

function inWords(policy: string | null): string {
  return policy === null ? 'no policy' : `policy '${policy}'`
}

function defect(code: string, move: PlannedMove, message: string): StaggerFinding {
  return planDefect({ code, subjects: [move.machine], message })
}
