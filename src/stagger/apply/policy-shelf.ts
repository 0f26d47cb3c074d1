import { vaultRefOf } from '../../azure/items.js'
import { putPolicy } from '../../azure/policies.js'
import type { AppContext } from '../../context.js'
import { AzbkError } from '../../core/errors.js'
import { groupBy } from '../../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../../core/limits.js'
import { nameKey } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import { type FleetOutcome, noError, type Reason, reasonOf, runFleet } from '../../fleet/run.js'
import { budgetStop, isStop, nextDay } from '../../fleet/stop.js'
import { diffPolicies } from '../../model/policy-diff.js'
import type { NewPolicy, StaggerPlan } from '../plan-file.js'
import { type PendingMove, policyKey } from './moves.js'
import type { PolicyBudget } from './policy-budget.js'

/** Policies of one vault that are written at the same time. */
const AT_ONCE = 4

export type PolicyOutcome = FleetOutcome<{ readonly policy: string }>

/** The slot policies of a plan: made when a move needs them, within the writes that a vault takes in a UTC day. */
export interface PolicyShelf {
  /**
   * Begins a round. What it gives makes what moves need, and tells the policies that are still missing, by
   * {@link policyKey}, and why. A vault that takes no more is not asked again in the same round.
   */
  round(): (moves: readonly PendingMove[]) => Promise<ReadonlyMap<string, Reason>>
  /** By {@link policyKey}. */
  readonly outcomes: ReadonlyMap<string, PolicyOutcome>
}

export function createPolicyShelf(
  ctx: AppContext,
  given: {
    readonly plan: StaggerPlan
    readonly made: ReadonlySet<string>
    readonly budget: PolicyBudget
    readonly journal: RunJournal | undefined
  },
): PolicyShelf {
  const { plan, budget, journal } = given
  const made = new Set(given.made)
  const outcomes = new Map<string, PolicyOutcome>()
  return {
    outcomes,
    round() {
      const full = new Map<string, Reason>()
      return async (moves) => {
        const wanted = policiesFor(moves, plan, made)
        const now = wanted.filter(({ vault }) => !full.has(nameKey(vault)) && budget.take(vault))
        if (journal) reopen(journal, now)
        for (const [policy, outcome] of await makeAll(ctx, now, journal)) {
          outcomes.set(keyOf(policy), outcome)
          if (outcome.status === 'notStarted') budget.giveBack(policy.vault)
          if (outcome.status === 'done') made.add(keyOf(policy))
          else if (isStop(outcome)) full.set(nameKey(policy.vault), reasonOf(outcome))
        }
        const why = ({ vault }: NewPolicy, key: string) =>
          reasonOf(outcomes.get(key) ?? full.get(nameKey(vault)) ?? overBudget(ctx, plan))
        const missing = wanted.filter((policy) => !made.has(keyOf(policy)))
        return new Map(missing.map((policy) => [keyOf(policy), why(policy, keyOf(policy))]))
      }
    },
  }
}

/** The policies of a plan that moves need and that are still to be made. */
export function policiesFor(
  moves: readonly PendingMove[],
  plan: StaggerPlan,
  made: ReadonlySet<string>,
): readonly NewPolicy[] {
  const used = new Set(moves.map(({ move }) => policyKey(move.vault, move.to)))
  return plan.policies.filter((policy) => used.has(keyOf(policy)) && !made.has(keyOf(policy)))
}

/** What an earlier part of the run made, and is gone again, has to be made again. */
function reopen(journal: RunJournal, policies: readonly NewPolicy[]): void {
  for (const policy of policies) {
    if (journal.item(keyOf(policy))?.state !== 'done') continue
    journal.settle(keyOf(policy), { name: policy.name, status: 'notStarted', value: null, ...noError('is gone again') })
  }
}

export function overBudget(ctx: AppContext, { limits }: StaggerPlan): AzbkError {
  const { value = 0, source = '' } = limits.policyWritesPerDay ?? {}
  return budgetStop(`A vault takes ${value} policy writes a day (${source}).`, nextDay(ctx.clock.now()))
}

/** Each vault on its own: where one vault's budget is spent, the others go on. */
async function makeAll(ctx: AppContext, policies: readonly NewPolicy[], journal: RunJournal | undefined) {
  const vaults = [...groupBy(policies, ({ vault }) => nameKey(vault)).values()]
  const made = await mapLimited(vaults, READS_AT_ONCE, async (own) => {
    const outcomes: PolicyOutcome[] = await runFleet(ctx, {
      items: own,
      atOnce: AT_ONCE,
      journal: journal && { of: journal, key: keyOf },
      name: ({ name }) => `policy ${name}`,
      work: async (policy, steady) => {
        await makePolicy(steady, policy)
        return { status: 'done', value: { policy: policy.name }, message: 'created' }
      },
    })
    return own.map((policy, i) => [policy, outcomes[i] as PolicyOutcome] as const)
  })
  return made.flat()
}

function keyOf({ vault, name }: NewPolicy): string {
  return policyKey(vault, name)
}

/** What Azure made is compared with what was asked. */
async function makePolicy(ctx: AppContext, { vault, name, spec }: NewPolicy): Promise<void> {
  const made = await putPolicy(ctx.session, vaultRefOf(vault), { name, spec })
  const [wrong] = diffPolicies(spec, made.spec)
  if (wrong === undefined) return
  throw new AzbkError({
    code: 'NOT_VERIFIED',
    exit: 'failed',
    message: `Policy '${name}' was made, but Azure shows ${wrong.field} as ${wrong.after ?? 'not set'} and not as ${wrong.before ?? 'not set'}. No VM is moved to it.`,
    suggestions: [
      `azbk policy show --name ${name} shows it; delete it with \`azbk policy delete\`, then make a new plan.`,
    ],
  })
}
