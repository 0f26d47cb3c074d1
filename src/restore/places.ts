import { findGroup } from '../azure/groups.js'
import { listMachines } from '../azure/machines.js'
import { listNetworks } from '../azure/networks.js'
import { listPermissions } from '../azure/permissions.js'
import { listStorageAccounts } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { tryParseArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'
import type { RegionCapacity } from '../model/capacity.js'
import type { Network } from '../model/network.js'
import type { Permission } from '../model/permissions.js'
import type { ResourceGroup } from '../model/resource-group.js'
import type { StorageAccount } from '../model/storage-account.js'
import type { RestoreInput } from './input.js'

/** What is known of the places that all VMs of a run share. */
export interface RestorePlaces {
  /** As typed; null when none was. */
  readonly groupName: string | null
  /** Null when none was typed, or when it does not exist. */
  readonly group: ResourceGroup | null
  /** Of the subscription that is restored to. */
  readonly accounts: readonly StorageAccount[]
  /** The same; read for new VMs only. */
  readonly networks: readonly Network[]
  /** VMs of the target group, by {@link nameKey}; read for new VMs only. */
  readonly takenNames: ReadonlySet<string>
  /** What the login may do in the target group. Absent when it was not read: Azure will tell. */
  readonly permissions?: readonly Permission[] | undefined
  /** Of the regions in which new VMs are made. Absent when it was not read. */
  readonly capacity?: readonly RegionCapacity[]
}

/** The target group is one of the subscription in use, unless its id says otherwise. */
export async function surveyPlaces(ctx: AppContext, { mode, targetGroup }: RestoreInput): Promise<RestorePlaces> {
  const { session } = ctx
  const parts = targetGroup === undefined ? undefined : tryParseArmId(targetGroup)
  const subscriptionId = parts?.subscriptionId ?? session.subscriptionId()
  const name = parts?.resourceGroup ?? targetGroup
  const group = name === undefined ? undefined : await findGroup(session, { subscriptionId, name })
  const isNew = mode === 'vm' && group !== undefined
  const machines = isNew ? await listMachines(session, subscriptionId, { resourceGroup: group.name }) : []
  return {
    groupName: name ?? null,
    group: group ?? null,
    accounts: await listStorageAccounts(session, subscriptionId),
    networks: isNew ? await listNetworks(session, subscriptionId) : [],
    takenNames: new Set(machines.map((machine) => nameKey(machine.name))),
    permissions: group && (await listPermissions(session, group.id).catch(() => undefined)),
  }
}
