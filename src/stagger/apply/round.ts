import { containerKey } from '../../azure/started-jobs.js'
import { type Instant, MINUTE_MS, timeAfter } from '../../core/clock.js'
import { EXIT_CODES } from '../../core/exit-codes.js'
import { groupBy } from '../../core/group.js'
import { nameKey, sameName } from '../../core/names.js'
import type { Reason } from '../../fleet/run.js'
import { nextDay } from '../../fleet/stop.js'
import { itemCondition } from '../../model/item.js'
import type { StaggerPlan } from '../plan-file.js'
import { type PendingMove, policyKey, type VaultsNow } from './moves.js'
import { type MoveFacts, readinessOf } from './readiness.js'
import { rememberedStarts } from './safe-time.js'
import { sayStretch } from './stretch.js'

/** How soon moves of others are looked at again: one takes half a minute. */
const CHANGE_MS = 2 * MINUTE_MS

/** A move that is not for now. `until`: null when only another command helps. */
export interface HeldMove {
  readonly pending: PendingMove
  readonly kind: 'waits' | 'budget' | 'needs backup' | 'no policy' | 'stale' | 'left out'
  readonly until: Instant | null
  /** The end of the safe time that begins then; null when it has none that is near. */
  readonly notAfter?: Instant | null
  /** Why, after the VM's name. */
  readonly why: string
}

/** What can be done at one moment. */
export interface Round {
  readonly ready: readonly PendingMove[]
  /** Only a good point is missing for them: to be backed up now. None unless `backsUp`. */
  readonly needy: readonly HeldMove[]
  readonly held: readonly HeldMove[]
}

export interface RoundInput {
  readonly plan: StaggerPlan
  readonly pending: readonly PendingMove[]
  readonly vaults: VaultsNow
  /** Policies that could not be made, by `policyKey`, and why. */
  readonly missing: ReadonlyMap<string, Reason>
  /** Moves that this run may still make. */
  readonly mayMove: number
  /** Backups are begun for moves that need one. */
  readonly backsUp: boolean
  readonly now: Instant
}

/**
 * Parts the moves into those for now and those for later, in the order of the plan. What needs a backup takes its part
 * of the budgets after what is ready: a backup begun for a move that has to wait for days would be too old by then.
 */
export function planRound(input: RoundInput): Round {
  const starts = rememberedStarts()
  const [able, bare, held]: [PendingMove[], HeldMove[], HeldMove[]] = [[], [], []]
  for (const pending of groupBy(input.pending, ({ move }) => nameKey(move.vault)).values()) {
    const foreign = changedByOthers(input, pending)
    for (const one of pending) {
      const reason = holdReason(input, one) ?? foreign ?? notSafe({ ...one.facts, starts }, input.now)
      if (reason === undefined) able.push(one)
      else if (reason.kind === 'needs backup' && input.backsUp) bare.push({ pending: one, ...reason })
      else held.push({ pending: one, ...reason })
    }
  }
  const noRoom = createRoom(input)
  const fits = (pending: PendingMove) => {
    const reason = noRoom(pending)
    if (reason !== undefined) held.push({ pending, ...reason })
    return reason === undefined
  }
  return { ready: able.filter(fits), needy: bare.filter(({ pending }) => fits(pending)), held }
}

/** Takes room for one move after the other; gives why there is none. Budgets count by vault and UTC day. */
function createRoom(input: RoundInput): (pending: PendingMove) => Hold | undefined {
  const tomorrow = nextDay(new Date(input.now))
  const left = new Map<string, number>()
  let moves = 0
  return ({ move }) => {
    const vault = nameKey(move.vault)
    const own = left.get(vault) ?? changesLeft(input, vault)
    if (own <= 0) return overBudget(input, tomorrow)
    if (moves >= input.mayMove) return { kind: 'left out', until: null, why: 'is left to another run by --max-moves' }
    left.set(vault, own - 1)
    moves += 1
    return undefined
  }
}

/**
 * A round of which every move has its policy. `make` makes what moves need, and gives the policies that are missing: the
 * place of a move that has to wait for its policy is another's, with a policy of its own.
 */
export async function fillRound(
  roundWith: (missing: ReadonlyMap<string, Reason>) => Round,
  make: (moves: readonly PendingMove[]) => Promise<ReadonlyMap<string, Reason>>,
): Promise<Round> {
  const missing = new Map<string, Reason>()
  for (;;) {
    const round = roundWith(missing)
    let lacking = await make(round.ready)
    if (lacking.size === 0) lacking = await make(round.needy.map(({ pending }) => pending))
    if (lacking.size === 0) return round
    for (const [key, reason] of lacking) missing.set(key, reason)
  }
}

function changesLeft({ plan, vaults }: RoundInput, vault: string): number {
  const { protectionChangesPerDay } = plan.limits
  if (protectionChangesPerDay === null) return Number.POSITIVE_INFINITY
  return protectionChangesPerDay.value - (vaults.changesToday.get(vault) ?? 0)
}

type Hold = Omit<HeldMove, 'pending'>

/** Another run of the plan, with a journal elsewhere perhaps, is seen by the jobs of what it moves: two at a time would move all twice. */
function changedByOthers({ vaults, now }: RoundInput, pending: readonly PendingMove[]): Hold | undefined {
  if (!pending.some(({ item }) => vaults.changing.has(containerKey(item.containerName)))) return undefined
  const why = 'waits: protection of VMs of this plan is being changed in its vault, by another run of it perhaps'
  return { kind: 'waits', until: timeAfter(now, CHANGE_MS), why }
}

function holdReason({ missing, now }: RoundInput, { move, item }: PendingMove): Hold | undefined {
  // A run that sleeps meets what others did meanwhile; a PUT would resume what was stopped.
  if (!sameName(item.policyName ?? '', move.from ?? '') || itemCondition(item) !== 'protected') {
    const shown = `it is ${itemCondition(item)}, with policy '${item.policyName ?? 'none'}'`
    return { kind: 'stale', until: null, why: `is no longer as the plan found it: ${shown}` }
  }
  const lack = missing.get(policyKey(move.vault, move.to))
  if (lack !== undefined) {
    const isBudget = lack.exitCode === EXIT_CODES.throttled
    const why = `${isBudget ? 'waits for' : 'stays, for lack of'} policy '${move.to}': ${lack.message}`
    return { kind: isBudget ? 'budget' : 'no policy', until: isBudget ? nextDay(new Date(now)) : null, why }
  }
  return undefined
}

/** Why a VM must not be moved now; undefined when it may be. */
export function notSafe(facts: MoveFacts, now: Instant): Hold | undefined {
  const readiness = readinessOf(facts, now)
  switch (readiness.state) {
    case 'ready':
      return undefined
    case 'later': {
      const { stretch, why } = readiness
      const { from: until, to: notAfter } = stretch
      return { kind: 'waits', until, notAfter, why: `may be moved ${sayStretch(stretch)}: ${why}` }
    }
    case 'needs backup':
      return {
        kind: 'needs backup',
        until: null,
        why: 'would be without a good point for longer than its RPO: it needs a backup first',
      }
  }
}

function overBudget({ plan }: RoundInput, until: Instant): Hold {
  const { value = 0, source = '' } = plan.limits.protectionChangesPerDay ?? {}
  return { kind: 'budget', until, why: `waits: its vault takes ${value} protection changes a day (${source})` }
}
