import type { MockContext } from '../../context.js'
import { type JsonObject, objectOf, textOf } from '../../json.js'
import { findStaging, stagingAccountOf } from '../../service/restored-blobs.js'
import type { StorageAccountRecord } from '../storage/state.js'
import { invalidInput } from './errors.js'

/** Kinds of general-purpose accounts. Source: docs, restore VMs. */
const KINDS = ['Storage', 'StorageV2']

/** The staging account: there, in the region of the restore, of a kind that takes VHDs, and open to the backup service. */
export function requireStaging(ctx: MockContext, { region }: { region: string }, request: JsonObject): void {
  if (!stagingAccountOf(request)) throw invalidInput('storageAccountId is missing.')
  const account = findStaging(ctx, request)
  if (!account) throw invalidInput('The storage account does not exist.')
  if (account.location !== region)
    throw invalidInput(`The storage account is in ${account.location}; it must be in ${region}.`)
  if ((textOf(account.sku.name) ?? '').startsWith('Premium_'))
    throw invalidInput('Premium storage accounts cannot be used to restore: use a standard one.')
  if (!KINDS.includes(account.kind))
    throw invalidInput(`Storage accounts of the kind ${account.kind} cannot be used to restore: use StorageV2.`)
  if (isClosed(account)) throw invalidInput('The firewall of the storage account keeps Azure Backup out.')
}

/** Trusted services of Azure pass a firewall that does not say otherwise; that they pass is not verified: see UNSURE.md. */
function isClosed({ properties }: StorageAccountRecord): boolean {
  const { defaultAction, bypass } = objectOf(properties.networkAcls)
  const isOpenToTrusted = (textOf(bypass) ?? 'AzureServices').includes('AzureServices')
  return properties.publicNetworkAccess === 'Disabled' || (defaultAction === 'Deny' && !isOpenToTrusted)
}
