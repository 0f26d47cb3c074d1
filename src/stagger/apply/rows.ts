import type { Instant } from '../../core/clock.js'
import { AzbkError, cancelledError, refusedError } from '../../core/errors.js'
import { nameKey } from '../../core/names.js'
import { type FleetStatus, noError, type Reason, reasonOf } from '../../fleet/run.js'
import type { StaggerPlan } from '../plan-file.js'
import { isDone, policyKey } from './moves.js'
import type { RollOut } from './roll-out.js'
import type { HeldMove } from './round.js'

/** What came of one move. */
export interface MoveRow extends Reason {
  readonly name: string
  /** The VM's resource id. */
  readonly id: string
  /** Resource id of its vault. */
  readonly vault: string
  readonly from: string | null
  readonly to: string
  /** `planned` in a dry run; `waiting`: not now, see `until`. */
  readonly status: FleetStatus | 'planned' | 'waiting'
  /** When it may be done; null when nothing is known to be in its way. */
  readonly until: Instant | null
  /** The end of the safe time that begins then; null when nothing near ends it. */
  readonly notAfter: Instant | null
  /** The job that Azure made of the change. */
  readonly jobId: string | null
}

/** What came of one new policy. */
export interface PolicyRow extends Reason {
  readonly name: string
  readonly vault: string
  /** The policy that it is a copy of, its start apart. */
  readonly like: string | null
  readonly status: FleetStatus | 'planned'
}

/** Rows of all moves of a plan, in its order. */
export function moveRows(plan: StaggerPlan, { moves, held, items, isInterrupted }: RollOut): MoveRow[] {
  const heldBy = new Map(held.map((one) => [one.pending.move, one]))
  return plan.moves.map((move): MoveRow => {
    const { name, machine: id, vault, from, to } = move
    const row = { name, id, vault, from, to, until: null, notAfter: null, jobId: null }
    const outcome = moves.get(nameKey(id))
    if (outcome !== undefined) {
      const { status, value, details } = outcome
      const goOnAt = typeof details.resumeAt === 'string' ? details.resumeAt : null
      return { ...row, status, until: goOnAt, jobId: value?.jobId ?? null, ...reasonOf(outcome) }
    }
    const item = items.get(nameKey(id))
    if (item === undefined) return { ...row, status: 'failed', ...reasonOf(stale(`VM '${name}' is no longer there.`)) }
    if (isDone(move, item)) return { ...row, status: 'unchanged', ...noError(`has policy ${to} already`) }
    const one = heldBy.get(move)
    const { until = null, notAfter = null } = one ?? {}
    if (isInterrupted)
      return {
        ...row,
        status: 'notStarted',
        until,
        notAfter,
        ...reasonOf(cancelledError('Not started: the run was interrupted.')),
      }
    return one === undefined
      ? { ...row, status: 'notStarted', ...noError('not started') }
      : { ...row, until, notAfter, ...heldRow(one) }
  })
}

function heldRow({ kind, why, pending }: HeldMove): Pick<MoveRow, 'status' | keyof Reason> {
  if (kind === 'left out') return { status: 'notStarted', ...noError(why) }
  const message = `VM '${pending.move.name}' ${why.replace(/\.$/, '')}.`
  const isOver = kind === 'no policy' || kind === 'stale'
  return { status: isOver ? 'failed' : 'waiting', ...reasonOf(heldError(kind, message)) }
}

function heldError(kind: Exclude<HeldMove['kind'], 'left out'>, message: string): AzbkError {
  switch (kind) {
    case 'needs backup':
      return refusedError('BACKUP_NEEDED', message, [
        'Add --backup-first, which backs it up and moves it in a later run.',
      ])
    case 'budget':
      return new AzbkError({ code: 'QUOTA_STOP', exit: 'throttled', message })
    case 'no policy':
      return new AzbkError({ code: 'POLICY_NOT_MADE', exit: 'failed', message })
    case 'stale':
      return stale(message)
    case 'waits':
      return new AzbkError({ code: 'NOT_SAFE_NOW', exit: 'stillRunning', message })
  }
}

function stale(message: string): AzbkError {
  return refusedError('PLAN_STALE', message, ['Make a new plan with `azbk stagger plan --out plan.json`.'])
}

/** Rows of the policies that a plan makes, in its order. */
export function policyRows(plan: StaggerPlan, { policies }: RollOut, before: ReadonlySet<string>): PolicyRow[] {
  return plan.policies.map(({ vault, name, like }): PolicyRow => {
    const row = { name, vault, like }
    const key = policyKey(vault, name)
    const outcome = policies.get(key)
    if (outcome !== undefined) return { ...row, status: outcome.status, ...reasonOf(outcome) }
    if (before.has(key)) return { ...row, status: 'unchanged', ...noError('exists already') }
    return { ...row, status: 'notStarted', ...noError('no VM may be moved to it yet') }
  })
}
