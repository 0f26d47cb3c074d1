import type { AzureIaaSComputeVMProtectedItem } from '@azure/arm-recoveryservicesbackup'
import type { ArmId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import { type DiskSelection, type ItemRef, machineNameOf } from '../model/item.js'
import type { JobOperation } from '../model/job.js'
import { vaultKey } from '../model/vault.js'
import { azureCall } from './errors.js'
import { watchJob } from './fleet-watch.js'
import { unlockDelete, withGuard } from './guards.js'
import { FABRIC } from './items.js'
import { captureOperation, type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'
import { findJobSince, followJob } from './started-jobs.js'

/** `all` takes an earlier choice of disks back. */
export type DiskOrder = DiskSelection | 'all'

/** A protection change and the job that Azure made of it; null when Azure named none. */
export interface ProtectionChange {
  readonly jobId: string | null
}

/** How a change is followed. */
export interface FollowOptions {
  /** One of many: their jobs are looked at together, and nobody watches this one. */
  readonly inFleet?: boolean
}

export interface ProtectOrder extends FollowOptions {
  readonly machineId: ArmId
  readonly policyId: string
  /** Undefined leaves the choice to Azure: all disks of a new item. */
  readonly disks?: DiskOrder | undefined
  /** An item exists: what is done may weaken its protection, which a resource guard may watch. */
  readonly existing?: boolean
}

type Properties = Omit<AzureIaaSComputeVMProtectedItem, 'protectedItemType'>

/**
 * Protects a VM, moves its item to another policy, or resumes a stopped one: to Azure it is one and the same PUT.
 * Returns when Azure has configured it. A VM that the vault has not discovered yet is discovered first.
 */
export async function enableProtection(
  session: AzureSession,
  ref: ItemRef,
  order: ProtectOrder,
): Promise<ProtectionChange> {
  const properties: Properties = {
    sourceResourceId: order.machineId,
    policyId: order.policyId,
    ...(order.disks === undefined ? {} : { extendedProperties: extendedProperties(order.disks) }),
  }
  const what = `configuring the protection of VM '${machineNameOf(ref)}'`
  const put = (requests: string[]) =>
    putItem(session, ref, {
      what,
      operation: 'ConfigureBackup',
      properties: guarded(properties, requests),
      inFleet: order.inFleet ?? false,
    })
  if (order.existing) return withGuard(session, { vault: ref.vault, operation: 'updateItem' }, put)
  try {
    return await put([])
  } catch (error) {
    if (!isUndiscovered(error)) throw error
    await refreshContainers(session, ref)
    return put([])
  }
}

export interface StopOrder extends FollowOptions {
  readonly machineId: ArmId
  /** `forever` keeps all points until they are deleted; `asPolicy` lets the policy expire them (immutable vaults only). */
  readonly keep: 'forever' | 'asPolicy'
}

/** Stops backups and keeps the recovery points. */
export async function stopProtection(session: AzureSession, ref: ItemRef, order: StopOrder): Promise<ProtectionChange> {
  const properties: Properties = {
    sourceResourceId: order.machineId,
    policyId: '',
    protectionState: order.keep === 'forever' ? 'ProtectionStopped' : 'BackupsSuspended',
  }
  const what = `stopping the protection of VM '${machineNameOf(ref)}'`
  return withGuard(session, { vault: ref.vault, operation: 'stopWithRetain' }, (requests) =>
    putItem(session, ref, {
      what,
      operation: 'DisableBackup',
      properties: guarded(properties, requests),
      inFleet: order.inFleet ?? false,
    }),
  )
}

/** Brings a soft-deleted item back as a stopped one. */
export async function undeleteItem(
  session: AzureSession,
  ref: ItemRef,
  { machineId, inFleet = false }: FollowOptions & { readonly machineId: ArmId },
): Promise<ProtectionChange> {
  return putItem(session, ref, {
    what: `undeleting the item of VM '${machineNameOf(ref)}'`,
    operation: 'Undelete',
    properties: { sourceResourceId: machineId, policyId: '', protectionState: 'ProtectionStopped', isRehydrate: true },
    inFleet,
  })
}

/** Stops backups and deletes all recovery points: for good, or softly where the vault's soft delete is on. */
export async function deleteItem(
  session: AzureSession,
  ref: ItemRef,
  { itemId, inFleet = false }: FollowOptions & { readonly itemId: ArmId },
): Promise<ProtectionChange> {
  const { vault, container, item } = ref
  const what = `deleting the backup data of VM '${machineNameOf(ref)}'`
  const client = await session.backup(vault.subscriptionId)
  return withGuard(session, { vault, operation: 'deleteItem' }, async (requests) => {
    if (requests.length > 0) await unlockDelete(session, vault, { what, requests, itemId })
    return sendAndFollow(session, ref, {
      what,
      operation: 'DeleteBackupData',
      inFleet,
      send: (options) =>
        client.protectedItems.delete(vault.name, vault.resourceGroup, FABRIC, container, item, options),
    })
  })
}

/** Makes a vault look for new VMs, once per session, and waits until it has. */
async function refreshContainers(session: AzureSession, ref: ItemRef): Promise<void> {
  const { vault } = ref
  await session.once(`refresh ${vaultKey(vault)}`, async () => {
    const what = `discovering the VMs of vault '${vault.name}'`
    const client = await session.backup(vault.subscriptionId)
    const { options, handle } = captureOperation(session.signal)
    await azureCall(what, () => client.protectionContainers.refresh(vault.name, vault.resourceGroup, FABRIC, options))
    requireSuccess(await waitForOperation(session, handle(), what), what)
  })
}

/** What Azure answers for a VM that the vault has not seen. Source: AZURE-BACKUP-API.md section 17. */
const UNDISCOVERED = new Set(['bmsusererrorinvalidconfigureprotectionrequest', 'bmsusererrorcontainernotfound'])

function isUndiscovered(error: unknown): boolean {
  return error instanceof AzbkError && UNDISCOVERED.has(nameKey(String(error.details.azureCode ?? '')))
}

/** `{}` is Azure's way to take a choice of disks back. */
function extendedProperties(disks: DiskOrder): NonNullable<Properties['extendedProperties']> {
  if (disks === 'all') return {}
  return { diskExclusionProperties: { diskLunList: [...disks.luns], isInclusionList: disks.mode === 'include' } }
}

function guarded(properties: Properties, requests: string[]): Properties {
  return requests.length === 0 ? properties : { ...properties, resourceGuardOperationRequests: requests }
}

interface ItemWrite {
  readonly what: string
  readonly operation: JobOperation
  readonly inFleet: boolean
}

async function putItem(
  session: AzureSession,
  ref: ItemRef,
  write: ItemWrite & { properties: Properties },
): Promise<ProtectionChange> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const body = { properties: { protectedItemType: 'Microsoft.Compute/virtualMachines' as const, ...write.properties } }
  return sendAndFollow(session, ref, {
    ...write,
    send: (options) =>
      client.protectedItems.createOrUpdate(vault.name, vault.resourceGroup, FABRIC, container, item, body, options),
  })
}

type CaptureOptions = ReturnType<typeof captureOperation>['options']

/** Sends a write once and waits for its operation; after a lost answer, for the job that shows that it arrived. */
async function sendAndFollow(
  session: AzureSession,
  ref: ItemRef,
  write: ItemWrite & { send: (options: CaptureOptions) => Promise<unknown> },
): Promise<ProtectionChange> {
  const { what, operation } = write
  const sentAt = session.clock.now()
  const accepted = await azureCall(what, () =>
    sendOnce<{ handle: OperationHandle } | { jobId: string }>(session, what, {
      send: async () => {
        const { options, handle } = captureOperation(session.signal)
        await write.send(options)
        return { handle: handle() }
      },
      findEffect: async (since) => {
        const job = await findJobSince(session, ref, { operation, since })
        return job && { jobId: job.name }
      },
    }),
  )
  if ('handle' in accepted) {
    if (write.inFleet && accepted.handle.statusUrl !== undefined) {
      const job = await watchJob(session, ref, { operation, sentAt, until: 'ended' })
      if (job?.status === 'Completed' || job?.status === 'CompletedWithWarnings') return { jobId: job.name }
    }
    // The operation tells what a job that failed does not.
    const { jobId } = requireSuccess(await waitForOperation(session, accepted.handle, what), what)
    return { jobId: jobId ?? null }
  }
  await followJob(session, { vault: ref.vault, name: accepted.jobId }, what)
  return accepted
}
