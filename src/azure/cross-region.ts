import type { ProtectedItemResource } from '@azure/arm-recoveryservicesbackup'
import type { OperationArguments, OperationOptions } from '@azure/core-client'
import { armName } from '../core/arm-id.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { RecoveryPoint } from '../model/point.js'
import type { VaultRef } from '../model/vault.js'
import { nextPageSpec, PASSIVE_SPECS, type PassiveSpec } from './cross-region-specs.js'
import { azureCall, azureFind } from './errors.js'
import { toItem, VM_ITEMS } from './items.js'
import { filterTexts, type JobFilter, type JobRow, newestFirst, toJob } from './jobs.js'
import { captureOperation, type OperationHandle } from './operations.js'
import { newestPointsFirst, type PointRow, toPoint } from './points.js'
import type { AzureSession } from './session.js'
import { vaultId } from './vaults.js'

/** A vault as its paired region sees it. */
export interface SecondaryVault {
  readonly vault: VaultRef
  /** The paired region, e.g. `northeurope`. */
  readonly region: string
}

/** The VM items whose points the paired region holds. */
export async function listSecondaryItems(session: AzureSession, vault: VaultRef): Promise<ProtectedItem[]> {
  const what = `listing the protected VMs of vault '${vault.name}' in the paired region`
  const rows = await passiveList<ProtectedItemResource>(session, what, {
    spec: PASSIVE_SPECS.listItems,
    args: { ...inVault(vault), options: { filter: VM_ITEMS } },
  })
  return rows.map(toItem).filter((item) => item !== undefined)
}

/** The points of an item in the paired region, newest first: copies in the vault tier only, up to 36 hours behind. */
export async function listSecondaryPoints(session: AzureSession, ref: ItemRef): Promise<RecoveryPoint[]> {
  const what = `listing the recovery points of item '${ref.item}' in the paired region`
  const rows = await passiveList<PointRow>(session, what, { spec: PASSIVE_SPECS.listPoints, args: inItem(ref) })
  return newestPointsFirst(rows.map(toPoint))
}

/** Jobs of the vault in the paired region, newest first, without phases and properties. */
export async function listSecondaryJobs(
  session: AzureSession,
  at: SecondaryVault,
  filter: JobFilter = {},
): Promise<Job[]> {
  const what = `listing the jobs of vault '${at.vault.name}' in ${at.region}`
  const rows: JobRow[] = []
  for (const part of filterTexts(filter)) {
    const args = { ...inRegion(at), body: { resourceId: vaultId(at.vault) }, options: { filter: part } }
    rows.push(...(await passiveList<JobRow>(session, what, { spec: PASSIVE_SPECS.listJobs, args })))
  }
  return newestFirst(rows.map((row) => toJob(row, at.vault, at.region)))
}

/** One job in the paired region with phases and properties, or undefined when there is none of that id. */
export async function findSecondaryJob(
  session: AzureSession,
  at: SecondaryVault,
  name: string,
): Promise<Job | undefined> {
  const row = await azureFind(`reading job ${name} of vault '${at.vault.name}' in ${at.region}`, () =>
    passiveCall<JobRow>(session, PASSIVE_SPECS.getJob, {
      ...inRegion(at),
      body: { resourceId: vaultId(at.vault), jobName: name },
    }),
  )
  return row && toJob(row, at.vault, at.region)
}

/** Who the paired region must be told about; passed on to {@link getAccessToken} as it is. */
export interface AadProperties {
  readonly properties: {
    readonly tenantId?: string
    readonly audience?: string
    readonly servicePrincipalObjectId?: string
  }
}

/** Who answers for the paired region, as {@link getAccessToken} must be told. */
export async function getAadProperties(session: AzureSession, at: SecondaryVault): Promise<AadProperties> {
  return azureCall(`reading the directory properties of ${at.region}`, () =>
    passiveCall<AadProperties>(session, PASSIVE_SPECS.getAadProperties, {
      ...inRegion(at),
      options: { filter: "backupManagementType eq 'AzureIaasVM'" },
    }),
  )
}

/** What lets the paired region read one point. Holds a token: never shown, logged or saved. */
export type PointAccess = Readonly<Record<string, unknown>>

/** Access to one point for its paired region; good for minutes. Exit 5 when the login may not restore from the vault. */
export async function getAccessToken(
  session: AzureSession,
  point: { readonly item: ItemRef; readonly name: string },
  aad: AadProperties,
): Promise<PointAccess> {
  const answer = await azureCall(`asking for access to recovery point ${point.name}`, () =>
    passiveCall<{ properties?: PointAccess }>(session, PASSIVE_SPECS.getAccessToken, {
      ...inItem(point.item),
      point: point.name,
      body: aad,
    }),
  )
  return answer.properties ?? {}
}

/**
 * Starts a restore in the paired region; `request` is an IaasVMRestoreRequest whose region is the paired one.
 * Not repeatable: run it through `sendOnce`.
 */
export async function triggerCrossRegionRestore(
  session: AzureSession,
  at: SecondaryVault,
  restore: { readonly access: PointAccess; readonly request: Readonly<Record<string, unknown>> },
): Promise<OperationHandle> {
  const operation = captureOperation(session.signal)
  await azureCall(`starting a restore in ${at.region}`, () =>
    passiveCall(session, PASSIVE_SPECS.triggerRestore, {
      ...inRegion(at),
      body: { crossRegionRestoreAccessDetails: restore.access, restoreRequest: restore.request },
      options: operation.options,
    }),
  )
  return operation.handle()
}

/** The status document of an operation in the paired region; `status` is as in the vault's own operations. */
export async function getSecondaryOperation(
  session: AzureSession,
  at: SecondaryVault,
  operation: string,
): Promise<{ readonly status?: string; readonly properties?: { readonly jobId?: string } }> {
  return azureCall(`reading operation ${armName(operation)} in ${at.region}`, () =>
    passiveCall(session, PASSIVE_SPECS.getOperationStatus, { ...inRegion(at), operation: armName(operation) }),
  )
}

/** What an operation in the paired region gave back; undefined while it runs or when it gives nothing. */
export async function getSecondaryOperationResult(
  session: AzureSession,
  at: SecondaryVault,
  operation: string,
): Promise<unknown> {
  return azureCall(`reading the result of operation ${armName(operation)} in ${at.region}`, () =>
    passiveCall(session, PASSIVE_SPECS.getOperationResult, { ...inRegion(at), operation: armName(operation) }),
  )
}

function inVault({ subscriptionId, resourceGroup, name }: VaultRef) {
  return { subscriptionId, resourceGroup, vault: name }
}

function inItem({ vault, container, item }: ItemRef) {
  return { ...inVault(vault), container, item }
}

function inRegion({ vault, region }: SecondaryVault) {
  return { subscriptionId: vault.subscriptionId, region }
}

interface PassiveArguments {
  readonly options?: OperationOptions & { readonly filter?: string }
  readonly [name: string]: unknown
}

/** Sends one call with the session's login and pipeline, as a generated client would; the body comes as it is. */
async function passiveCall<T>(session: AzureSession, spec: PassiveSpec, args: PassiveArguments): Promise<T> {
  const { createSerializer } = await import('@azure/core-client')
  const client = await session.arm()
  let body: unknown
  const onResponse: OperationOptions['onResponse'] = (raw, flat, error) => {
    body = raw.parsedBody
    args.options?.onResponse?.(raw, flat, error)
  }
  const options = { abortSignal: session.signal, ...args.options, onResponse }
  await client.sendOperationRequest({ ...args, options } as OperationArguments, {
    ...spec,
    serializer: createSerializer(),
  })
  return body as T
}

interface Page<T> {
  readonly value?: readonly T[]
  readonly nextLink?: string
}

async function passiveList<T>(
  session: AzureSession,
  what: string,
  { spec, args }: { readonly spec: PassiveSpec; readonly args: PassiveArguments },
): Promise<T[]> {
  return azureCall(what, async () => {
    let page = await passiveCall<Page<T>>(session, spec, args)
    const rows = [...(page.value ?? [])]
    while (page.nextLink) {
      page = await passiveCall<Page<T>>(session, nextPageSpec(spec), { ...args, nextLink: page.nextLink })
      rows.push(...(page.value ?? []))
    }
    return rows
  })
}
