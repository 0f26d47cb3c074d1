import { findItem, itemRef, itemRefOf } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { mapLimited } from '../core/limits.js'
import { nameKey, sameName } from '../core/names.js'
import type { FleetOutcome } from '../fleet/run.js'
import { itemCondition, type ProtectedItem } from '../model/item.js'
import { describeDisks, disksAfter, sameDisks } from './disks.js'
import { listItemsOf } from './find.js'
import type { ProtectStep } from './plan.js'

/** Up to this many items are read one by one; more come from one list per vault. */
const FEW = 3
const READS_AT_ONCE = 8

/** Reads the items again: an operation that succeeded is not yet a VM that is protected as it was asked. */
export async function verifyProtection<V>(
  ctx: AppContext,
  steps: readonly ProtectStep[],
  outcomes: readonly FleetOutcome<V>[],
): Promise<FleetOutcome<V>[]> {
  const done = steps.filter((_, i) => outcomes[i]?.status === 'done')
  const items = new Map((await readBack(ctx, done)).map((item) => [nameKey(item.machineId), item]))
  return outcomes.map((outcome, i) => {
    const step = steps[i]
    if (outcome.status !== 'done' || step === undefined) return outcome
    const wrong = differenceOf(step, items.get(nameKey(step.machine.id)))
    return wrong === null ? outcome : notVerified(outcome, wrong)
  })
}

async function readBack(ctx: AppContext, steps: readonly ProtectStep[]): Promise<ProtectedItem[]> {
  if (steps.length > FEW) {
    const vaults = new Map(steps.map((step) => [nameKey(step.vault.id), step.vault]))
    return listItemsOf(ctx, [...vaults.values()])
  }
  const read = ({ item, vault, machine }: ProtectStep) =>
    findItem(ctx.session, item ? itemRef(item) : itemRefOf(vault, machine))
  return (await mapLimited(steps, READS_AT_ONCE, read)).filter((item) => item !== undefined)
}

function differenceOf(step: ProtectStep, item: ProtectedItem | undefined): string | null {
  if (item === undefined) return 'the vault does not show it'
  const condition = itemCondition(item)
  if (condition !== 'protected') return `the vault shows it as ${condition}`
  if (!sameName(item.policyId ?? '', step.policy?.id ?? '')) return `the vault shows policy ${item.policyName}`
  const wanted = disksAfter(step.item?.disks ?? null, step.disks)
  return sameDisks(item.disks, wanted) ? null : `the vault shows another choice of disks: ${describeDisks(item.disks)}`
}

function notVerified<V>(outcome: FleetOutcome<V>, why: string): FleetOutcome<V> {
  return {
    ...outcome,
    status: 'failed',
    exitCode: EXIT_CODES.failed,
    code: 'NOT_VERIFIED',
    message: `Azure reported success for VM '${outcome.name}', but ${why}.`,
    suggestions: ['Run the same command again: it does only what is still missing.'],
  }
}
