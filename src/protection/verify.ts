import { findItem } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { mapLimited } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import type { FleetOutcome } from '../fleet/run.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import { listItemsOf } from './find.js'

/** Up to this many items are read one by one; more come from one list per vault. */
const FEW = 3
const READS_AT_ONCE = 8

/** Items as Azure shows them now, by {@link nameKey} of the VM's id. */
export async function readBack(ctx: AppContext, refs: readonly ItemRef[]): Promise<ReadonlyMap<string, ProtectedItem>> {
  const items =
    refs.length > FEW
      ? await listItemsOf(ctx, distinctVaults(refs))
      : await mapLimited(refs, READS_AT_ONCE, (ref) => findItem(ctx.session, ref))
  return new Map(items.flatMap((item) => (item === undefined ? [] : [[nameKey(item.machineId), item]])))
}

function distinctVaults(refs: readonly ItemRef[]): ItemRef['vault'][] {
  const keyOf = ({ vault }: ItemRef) => nameKey(`${vault.subscriptionId}/${vault.resourceGroup}/${vault.name}`)
  return [...new Map(refs.map((ref) => [keyOf(ref), ref.vault])).values()]
}

/** The outcome, failed when what Azure shows differs from what was asked: `wrong` says how, after "but ". */
export function verified<V>(outcome: FleetOutcome<V>, wrong: string | null): FleetOutcome<V> {
  if (outcome.status !== 'done' || wrong === null) return outcome
  return {
    ...outcome,
    status: 'failed',
    exitCode: EXIT_CODES.failed,
    code: 'NOT_VERIFIED',
    message: `Azure reported success for VM '${outcome.name}', but ${wrong}.`,
    suggestions: ['Run the same command again: it does only what is still missing.'],
  }
}
