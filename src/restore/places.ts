import { findGroup } from '../azure/groups.js'
import { listMachines } from '../azure/machines.js'
import { listNetworks } from '../azure/networks.js'
import { listStorageAccounts } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { tryParseArmId } from '../core/arm-id.js'
import { usageError } from '../core/errors.js'
import { nameKey, sameName } from '../core/names.js'
import type { RegionCapacity } from '../model/capacity.js'
import type { Network } from '../model/network.js'
import type { ScopePermissions } from '../model/permissions.js'
import type { ResourceGroup } from '../model/resource-group.js'
import type { StorageAccount } from '../model/storage-account.js'
import { surveyCapacity } from './capacity.js'
import { type DiskParts, surveyDiskParts } from './disk-parts.js'
import type { RestoreInput } from './input.js'
import type { RestoreOptions } from './options.js'
import { surveyPermissions } from './permissions.js'
import type { RestoreTarget } from './survey.js'

/** What is known of the places that all VMs of a run share. */
export interface RestorePlaces {
  /** As typed; null when none was. */
  readonly groupName: string | null
  /** What az is to be told besides names; empty where its default subscription is the right one. */
  readonly azScope: string
  /** Null when none was typed, or when it does not exist. */
  readonly group: ResourceGroup | null
  /** Of the subscription that is restored to. */
  readonly accounts: readonly StorageAccount[]
  /** The same; read for new VMs only. */
  readonly networks: readonly Network[]
  /** VMs of the target group, by {@link nameKey}; read for new VMs only. */
  readonly takenNames: ReadonlySet<string>
  /** What the login may do where things are made. Absent when it was not read: Azure will tell. */
  readonly permissions?: ScopePermissions
  /** What new disks are to refer to. Absent when it was not read. */
  readonly diskParts?: DiskParts
  /** Of the regions in which new VMs are made. Absent when it was not read. */
  readonly capacity?: readonly RegionCapacity[]
}

/** What is known of the VMs that are restored, and what is asked for them. */
interface Wanted {
  readonly targets: readonly RestoreTarget[]
  readonly options: RestoreOptions
}

/** All that is to be known of the places. The target group is one of the subscription in use, unless its id says otherwise. */
export async function surveyPlaces(ctx: AppContext, input: RestoreInput, wanted: Wanted): Promise<RestorePlaces> {
  const { targets, options } = wanted
  const { name, subscriptionId = ctx.session.subscriptionId() } =
    input.targetGroup === undefined ? {} : readGroup(input.targetGroup)
  const isNew = input.mode === 'vm'
  const places = await readPlaces(ctx, { subscriptionId, name, isNew })
  return {
    ...places,
    permissions: await surveyPermissions(ctx, targets, { input, places }),
    diskParts: await surveyDiskParts(ctx, targets, options),
    capacity: isNew ? await surveyCapacity(ctx, targets, subscriptionId) : [],
  }
}

/** A group from its name or id. */
export function readGroup(text: string): { readonly name: string; readonly subscriptionId?: string } {
  if (!text.includes('/')) return { name: text }
  const { subscriptionId, resourceGroup, path } = tryParseArmId(text) ?? {}
  if (resourceGroup !== undefined && path?.length === 0)
    return { name: resourceGroup, subscriptionId: subscriptionId ?? '' }
  throw usageError(
    'INVALID_RESOURCE_ID',
    `--target-group takes the name or the id of a resource group, not '${text}'.`,
    ['--target-group /subscriptions/<id>/resourceGroups/<group>'],
  )
}

interface Place {
  readonly subscriptionId: string
  /** Of the target group; undefined when none was typed. */
  readonly name: string | undefined
  /** New VMs are made. */
  readonly isNew: boolean
}

async function readPlaces({ session }: AppContext, { subscriptionId, name, isNew }: Place): Promise<RestorePlaces> {
  const group = name === undefined ? undefined : await findGroup(session, { subscriptionId, name })
  const machines = isNew && group ? await listMachines(session, subscriptionId, { resourceGroup: group.name }) : []
  return {
    groupName: name ?? null,
    azScope: sameName(subscriptionId, session.subscriptionId()) ? '' : ` --subscription ${subscriptionId}`,
    group: group ?? null,
    accounts: await listStorageAccounts(session, subscriptionId),
    networks: isNew ? await listNetworks(session, subscriptionId) : [],
    takenNames: new Set(machines.map((machine) => nameKey(machine.name))),
  }
}
