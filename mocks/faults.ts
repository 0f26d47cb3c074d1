import { checkFaultRule } from './fault-check.js'
import { type FaultTarget, matches } from './fault-match.js'
import {
  type CompleteRule,
  completeRule,
  FAULT_PLACES,
  type Fault,
  type FaultPlace,
  type FaultRule,
  type PathPattern,
} from './fault-rule.js'
import type { RandomSource } from './random.js'
import type { MockState } from './store.js'

/** A rule with its counters: how many requests it looked at, and how many it struck. */
export interface StoredFault {
  id: string
  rule: CompleteRule
  seen: number
  struck: number
}

/** The rules of a mock, in the order in which they were added. */
export interface FaultsState {
  /** Number of the latest rule: ids are not given twice. */
  lastId: number
  rules: StoredFault[]
}

/** A rule as tests write it: a regular expression is kept as its source. */
export type FaultInput = Omit<FaultRule, 'path'> & { path?: PathPattern | RegExp }

/** A fault that strikes now, and the rule that it comes from. */
export interface Strike {
  fault: Fault
  ruleId: string
  /** The how manieth stroke of the rule. */
  struck: number
}

/** The weather of one mock. */
export interface Faults {
  /** Throws RangeError with all that is wrong with the rule. */
  add(rule: FaultInput): StoredFault
  list(): readonly StoredFault[]
  /** Takes rules away, all without ids. Gives the ids of those that were there. */
  clear(ids?: readonly string[]): string[]
  /** The fault that strikes a request at a place; counts it. The first rule wins, the others see the request too. */
  strike(place: FaultPlace, target: FaultTarget): Strike | undefined
  /** How often rules were added, taken away or counted since the mock was made. */
  changes(): number
}

/** Builds the weather on a state. */
export function createFaults(state: MockState, random: Pick<RandomSource, 'of'>): Faults {
  const { faults } = state
  let changes = 0
  const strikes = (stored: StoredFault): boolean => {
    const { rule, id, seen, struck } = stored
    if (seen < (rule.nth ?? 1) || (rule.times !== 'always' && struck >= rule.times)) return false
    // By label, not from the stream: a rule must not change the ids that the world gives out.
    return rule.probability === undefined || random.of(`fault|${id}|${seen}`) < rule.probability
  }
  return {
    add(input) {
      const { path, ...rest } = input
      const rule: FaultRule = { ...rest, ...(path === undefined ? {} : { path: plainPath(path) }) }
      const problems = checkFaultRule(rule)
      if (problems.length > 0) throw new RangeError(problems.join(' '))
      faults.lastId += 1
      const stored = { id: String(faults.lastId), rule: completeRule(rule), seen: 0, struck: 0 }
      faults.rules.push(stored)
      changes += 1
      return stored
    },
    list: () => faults.rules,
    clear(ids) {
      const gone = faults.rules.filter(({ id }) => ids === undefined || ids.includes(id))
      faults.rules = faults.rules.filter((stored) => !gone.includes(stored))
      changes += gone.length
      return gone.map(({ id }) => id)
    },
    strike(place, target) {
      let found: Strike | undefined
      for (const stored of faults.rules) {
        if (FAULT_PLACES[stored.rule.fault.kind] !== place || !matches(state, stored.rule, target)) continue
        stored.seen += 1
        changes += 1
        if (found || !strikes(stored)) continue
        stored.struck += 1
        found = { fault: stored.rule.fault, ruleId: stored.id, struck: stored.struck }
      }
      return found
    },
    changes: () => changes,
  }
}

function plainPath(path: PathPattern | RegExp): PathPattern {
  return path instanceof RegExp ? { regexp: path.source } : path
}
