import type { AzureIaaSVMProtectionPolicy, ProtectionPolicyResource } from '@azure/arm-recoveryservicesbackup'
import { armId, armName } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import type { OpaquePolicy, Policy, PolicySpec } from '../model/policy.js'
import type { VaultRef } from '../model/vault.js'
import { withBodyExtras } from './body-extras.js'
import { azureCall, azureFind, azureList } from './errors.js'
import { withGuard } from './guards.js'
import { vaultRefOf } from './items.js'
import { readSpec, UnreadablePolicy } from './policy-read.js'
import { specExtras, writeSpec } from './policy-write.js'
import { runPoller } from './poller.js'
import type { AzureSession } from './session.js'
import { vaultId } from './vaults.js'

/** What a vault's policies are: those for VMs that azbk can read, and all others as Azure sent them. */
export interface VaultPolicies {
  readonly policies: readonly Policy[]
  readonly opaque: readonly OpaquePolicy[]
}

/** All policies of a vault. Item counts are null: Azure's list rows always say 0. */
export async function readPolicies(session: AzureSession, vault: VaultRef): Promise<VaultPolicies> {
  const client = await session.backup(vault.subscriptionId)
  const pages = client.backupPolicies.list(vault.name, vault.resourceGroup, { abortSignal: session.signal })
  const rows = await azureList(`listing the policies of vault '${vault.name}'`, pages, (row) => toPolicy(row, vault))
  return {
    policies: rows.filter(isReadable).map((row) => ({ ...row, itemCount: null })),
    opaque: rows.filter(isOpaque).map((row) => ({ ...row, itemCount: null })),
  }
}

/** The VM policies of a vault that azbk can read. */
export async function listPolicies(session: AzureSession, vault: VaultRef): Promise<readonly Policy[]> {
  return (await readPolicies(session, vault)).policies
}

/** One policy of any kind with its item count, or undefined when the vault has none of that name. */
export async function findAnyPolicy(
  session: AzureSession,
  vault: VaultRef,
  name: string,
): Promise<Policy | OpaquePolicy | undefined> {
  const client = await session.backup(vault.subscriptionId)
  const row = await azureFind(`reading policy '${name}' of vault '${vault.name}'`, () =>
    client.protectionPolicies.get(vault.name, vault.resourceGroup, name, { abortSignal: session.signal }),
  )
  return row && toPolicy(row, vault)
}

/** One VM policy with its item count, or undefined; refused when it is of another workload or cannot be read. */
export async function findPolicy(session: AzureSession, vault: VaultRef, name: string): Promise<Policy | undefined> {
  const found = await findAnyPolicy(session, vault, name)
  if (found === undefined || !isOpaque(found)) return found
  throw unreadable(found)
}

/** Whether a policy is one that azbk can only show as Azure sent it. */
export function isOpaque(policy: Policy | OpaquePolicy): policy is OpaquePolicy {
  return !('spec' in policy)
}

function isReadable(policy: Policy | OpaquePolicy): policy is Policy {
  return !isOpaque(policy)
}

function unreadable(policy: OpaquePolicy): AzbkError {
  return new AzbkError({
    code: 'POLICY_NOT_UNDERSTOOD',
    message: `Policy '${policy.name}' of vault '${policy.vaultName}' cannot be used: ${policy.reason}.`,
    exit: 'refused',
    suggestions: [
      `azbk policy show --name ${policy.name} --vault ${policy.vaultName} --output json shows it as Azure sent it.`,
    ],
  })
}

export interface PolicyWrite {
  readonly name: string
  readonly spec: PolicySpec
  /** Properties that azbk has no word for, sent back as they were. */
  readonly extras?: Policy['extras']
  /** A change of what is there, which a resource guard may cover; a new policy needs no approval. */
  readonly isGuarded?: boolean
}

/** Creates a policy or replaces its content. A missing approval of the vault's resource guard is `APPROVAL_NEEDED`. */
export async function putPolicy(session: AzureSession, vault: VaultRef, policy: PolicyWrite): Promise<Policy> {
  if (!policy.isGuarded) return sendPolicy(session, vault, { ...policy, requests: [] })
  return withGuard(session, { vault, operation: 'updatePolicy' }, (requests) =>
    sendPolicy(session, vault, { ...policy, requests }),
  )
}

async function sendPolicy(
  session: AzureSession,
  vault: VaultRef,
  { name, spec, extras, requests }: PolicyWrite & { readonly requests: string[] },
): Promise<Policy> {
  const client = await session.backup(vault.subscriptionId)
  const body = writeSpec(spec, session.clock.now().toISOString().slice(0, 10))
  const properties = requests.length === 0 ? body : { ...body, resourceGuardOperationRequests: requests }
  const options = { abortSignal: session.signal, ...withBodyExtras({ ...extras, ...specExtras(spec) }) }
  const row = await azureCall(`writing policy '${name}' of vault '${vault.name}'`, () =>
    client.protectionPolicies.createOrUpdate(vault.name, vault.resourceGroup, name, { properties }, options),
  )
  return requireReadable(toPolicy(row, vault))
}

function requireReadable(policy: Policy | OpaquePolicy): Policy {
  if (isOpaque(policy)) throw unreadable(policy)
  return policy
}

/** Deletes a policy; Azure refuses while items use it (`POLICY_IN_USE`). */
export async function deletePolicy(session: AzureSession, vault: VaultRef, name: string): Promise<void> {
  const what = `deleting policy '${name}' of vault '${vault.name}'`
  const client = await session.backup(vault.subscriptionId)
  await runPoller(session, what, (options) =>
    client.protectionPolicies.beginDelete(vault.name, vault.resourceGroup, name, options),
  )
}

function toPolicy(row: ProtectionPolicyResource, asked: VaultRef): Policy | OpaquePolicy {
  const body = row.properties
  const vault = row.id === undefined ? asked : vaultRefOf(row.id)
  const common = {
    id: armId(row.id ?? `${vaultId(vault)}/backupPolicies/${row.name}`),
    name: row.name ?? armName(row.id ?? ''),
    vaultId: vaultId(vault),
    vaultName: vault.name,
    itemCount: body?.protectedItemsCount ?? 0,
  }
  const workload = body?.backupManagementType ?? 'unknown'
  const opaque = (reason: string) => ({ ...common, workload, reason, body: body ?? {} })
  if (!sameName(workload, 'AzureIaasVM')) return opaque(`it is not for VMs but for ${workload}`)
  try {
    const vm = body as AzureIaaSVMProtectionPolicy
    const extras = unknownProperties(vm)
    return { ...common, spec: readSpec(vm), ...(Object.keys(extras).length > 0 && { extras }) }
  } catch (error) {
    if (error instanceof UnreadablePolicy) return opaque(`azbk does not know what it says: ${error.message}`)
    throw error
  }
}

/** Properties that {@link readSpec} reads, or that say nothing about the policy. */
const KNOWN_PROPERTIES = new Set([
  'backupManagementType',
  'policyType',
  'instantRPDetails',
  'schedulePolicy',
  'retentionPolicy',
  'tieringPolicy',
  'instantRpRetentionRangeInDays',
  'timeZone',
  'protectedItemsCount',
  'resourceGuardOperationRequests',
  'snapshotConsistencyType',
])

/** Newer properties that Azure sent: kept, so that an update does not lose them. */
function unknownProperties(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => !KNOWN_PROPERTIES.has(key) && value != null))
}
