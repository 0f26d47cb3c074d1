import { type ArmId, formatArmId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { type Vault, type VaultRef, type VaultSettings, vaultKey } from '../model/vault.js'
import { azureFind, azureList } from './errors.js'
import { runPoller } from './poller.js'
import type { AzureSession } from './session.js'
import { toVault, toVaultBody } from './vault-body.js'

/** The resource id of a vault. */
export function vaultId(ref: VaultRef): ArmId {
  return formatArmId({ ...ref, provider: 'Microsoft.RecoveryServices', path: [['vaults', ref.name]] })
}

/** All vaults of a subscription, in Azure's order. List rows lack redundancy and security settings (null). */
export async function listVaults(session: AzureSession, subscriptionId: string): Promise<Vault[]> {
  const client = await session.vaults(subscriptionId)
  const pages = client.vaults.listBySubscriptionId({ abortSignal: session.signal })
  return azureList(`listing the vaults of subscription ${subscriptionId}`, pages, toVault)
}

/** One vault, or undefined when it does not exist. */
export async function findVault(session: AzureSession, ref: VaultRef): Promise<Vault | undefined> {
  const client = await session.vaults(ref.subscriptionId)
  const row = await azureFind(`reading vault '${ref.name}'`, () =>
    client.vaults.get(ref.resourceGroup, ref.name, { abortSignal: session.signal }),
  )
  return row && toVault(row)
}

/** {@link listVaults}, read once per session as long as none of them is written: a fleet chooses for each of its VMs. */
export function knownVaults(session: AzureSession, subscriptionId: string): Promise<Vault[]> {
  return session.once(`vaults of ${subscriptionId}`, () => listVaults(session, subscriptionId))
}

/** {@link findVault}, read once per session as long as the vault is not written. */
export function knownVault(session: AzureSession, ref: VaultRef): Promise<Vault | undefined> {
  return session.once(`vault ${vaultKey(ref)}`, () => findVault(session, ref))
}

/** After a write: what was read of the vault and of its guard counts no more. */
export function forgetVault(session: AzureSession, ref: VaultRef): void {
  for (const key of [`vaults of ${ref.subscriptionId}`, `vault ${vaultKey(ref)}`, guardKey(ref)]) session.forget(key)
}

/** Under which a session remembers the resource guard of a vault. */
export function guardKey(ref: VaultRef): string {
  return `guard ${vaultKey(ref)}`
}

/** Creates a vault and waits until Azure has made it. */
export async function createVault(
  session: AzureSession,
  ref: VaultRef,
  body: VaultSettings & { readonly location: string },
): Promise<void> {
  const { properties, ...rest } = toVaultBody(body)
  const parameters = {
    location: body.location,
    sku: { name: 'Standard' },
    ...rest,
    properties: { publicNetworkAccess: 'Enabled', ...properties },
  }
  const client = await session.vaults(ref.subscriptionId)
  await changeVault(session, ref, {
    what: `creating vault '${ref.name}'`,
    begin: (options) => client.vaults.beginCreateOrUpdate(ref.resourceGroup, ref.name, parameters, options),
  })
}

/**
 * Sends the settings, nothing else, and waits until they hold. `approvals` = the resource guard's requests. While
 * another change of the vault runs, waits for its end and sends again.
 */
export async function updateVault(
  session: AzureSession,
  vault: Vault,
  change: { readonly settings: VaultSettings; readonly approvals: readonly string[] },
): Promise<void> {
  const body = toVaultBody(change.settings, vault.identity)
  if (change.approvals.length > 0) {
    body.properties = { ...body.properties, resourceGuardOperationRequests: [...change.approvals] }
  }
  const client = await session.vaults(vault.subscriptionId)
  await changeVault(session, vault, {
    what: `updating vault '${vault.name}'`,
    begin: (options) => client.vaults.beginUpdate(vault.resourceGroup, vault.name, body, options),
  })
}

/** Deletes an empty vault and waits until it is gone. One that is gone already is as good. */
export async function deleteVault(session: AzureSession, ref: VaultRef): Promise<void> {
  const client = await session.vaults(ref.subscriptionId)
  try {
    await changeVault(session, ref, {
      what: `deleting vault '${ref.name}'`,
      begin: (options) => client.vaults.beginDelete(ref.resourceGroup, ref.name, options),
    })
  } catch (error) {
    // The status of the operation goes away with the vault: AZURE-BACKUP-API.md section 2.
    if (!(error instanceof AzbkError && error.details.azureCode === 'ResourceNotFound')) throw error
  }
}

/** Azure runs one change of a vault at a time; it takes about a minute. */
const BUSY_WAIT_MS = 15_000

interface VaultWork {
  readonly what: string
  readonly begin: Parameters<typeof runPoller<unknown>>[2]
}

/** Does a change when no other is running. Done or not, what was known of the vault is forgotten. */
async function changeVault(session: AzureSession, ref: VaultRef, { what, begin }: VaultWork): Promise<void> {
  const start = session.clock.now().getTime()
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runPoller(session, what, begin)
      return
    } catch (error) {
      const waitMs = session.pollIntervalMs ?? BUSY_WAIT_MS
      const isOver = session.clock.now().getTime() - start + waitMs > session.timeoutMs
      if (!isBusy(error) || isOver) throw error
      session.progress({ type: 'retry', what, reason: 'another change of the vault is running', waitMs, attempt })
      await session.clock.sleep(waitMs, session.signal)
    } finally {
      forgetVault(session, ref)
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof AzbkError && error.details.azureCode === 'RSVaultUpdateErrorConflictingOperationInProgress'
}
