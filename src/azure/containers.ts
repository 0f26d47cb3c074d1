import type { BlobContainer as SdkContainer } from '@azure/arm-storage'
import { type ArmId, armId, armName, parseArmId } from '../core/arm-id.js'
import { sameName } from '../core/names.js'
import type { BlobContainer, ContainerHold } from '../model/blob-container.js'
import { azureCall, azureFind } from './errors.js'
import type { AzureSession } from './session.js'

/** A container by name; undefined when it, or its account, is gone. */
export async function findContainer(
  session: AzureSession,
  accountId: ArmId,
  name: string,
): Promise<BlobContainer | undefined> {
  const { subscriptionId, resourceGroup = '' } = parseArmId(accountId)
  const { blobContainers } = await session.storage(subscriptionId)
  const account = armName(accountId)
  const row = await azureFind(`reading container '${name}' of storage account '${account}'`, () =>
    blobContainers.get(resourceGroup, account, name, { abortSignal: session.signal }),
  )
  return row && toContainer(row)
}

/** Deletes a container with all that is in it; one that is gone already is no error. */
export async function deleteContainer(session: AzureSession, accountId: ArmId, name: string): Promise<void> {
  const { subscriptionId, resourceGroup = '' } = parseArmId(accountId)
  const { blobContainers } = await session.storage(subscriptionId)
  const account = armName(accountId)
  await azureCall(`deleting container '${name}' of storage account '${account}'`, () =>
    blobContainers.delete(resourceGroup, account, name, { abortSignal: session.signal }),
  )
}

function toContainer(row: SdkContainer): BlobContainer {
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? '',
    changedAt: row.lastModifiedTime?.toISOString() ?? null,
    holds: holdsOf(row),
  }
}

/** A policy that is not locked stops no delete by this way, but somebody put it there. */
function holdsOf(row: SdkContainer): ContainerHold[] {
  const holds: readonly [ContainerHold, boolean | undefined][] = [
    ['legal hold', row.hasLegalHold],
    ['immutability policy', row.hasImmutabilityPolicy || row.immutableStorageWithVersioning?.enabled],
    ['lease', sameName(row.leaseStatus ?? '', 'Locked')],
  ]
  return holds.flatMap(([hold, isSet]) => (isSet ? [hold] : []))
}
