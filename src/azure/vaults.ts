import type { RecoveryServicesClient } from '@azure/arm-recoveryservices'
import { type ArmId, formatArmId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import type { Vault, VaultRef, VaultSettings } from '../model/vault.js'
import { azureFind, azureList } from './errors.js'
import { runPoller } from './poller.js'
import type { AzureSession } from './session.js'
import { toVault, toVaultBody, type VaultBody } from './vault-body.js'

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
  await runPoller(session, `creating vault '${ref.name}'`, (options) =>
    client.vaults.beginCreateOrUpdate(ref.resourceGroup, ref.name, parameters, options),
  )
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
  await whenFree(session, `updating vault '${vault.name}'`, (what) => patch(session, client, { vault, body, what }))
}

function patch(
  session: AzureSession,
  client: RecoveryServicesClient,
  work: { vault: Vault; body: VaultBody; what: string },
): Promise<unknown> {
  const { resourceGroup, name } = work.vault
  return runPoller(session, work.what, (options) => client.vaults.beginUpdate(resourceGroup, name, work.body, options))
}

/** Deletes an empty vault and waits until it is gone. One that is gone already is as good. */
export async function deleteVault(session: AzureSession, ref: VaultRef): Promise<void> {
  const client = await session.vaults(ref.subscriptionId)
  try {
    await whenFree(session, `deleting vault '${ref.name}'`, (what) =>
      runPoller(session, what, (options) => client.vaults.beginDelete(ref.resourceGroup, ref.name, options)),
    )
  } catch (error) {
    // The status of the operation goes away with the vault: AZURE-BACKUP-API.md section 2.
    if (!(error instanceof AzbkError && error.details.azureCode === 'ResourceNotFound')) throw error
  }
}

/** Azure runs one change of a vault at a time; it takes about a minute. */
const BUSY_WAIT_MS = 15_000

async function whenFree(session: AzureSession, what: string, work: (what: string) => Promise<unknown>): Promise<void> {
  const start = session.clock.now().getTime()
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work(what)
      return
    } catch (error) {
      const waitMs = session.pollIntervalMs ?? BUSY_WAIT_MS
      const isOver = session.clock.now().getTime() - start + waitMs > session.timeoutMs
      if (!isBusy(error) || isOver) throw error
      session.progress({ type: 'retry', what, reason: 'another change of the vault is running', waitMs, attempt })
      await session.clock.sleep(waitMs, session.signal)
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof AzbkError && error.details.azureCode === 'RSVaultUpdateErrorConflictingOperationInProgress'
}
