import { listItems, vaultRefOf } from '../../azure/items.js'
import { listJobs } from '../../azure/jobs.js'
import { containerKey } from '../../azure/started-jobs.js'
import type { AppContext } from '../../context.js'
import { type Instant, timeAfter } from '../../core/clock.js'
import { mapLimited, READS_AT_ONCE } from '../../core/limits.js'
import { nameKey, sameName } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { ProtectedItem } from '../../model/item.js'
import { isJobDone, type Job } from '../../model/job.js'
import type { StepOutcome } from '../../protection/steps.js'
import { undone } from '../../protection/verify.js'
import type { Estate } from '../../slots/estate.js'
import type { PlannedMove, StaggerPlan } from '../plan-file.js'
import { listChanges } from '../read-vaults.js'
import type { MoveFacts } from './readiness.js'

/** A move that is not done yet, and what decides when it may be. */
export interface PendingMove {
  readonly move: PlannedMove
  readonly item: ProtectedItem
  readonly facts: MoveFacts
}

/** The vaults of a plan at one moment. */
export interface VaultsNow {
  /** By {@link nameKey} of the VM's id. */
  readonly items: ReadonlyMap<string, ProtectedItem>
  /** Keys of containers whose backup is running. */
  readonly busy: ReadonlySet<string>
  /** Keys of containers whose protection is being changed, by somebody. */
  readonly changing: ReadonlySet<string>
  /** Protection changes of the present UTC day, by {@link nameKey} of the vault. */
  readonly changesToday: ReadonlyMap<string, number>
}

/** Reads what moves depend on: four lists a vault. */
export async function readVaultsNow(ctx: AppContext, vaults: readonly string[]): Promise<VaultsNow> {
  const items = new Map<string, ProtectedItem>()
  const [busy, changing] = [new Set<string>(), new Set<string>()]
  const changesToday = new Map<string, number>()
  await mapLimited(vaults, READS_AT_ONCE, async (key) => {
    const vault = vaultRefOf(key)
    const now = ctx.clock.now()
    const [listed, backups, changes] = await Promise.all([
      listItems(ctx.session, vault),
      listJobs(ctx.session, vault, { operation: 'Backup', status: 'InProgress' }),
      listChanges(ctx.session, vault, { from: midnight(now), to: timeAfter(now, 0) }),
    ])
    for (const item of listed) if (item.softDelete === null) items.set(nameKey(item.machineId), item)
    for (const key of underWay(backups)) busy.add(key)
    for (const key of underWay(changes)) changing.add(key)
    changesToday.set(nameKey(key), changes.length)
  })
  return { items, busy, changing, changesToday }
}

function underWay(jobs: readonly Job[]): string[] {
  return jobs.filter(({ status }) => !isJobDone(status)).map(({ containerName }) => containerKey(containerName ?? ''))
}

function midnight(now: Date): Instant {
  return `${now.toISOString().slice(0, 10)}T00:00:00.000Z`
}

/** The moves that are still to be done, in the order of the plan. */
export function pendingMoves(plan: StaggerPlan, estate: Estate, { items, busy }: VaultsNow): PendingMove[] {
  const specOf = new Map(
    [...estate.policies, ...plan.policies].map(({ vault, name, spec }) => [policyKey(vault, name), spec]),
  )
  const tierOf = new Map(estate.machines.map(({ key, tier }) => [nameKey(key), nameKey(tier)]))
  const rpoOf = new Map(estate.tiers.map(({ name, rpoMs }) => [nameKey(name), rpoMs]))
  return plan.moves.flatMap((move): PendingMove[] => {
    const item = items.get(nameKey(move.machine))
    const old = specOf.get(policyKey(move.vault, move.from ?? ''))
    const next = specOf.get(policyKey(move.vault, move.to))
    if (item === undefined || old === undefined || next === undefined || isDone(move, item)) return []
    const rpoMs = rpoOf.get(tierOf.get(nameKey(move.machine)) ?? '') ?? null
    const isBusy = busy.has(containerKey(item.containerName))
    return [{ move, item, facts: { old, next, lastGood: item.lastPointTime, rpoMs, isBusy } }]
  })
}

/** What an earlier part of the run had done, and is to do again: somebody took it back. It is told, and left. */
export function movesTakenBack(
  pending: readonly PendingMove[],
  journal: RunJournal | undefined,
): ReadonlyMap<string, StepOutcome> {
  return new Map(
    pending.flatMap(({ move, item }) => {
      const known = journal?.item(nameKey(move.machine))
      if (known?.state !== 'done' || known.outcome === null) return []
      const outcome = { ...(known.outcome as unknown as StepOutcome), status: 'done' } as const
      return [[known.key, undone(outcome, `the vault shows policy ${item.policyName ?? 'none'}`)]]
    }),
  )
}

export function isDone(move: PlannedMove, item: ProtectedItem): boolean {
  return sameName(item.policyName ?? '', move.to)
}

export function policyKey(vault: string, name: string): string {
  return `${nameKey(vault)}/backuppolicies/${nameKey(name)}`
}
