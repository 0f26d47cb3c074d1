import type { ResourceGroup as SdkGroup } from '@azure/arm-resources'
import { armId } from '../core/arm-id.js'
import type { GroupRef, ResourceGroup } from '../model/resource-group.js'
import { azureFind } from './errors.js'
import type { AzureSession } from './session.js'

/** One resource group, or undefined when there is none of that name. */
export async function findGroup(session: AzureSession, ref: GroupRef): Promise<ResourceGroup | undefined> {
  const { resourceGroups } = await session.resources(ref.subscriptionId)
  const row = await azureFind(`reading resource group '${ref.name}'`, () =>
    resourceGroups.get(ref.name, { abortSignal: session.signal }),
  )
  return row && toGroup(row, ref.subscriptionId)
}

function toGroup(row: SdkGroup, subscriptionId: string): ResourceGroup {
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? '',
    subscriptionId,
    location: row.location,
    tags: row.tags ?? {},
  }
}
