import { type ArmId, armId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import type { GroupRef } from '../model/resource-group.js'
import { azureList } from './errors.js'
import type { AzureSession } from './session.js'

/** A managed disk that no VM may have any more. */
export interface LooseDisk {
  readonly id: ArmId
  readonly name: string
  /** Null when Azure does not say. */
  readonly createdAt: Instant | null
}

/** The managed disks of a group that belong to no VM. */
export async function listLooseDisks(session: AzureSession, group: GroupRef): Promise<LooseDisk[]> {
  const { disks } = await session.compute(group.subscriptionId)
  const pages = disks.listByResourceGroup(group.name, { abortSignal: session.signal })
  const rows = await azureList(`listing the disks of resource group '${group.name}'`, pages, (row) => row)
  return rows.flatMap((row) =>
    row.managedBy === undefined
      ? [{ id: armId(row.id ?? ''), name: row.name ?? '', createdAt: row.timeCreated?.toISOString() ?? null }]
      : [],
  )
}
