import { type ArmId, armId, armName, parseArmId } from '../core/arm-id.js'
import type { DiskPart } from '../model/disk-part.js'
import { azureFind } from './errors.js'
import type { AzureSession } from './session.js'

/** A disk encryption set, or undefined when there is none of that id. */
export async function findDiskEncryptionSet(session: AzureSession, id: ArmId): Promise<DiskPart | undefined> {
  const { subscriptionId, resourceGroup = '' } = parseArmId(id)
  const { diskEncryptionSets } = await session.compute(subscriptionId)
  const row = await azureFind(`reading disk encryption set '${armName(id)}'`, () =>
    diskEncryptionSets.get(resourceGroup, armName(id), { abortSignal: session.signal }),
  )
  return (
    row && {
      id: armId(row.id ?? id),
      subscriptionId,
      location: row.location,
      encryptionType: row.encryptionType ?? null,
    }
  )
}

/** A disk access, or undefined when there is none of that id. */
export async function findDiskAccess(session: AzureSession, id: ArmId): Promise<DiskPart | undefined> {
  const { subscriptionId, resourceGroup = '' } = parseArmId(id)
  const { diskAccesses } = await session.compute(subscriptionId)
  const row = await azureFind(`reading disk access '${armName(id)}'`, () =>
    diskAccesses.get(resourceGroup, armName(id), { abortSignal: session.signal }),
  )
  return row && { id: armId(row.id ?? id), subscriptionId, location: row.location, encryptionType: null }
}
