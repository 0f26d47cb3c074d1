import { listMachines } from '../azure/machines.js'
import type { AzureSession } from '../azure/session.js'
import { type ArmIdParts, tryParseArmId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import type { Machine } from '../model/machine.js'

type Place = Pick<ArmIdParts, 'subscriptionId' | 'resourceGroup'>

/** From so many resource groups on, one list of the whole subscription asks less of Azure. */
const MANY_GROUPS = 20

/**
 * All VMs of the resource groups in which the given VMs lie; of many groups, those of the whole subscription. What a
 * vault holds lies in few groups, while a subscription fills page after page. A group that is gone has no VMs.
 */
export async function machinesAround(session: AzureSession, ids: readonly string[]): Promise<Machine[]> {
  const places: Place[] = ids.map(tryParseArmId).filter((place) => place !== undefined)
  const groups = distinctBy(places, groupKey)
  const subscriptions: Place[] = groups.map(({ subscriptionId }) => ({ subscriptionId }))
  const scopes = groups.length < MANY_GROUPS ? groups : distinctBy(subscriptions, groupKey)
  const lists = await mapLimited(scopes, READS_AT_ONCE, (scope) =>
    listMachines(session, scope.subscriptionId, scope).catch(noneWhenGone),
  )
  return lists.flat()
}

function groupKey({ subscriptionId, resourceGroup = '' }: Place): string {
  return nameKey(`${subscriptionId}/${resourceGroup}`)
}

function noneWhenGone(error: unknown): Machine[] {
  if (error instanceof AzbkError && error.details.status === 404) return []
  throw error
}
