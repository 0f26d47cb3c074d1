import type { AppContext } from './context.js'
import { type Change, type Plan, pendingChanges, plainChange, refuseBlocked } from './model/plan.js'

/** What became of a plan. */
export interface PlanOutcome {
  /** False when --dry-run ended the run before anything was sent. */
  readonly applied: boolean
  readonly changes: readonly Change[]
}

/** The way of every write: refuse what is blocked, stop at --dry-run, ask, then do what is to do. */
export async function applyPlan<C extends Change>(
  ctx: AppContext,
  plan: Plan<C>,
  work: {
    /** With a verb first, e.g. "delete vault 'v1'". */
    readonly what: string
    /** What must be typed instead of `yes`. */
    readonly typeName?: string
    readonly apply: (pending: readonly C[]) => Promise<void>
  },
): Promise<PlanOutcome> {
  refuseBlocked(plan, work.what)
  const changes = plan.changes.map(plainChange)
  if (ctx.settings.dryRun) return { applied: false, changes }
  const pending = pendingChanges(plan)
  if (pending.length > 0) {
    const { typeName } = work
    await ctx.confirm({ title: `About to ${work.what}`, changes: pending, ...(typeName ? { typeName } : {}) })
    await work.apply(pending)
  }
  return { applied: true, changes }
}
