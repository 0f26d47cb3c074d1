import { itemRef } from '../azure/items.js'
import { findMachine, listDiskFacts } from '../azure/machines.js'
import { knownVault } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { findName } from '../core/names.js'
import type { ProtectedItem } from '../model/item.js'
import { type Machine, type OsType, withDiskFacts } from '../model/machine.js'
import type { Blocker } from '../model/plan.js'
import type { Vault } from '../model/vault.js'
import { choosePointOf, type PointChoice, type PointWish } from '../points/choose.js'
import { checkPlace, readPlace, type ScriptPlace } from './files-place.js'

/** All that is known before the files of a point are mounted. */
export interface FileFacts {
  readonly item: ProtectedItem
  readonly choice: PointChoice
  /** That of the VM; null when neither the point nor the VM tells it. */
  readonly os: OsType | null
  /** With what is known of its disks; null when it is gone. */
  readonly machine: Machine | null
  readonly vault: Vault | null
  readonly place: ScriptPlace
  /** Why no script could be written there. */
  readonly placeBlockers: readonly Blocker[]
}

export interface FileWish extends PointWish {
  readonly out: string
  /** Overwrites a file that is there. */
  readonly force?: boolean | undefined
}

export async function surveyFiles(ctx: AppContext, item: ProtectedItem, wish: FileWish): Promise<FileFacts> {
  const [choice, machine, vault, place] = await Promise.all([
    choosePointOf(ctx, item, wish),
    readMachine(ctx, item),
    knownVault(ctx.session, itemRef(item).vault),
    readPlace(wish.out, wish.force ?? false),
  ])
  const os = findName(['Windows', 'Linux'], choice.point.osType ?? undefined) ?? machine?.osType ?? null
  return { item, choice, os, machine, vault: vault ?? null, place, placeBlockers: await checkPlace(place, os) }
}

async function readMachine({ session }: AppContext, item: ProtectedItem): Promise<Machine | null> {
  const { subscriptionId } = parseArmId(item.machineId)
  const [machine, facts] = await Promise.all([
    findMachine(session, { subscriptionId, resourceGroup: item.machineResourceGroup, name: item.machineName }),
    listDiskFacts(session, subscriptionId),
  ])
  return machine === undefined ? null : withDiskFacts(machine, facts)
}
