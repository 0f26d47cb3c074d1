import { AzbkError } from '../core/errors.js'
import type { ExitReason } from '../core/exit-codes.js'

export type Action = 'create' | 'update' | 'delete' | 'none'

/** What undoing a step takes: nothing special, it cannot be undone, or somebody else must agree (resource guard). */
export type Gate = 'reversible' | 'one-way' | 'second-person'

/** One step of a plan: plain data, shown, saved and applied as it is. */
export interface Change {
  readonly action: Action
  readonly gate: Gate
  /** In the user's words: `vault`, `policy`, `protected item`, ... */
  readonly kind: string
  readonly name: string
  /** Why this step, in a phrase: what differs, or why nothing is to do. */
  readonly reason: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
}

/** Something that stands in the way, found before anything was sent. */
export interface Blocker {
  readonly code: string
  /** A sentence. */
  readonly message: string
  readonly suggestions: readonly string[]
  /** Facts for programs, e.g. which items block, and until when. */
  readonly details?: Readonly<Record<string, unknown>>
  /** Without it the present state is what stands in the way. */
  readonly exit?: Extract<ExitReason, 'noPermission' | 'throttled'>
}

export interface Plan<C extends Change = Change> {
  readonly changes: readonly C[]
  readonly blockers: readonly Blocker[]
}

export function pendingChanges<C extends Change>(plan: Pick<Plan<C>, 'changes'>): readonly C[] {
  return plan.changes.filter((change) => change.action !== 'none')
}

/** What a result tells of a change: nothing of how it is sent. */
export function plainChange({ action, gate, kind, name, reason, before, after }: Change): Change {
  return { action, gate, kind, name, reason, ...(before ? { before } : {}), ...(after ? { after } : {}) }
}

/** Throws all blockers of a plan as one error (exit 6), so that a user mends them in one go. */
export function refuseBlocked(plan: Plan, what: string): void {
  if (plan.blockers.length > 0) throw blockedError(plan.blockers, what)
}

/** All that stands in the way as one error (exit 6; 5 when a permission is among it, 7 when it is spent quotas alone). `what` has a verb first, e.g. "delete vault 'v1'". */
export function blockedError(blockers: readonly Blocker[], what: string): AzbkError {
  const [only, ...others] = blockers
  const isOne = only !== undefined && others.length === 0
  // Numbers, as what to do about them follows as a list with dashes.
  const lines = blockers.map((blocker, i) => `\n  ${i + 1}. ${blocker.message}`).join('')
  return new AzbkError({
    code: isOne ? only.code : 'SEVERAL_BLOCKERS',
    message: `Cannot ${what}: ${isOne ? only.message : `${blockers.length} things stand in the way.${lines}`}`,
    exit: exitOf(blockers),
    suggestions: [...new Set(blockers.flatMap((blocker) => blocker.suggestions))],
    details: { blockers },
  })
}

function exitOf(blockers: readonly Blocker[]): ExitReason {
  if (blockers.some(({ exit }) => exit === 'noPermission')) return 'noPermission'
  return blockers.every(({ exit }) => exit === 'throttled') ? 'throttled' : 'refused'
}
