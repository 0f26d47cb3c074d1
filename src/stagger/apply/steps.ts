import { itemRef, vaultRefOf } from '../../azure/items.js'
import { findPolicy } from '../../azure/policies.js'
import { enableProtection } from '../../azure/protection.js'
import type { AppContext } from '../../context.js'
import { armId, armName, parseArmId } from '../../core/arm-id.js'
import { nameKey, sameName } from '../../core/names.js'
import type { OpenItem } from '../../fleet/adopt.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { ItemLine, JsonObject } from '../../fleet/journal-lines.js'
import { type FleetOutcome, type FleetStep, noError } from '../../fleet/run.js'
import { waitStop } from '../../fleet/stop.js'
import type { ItemRef, ProtectedItem } from '../../model/item.js'
import { diffPolicies } from '../../model/policy-diff.js'
import { findChange, type StepPlan } from '../../protection/journaled.js'
import { runSteps } from '../../protection/run-steps.js'
import type { ProtectionStep, StepOutcome } from '../../protection/steps.js'
import type { NewPolicy, StaggerPlan } from '../plan-file.js'
import { type PendingMove, policyKey } from './moves.js'
import { type HeldMove, notSafe } from './round.js'

type PolicyPlan = { readonly action: 'make policy'; readonly vault: string; readonly name: string }

/** The lines of a plan in a journal: policies first, then moves. What is done already is marked as such. */
export function journalLines(
  plan: StaggerPlan,
  found: { readonly items: ReadonlyMap<string, ProtectedItem>; readonly made: ReadonlySet<string> },
): Omit<ItemLine, 'type'>[] {
  const policies = plan.policies.map(({ vault, name }) => ({
    item: policyKey(vault, name),
    name,
    plan: { action: 'make policy', vault, name } satisfies PolicyPlan,
    ...(found.made.has(policyKey(vault, name)) ? { outcome: idle(name, 'exists already') } : {}),
  }))
  const moves = plan.moves.flatMap((move) => {
    const item = found.items.get(nameKey(move.machine))
    if (item === undefined) return []
    const isThere = sameName(item.policyName ?? '', move.to)
    return {
      item: nameKey(move.machine),
      name: move.name,
      plan: { action: 'change', policy: move.to, ref: itemRef(item) as ItemRef & JsonObject } satisfies StepPlan,
      ...(isThere ? { outcome: idle(move.name, `has policy ${move.to} already`) } : {}),
    }
  })
  return [...policies, ...moves]
}

function idle(name: string, why: string): FleetOutcome<null> {
  return { name, status: 'unchanged', value: null, ...noError(why) }
}

/** What an earlier attempt did, brought to its end; undefined when it is to be done anew. */
export async function findStep(
  ctx: AppContext,
  plan: StaggerPlan,
  item: OpenItem,
): Promise<FleetStep<JsonObject> | undefined> {
  const { action, vault, name } = item.plan as unknown as PolicyPlan
  if (action !== 'make policy') return findChange(ctx, item)
  const wanted = plan.policies.find((policy) => policyKey(policy.vault, policy.name) === policyKey(vault, name))
  const found = await findPolicy(ctx.session, vaultRefOf(vault), name)
  const isThere = found !== undefined && wanted !== undefined && diffPolicies(found.spec, wanted.spec).length === 0
  return isThere ? { status: 'done', value: { policy: name } } : undefined
}

/**
 * Moves VMs of a wave, and reads back where they are. Outcomes go by {@link nameKey} of the VM's id. Thousands of moves
 * take minutes: what was safe when they began may be so no more, and is held.
 */
export async function moveAll(
  ctx: AppContext,
  moves: readonly PendingMove[],
  journal: RunJournal | undefined,
): Promise<{ readonly outcomes: ReadonlyMap<string, StepOutcome>; readonly held: readonly HeldMove[] }> {
  const held: HeldMove[] = []
  const outcomes = await runSteps(ctx, moves.map(stepOf), {
    alone: false,
    journal,
    apply: (steady, { policyId, target, pending }, { ref, inFleet }) => {
      const hold = notSafe(pending.facts, steady.clock.now().toISOString())
      if (hold !== undefined) {
        held.push({ pending, ...hold })
        throw waitStop(`VM '${target.name}' ${hold.why}.`, hold.until)
      }
      const machineId = armId(target.id)
      return enableProtection(steady.session, ref, { machineId, policyId, existing: true, inFleet })
    },
    difference: ({ to }, item) =>
      sameName(item?.policyName ?? '', to) ? null : `the vault shows policy ${item?.policyName ?? 'none'}`,
  })
  return { outcomes, held }
}

interface MoveStep extends ProtectionStep<'change'> {
  readonly pending: PendingMove
  readonly to: string
  readonly policyId: string
}

function stepOf(pending: PendingMove): MoveStep {
  const { move, item } = pending
  const { subscriptionId, resourceGroup = '' } = parseArmId(item.machineId)
  return {
    target: { id: item.machineId, name: move.name, resourceGroup, subscriptionId },
    vault: null,
    item,
    action: 'change',
    refusal: null,
    pending,
    to: move.to,
    policyId: `${item.vaultId}/backupPolicies/${move.to}`,
    change: moveChange({ move }),
  }
}

export function moveChange({ move }: Pick<PendingMove, 'move'>) {
  const reason = `move from policy ${move.from ?? 'none'} to ${move.to}`
  return { action: 'update', gate: 'reversible', kind: 'VM', name: move.name, reason } as const
}

export function policyChange({ vault, name, like }: NewPolicy) {
  const what = like === null ? 'from the template of its tier' : `as ${like} at another time`
  const reason = `create in vault ${armName(vault)}, ${what}`
  return { action: 'create', gate: 'reversible', kind: 'policy', name, reason } as const
}
