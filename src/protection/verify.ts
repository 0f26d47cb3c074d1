import { findItem } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import type { FleetOutcome } from '../fleet/run.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import { vaultKey } from '../model/vault.js'
import { listItemsOf } from './find.js'

/** Up to this many items are read one by one; more come from one list per vault. */
const FEW = 3

/** Items as Azure shows them now, by {@link nameKey} of the VM's id. */
export async function readBack(ctx: AppContext, refs: readonly ItemRef[]): Promise<ReadonlyMap<string, ProtectedItem>> {
  const vaults = refs.map((ref) => ref.vault)
  const items =
    refs.length > FEW
      ? await listItemsOf(ctx, distinctBy(vaults, vaultKey))
      : await mapLimited(refs, READS_AT_ONCE, (ref) => findItem(ctx.session, ref))
  return new Map(items.flatMap((item) => (item === undefined ? [] : [[nameKey(item.machineId), item]])))
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

/** The outcome of an earlier part of the run, failed when Azure shows by now that it was undone since. */
export function undone<V>(outcome: FleetOutcome<V>, wrong: string | null): FleetOutcome<V> {
  if (outcome.status !== 'done' || wrong === null) return outcome
  return {
    ...outcome,
    status: 'failed',
    exitCode: EXIT_CODES.failed,
    code: 'UNDONE_SINCE',
    message: `An earlier part of this run had done VM '${outcome.name}', but now ${wrong}.`,
    suggestions: ['Start a new run, without --resume: it does what is missing.'],
  }
}
