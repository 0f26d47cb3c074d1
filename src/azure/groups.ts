import type { ResourceGroup as SdkGroup } from '@azure/arm-resources'
import { armId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { sameName } from '../core/names.js'
import type { GroupRef, ResourceGroup } from '../model/resource-group.js'
import { azureCall, azureFind, azureList } from './errors.js'
import { runPoller } from './poller.js'
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
    deleting: sameName(row.properties?.provisioningState ?? '', 'Deleting'),
  }
}

/** Makes a resource group, or leaves one that exists as it is but for its tags. */
export async function createGroup(
  session: AzureSession,
  ref: GroupRef,
  wish: { readonly location: string; readonly tags: Readonly<Record<string, string>> },
): Promise<ResourceGroup> {
  const { resourceGroups } = await session.resources(ref.subscriptionId)
  const row = await azureCall(`making resource group '${ref.name}'`, () =>
    resourceGroups.createOrUpdate(ref.name, { ...wish }, { abortSignal: session.signal }),
  )
  return toGroup(row, ref.subscriptionId)
}

/** Deletes a resource group with all that is in it and waits for the end; one that is gone already is no error. */
export async function deleteGroup(session: AzureSession, ref: GroupRef): Promise<void> {
  const { resourceGroups } = await session.resources(ref.subscriptionId)
  const what = `deleting resource group '${ref.name}'`
  try {
    await runPoller(session, what, (options) => resourceGroups.beginDelete(ref.name, options))
  } catch (error) {
    if (!(error instanceof AzbkError) || error.exitCode !== EXIT_CODES.notFound) throw error
  }
}

/** The resource groups of a subscription that have a tag; with any value when none is given. */
export async function listTaggedGroups(
  session: AzureSession,
  subscriptionId: string,
  tag: { readonly name: string; readonly value?: string },
): Promise<ResourceGroup[]> {
  const { resourceGroups } = await session.resources(subscriptionId)
  const value = tag.value === undefined ? '' : ` and tagValue eq '${tag.value.replaceAll("'", "''")}'`
  const pages = resourceGroups.list({ filter: `tagName eq '${tag.name}'${value}`, abortSignal: session.signal })
  return azureList(`listing the resource groups of subscription ${subscriptionId}`, pages, (row) =>
    toGroup(row, subscriptionId),
  )
}

/** What lies in a resource group, e.g. `storageAccounts/dr1`. */
export async function listGroupContents(session: AzureSession, ref: GroupRef): Promise<string[]> {
  const { resources } = await session.resources(ref.subscriptionId)
  const pages = resources.listByResourceGroup(ref.name, { abortSignal: session.signal })
  return azureList(
    `listing what is in resource group '${ref.name}'`,
    pages,
    ({ type = '', name = '' }) => `${type.slice(type.indexOf('/') + 1)}/${name}`,
  )
}
