import { createGroup, deleteGroup, findGroup, listGroupContents } from '../azure/groups.js'
import { createIsolatedNetwork } from '../azure/networks.js'
import { createStorageAccount } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { cancelledError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { mapLimited } from '../core/limits.js'
import { withoutInterrupt } from '../fleet/run.js'
import type { Teardown } from '../model/drill.js'
import type { GroupRef } from '../model/resource-group.js'
import type { OpenRestore } from './end-restore.js'
import { type DrillPlace, SUBNET } from './place.js'

const WRITES_AT_ONCE = 8

/**
 * Makes the group with its networks and accounts. What is there already, from an earlier part of the run, stays. Ctrl-C
 * ends it between two steps only: a group is not deleted while something is being made in it.
 */
export async function preparePlace(ctx: AppContext, place: DrillPlace): Promise<void> {
  const { session } = withoutInterrupt(ctx)
  const { group, location, tags, networks, accounts } = place
  // An earlier part of the run was stopped while it deleted the group.
  if ((await findGroup(session, group))?.deleting) await deleteGroup(session, group)
  await createGroup(session, group, { location, tags })
  refuseInterrupted(ctx)
  await mapLimited(networks, WRITES_AT_ONCE, ({ region, name }) =>
    createIsolatedNetwork(session, { group, name, subnet: SUBNET, location: region, tags }),
  )
  refuseInterrupted(ctx)
  await mapLimited(accounts, WRITES_AT_ONCE, ({ region, name }) =>
    createStorageAccount(session, group, { name, location: region, tags }),
  )
}

function refuseInterrupted({ signal }: AppContext): void {
  if (signal.aborted) throw cancelledError()
}

/** The end of a group, with the exit code that stands for why it is left. */
export interface TornDown {
  readonly teardown: Teardown
  /** 0 when it is gone; 5 for want of a login or a permission, 8 when something is still restored into it, else 1. */
  readonly exitCode: number
}

/**
 * Deletes the group with all that the drill made: Ctrl-C stops the practising, never the tidying up. What stands in the
 * way is told, not thrown: it must not hide why a drill failed. Under restores that still run nothing is deleted.
 */
export async function tearDown(ctx: AppContext, group: GroupRef, open: readonly OpenRestore[]): Promise<TornDown> {
  const { session } = withoutInterrupt(ctx)
  if (open.length > 0) {
    const reason = open.map(({ text }) => text).join(' ')
    const left = await listGroupContents(session, group).catch(() => [])
    return { teardown: { state: 'left', reason, left }, exitCode: worstExitCode(open.map(({ exitCode }) => exitCode)) }
  }
  ctx.progress({ type: 'note', text: `Deleting resource group ${group.name}.` })
  try {
    await deleteGroup(session, group)
    return { teardown: { state: 'gone', reason: null, left: [] }, exitCode: EXIT_CODES.done }
  } catch (thrown) {
    const error = toAzbkError(thrown)
    const left = await listGroupContents(session, group).catch(() => [])
    const exitCode = error.exitCode === EXIT_CODES.noPermission ? error.exitCode : EXIT_CODES.failed
    return { teardown: { state: 'left', reason: error.message, left }, exitCode }
  }
}
