import { createGroup, deleteGroup } from '../azure/groups.js'
import { createIsolatedNetwork } from '../azure/networks.js'
import { createStorageAccount } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { toAzbkError } from '../core/errors.js'
import { mapLimited } from '../core/limits.js'
import type { Teardown } from '../model/drill.js'
import { type DrillPlace, SUBNET } from './place.js'

const WRITES_AT_ONCE = 8

/** Makes the group with its networks and accounts. What is there already, from an earlier part of the run, stays. */
export async function preparePlace({ session }: AppContext, place: DrillPlace): Promise<void> {
  const { group, location, tags, networks, accounts } = place
  await createGroup(session, group, { location, tags })
  await mapLimited(networks, WRITES_AT_ONCE, ({ region, name }) =>
    createIsolatedNetwork(session, { group, name, subnet: SUBNET, location: region, tags }),
  )
  await mapLimited(accounts, WRITES_AT_ONCE, ({ region, name }) =>
    createStorageAccount(session, group, { name, location: region, tags }),
  )
}

/** Deletes the group with all that the drill made. What stands in the way is told, not thrown: it must not hide why a drill failed. */
export async function tearDown({ session }: AppContext, { group }: Pick<DrillPlace, 'group'>): Promise<Teardown> {
  try {
    await deleteGroup(session, group)
    return { state: 'gone', reason: null }
  } catch (thrown) {
    return { state: 'left', reason: toAzbkError(thrown).message }
  }
}
