import { type ArmId, armId, armName } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { VaultRef } from '../model/vault.js'
import { azureCall, azureList } from './errors.js'
import type { ONE_TRY } from './retry.js'
import type { AzureSession } from './session.js'
import { forgetVault, guardKey } from './vaults.js'

/** The last part of an approval's id by what it approves. Source: AZURE-BACKUP-API.md section 5. */
const REQUEST_TYPES = {
  deleteItem: 'deleteProtectedItemRequests',
  updateItem: 'updateProtectedItemRequests',
  stopWithRetain: 'stopProtectionWithRetainDataRequests',
  updatePolicy: 'updateProtectionPolicyRequests',
  removeGuard: 'deleteResourceGuardProxyRequests',
  disableSoftDelete: 'disableSoftDeleteRequests',
  reduceImmutability: 'reduceImmutabilityStateRequests',
  restore: 'triggerRestoreRequests',
} as const

export type GuardedOperation = keyof typeof REQUEST_TYPES

/** The resource guard of a vault: what it names may only be done with the approval of the guard's owner. */
export interface VaultGuard {
  readonly id: ArmId
  readonly name: string
  /** The approval that this operation must send; undefined when the guard leaves the operation free. */
  requestFor(operation: GuardedOperation): string | undefined
}

/** The vault's resource guard, read once per session as long as the vault is not written; undefined when there is none. */
export async function findGuard(
  session: AzureSession,
  vault: VaultRef,
  call: Partial<typeof ONE_TRY> = {},
): Promise<VaultGuard | undefined> {
  return session.once(guardKey(vault), async () => {
    const client = await session.backup(vault.subscriptionId)
    const options = { abortSignal: session.signal, ...call }
    const pages = client.resourceGuardProxies.list(vault.name, vault.resourceGroup, options)
    const what = `reading the resource guard of vault '${vault.name}'`
    const [proxy] = await azureList(what, pages, (row) => row.properties)
    if (!proxy) return undefined
    const approvals = (proxy.resourceGuardOperationDetails ?? []).flatMap((row) => row.defaultResourceRequest ?? [])
    return createGuard(proxy.resourceGuardResourceId, approvals)
  })
}

/** A guard that says which approvals it wants names the guarded operations; one that does not guards them all. */
function createGuard(id: string, approvals: readonly string[]): VaultGuard {
  return {
    id: armId(id),
    name: armName(id),
    requestFor(operation) {
      const type = REQUEST_TYPES[operation]
      if (approvals.length === 0) return `${id}/${type}/default`
      return approvals.find((approval) => nameKey(approval).includes(`/${nameKey(type)}/`))
    },
  }
}

/** What a guarded write sends as `resourceGuardOperationRequests`; empty when no guard covers the operation. */
export async function guardRequests(
  session: AzureSession,
  vault: VaultRef,
  operation: GuardedOperation,
): Promise<string[]> {
  const guard = await findGuard(session, vault)
  return [guard?.requestFor(operation) ?? []].flat()
}

/**
 * Does a guarded write: hands it the approvals to send, and turns the refusal for a missing one into
 * `APPROVAL_NEEDED` (exit 5) that names the guard.
 */
export async function withGuard<T>(
  session: AzureSession,
  guarded: { readonly vault: VaultRef; readonly operation: GuardedOperation },
  write: (requests: string[]) => Promise<T>,
): Promise<T> {
  const guard = await findGuard(session, guarded.vault)
  const request = guard?.requestFor(guarded.operation)
  if (!guard || request === undefined) return write([])
  try {
    return await write([request])
  } catch (error) {
    throw isMissingApproval(error, guard) ? approvalNeeded(error, guard) : error
  }
}

/**
 * A refusal of a write that could not carry approvals: `APPROVAL_NEEDED` when the vault's guard is what refused it, as far as
 * the guard can be read; else the refusal as it is.
 */
export async function explainRefusal(
  session: AzureSession,
  { vault, operation }: { readonly vault: VaultRef; readonly operation: GuardedOperation },
  refusal: unknown,
): Promise<unknown> {
  if (!(refusal instanceof AzbkError) || refusal.details.status !== 403) return refusal
  const guard = await findGuard(session, vault).catch(() => undefined)
  if (guard?.requestFor(operation) === undefined) return refusal
  return isMissingApproval(refusal, guard) ? approvalNeeded(refusal, guard) : refusal
}

/** The only name a vault's tie to its guard can have. */
const PROXY = 'VaultProxy'

/** Ties the vault to a guard. The login must be able to read the guard. */
export async function setGuard(session: AzureSession, vault: VaultRef, guardId: string): Promise<void> {
  const client = await session.backup(vault.subscriptionId)
  const body = { properties: { resourceGuardResourceId: guardId } }
  await azureCall(`setting the resource guard of vault '${vault.name}'`, () =>
    client.resourceGuardProxy.put(vault.name, vault.resourceGroup, PROXY, body, { abortSignal: session.signal }),
  )
  forgetVault(session, vault)
}

/** Unties the vault from its guard, with the approval of the guard's owner. */
export async function removeGuard(session: AzureSession, vault: VaultRef): Promise<void> {
  const client = await session.backup(vault.subscriptionId)
  const options = { abortSignal: session.signal }
  await withGuard(session, { vault, operation: 'removeGuard' }, async (requests) => {
    const what = `removing the resource guard of vault '${vault.name}'`
    await unlockDelete(session, vault, { what, requests })
    await azureCall(what, () => client.resourceGuardProxy.delete(vault.name, vault.resourceGroup, PROXY, options))
  })
  forgetVault(session, vault)
}

/** Redeems approvals for the delete that follows: of an item, or without one of the tie to the guard. */
export async function unlockDelete(
  session: AzureSession,
  vault: VaultRef,
  approval: { readonly what: string; readonly requests: string[]; readonly itemId?: ArmId },
): Promise<void> {
  const { what, requests, itemId } = approval
  const body = { resourceGuardOperationRequests: requests, ...(itemId && { resourceToBeDeleted: itemId }) }
  const client = await session.backup(vault.subscriptionId)
  await azureCall(what, () =>
    client.resourceGuardProxy.unlockDelete(vault.name, vault.resourceGroup, PROXY, body, {
      abortSignal: session.signal,
    }),
  )
}

/**
 * Azure checks the caller's right on the guard as a linked scope of the write (403 that names the guard); a write
 * without the request's id is refused with a text of its own, whose code is not known.
 */
function isMissingApproval(error: unknown, guard: VaultGuard): error is AzbkError {
  if (!(error instanceof AzbkError)) return false
  const said = nameKey(String(error.details.azureMessage ?? ''))
  if (/resource ?guard/.test(said)) return true
  return (
    error.details.status === 403 &&
    (said.includes(nameKey(guard.id)) || /^Linked/i.test(String(error.details.azureCode)))
  )
}

function approvalNeeded(refusal: AzbkError, guard: VaultGuard): AzbkError {
  return new AzbkError({
    code: 'APPROVAL_NEEDED',
    exit: 'noPermission',
    kind: 'azure',
    message: `Resource guard '${guard.name}' has not approved this. ${refusal.message}`,
    suggestions: [
      `Ask the owner of ${guard.id} for the role 'Backup MUA Operator' on it, for as long as the change takes; then run the same command again.`,
    ],
    details: { ...refusal.details, resourceGuard: guard.id },
    cause: refusal,
  })
}
