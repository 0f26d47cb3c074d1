import { expect } from 'vitest'
import { listRecommendedForArchive } from '../../../src/azure/archive.js'
import {
  findSecondaryJob,
  getAadProperties,
  getAccessToken,
  listSecondaryItems,
  listSecondaryPoints,
  triggerCrossRegionRestore,
} from '../../../src/azure/cross-region.js'
import { findGroup } from '../../../src/azure/groups.js'
import { findGuard } from '../../../src/azure/guards.js'
import { findItem, listItems } from '../../../src/azure/items.js'
import { cancelJob, findJob, listJobs } from '../../../src/azure/jobs.js'
import { findMachine } from '../../../src/azure/machines.js'
import { waitForOperation } from '../../../src/azure/operations.js'
import { findPoint, listPoints } from '../../../src/azure/points.js'
import { deletePolicy, findAnyPolicy, isOpaque, putPolicy, readPolicies } from '../../../src/azure/policies.js'
import { deleteItem, enableProtection, stopProtection } from '../../../src/azure/protection.js'
import type { AzureSession } from '../../../src/azure/session.js'
import { createVault, deleteVault, findVault, listVaults, updateVault } from '../../../src/azure/vaults.js'
import { armId, parseArmId } from '../../../src/core/arm-id.js'
import type { ProtectedItem } from '../../../src/model/item.js'
import type { Job } from '../../../src/model/job.js'
import type { RecoveryPoint } from '../../../src/model/point.js'
import type { Vault } from '../../../src/model/vault.js'
import { itemOf, lastOf, secondaryOf, subscriptionOf, vaultOf } from './paths.js'
import type { Body, Exchange } from './recordings.js'

/** Which exchanges an adapter reads, and how its answer is held against what Azure sent. */
export interface AdapterRow {
  readonly name: string
  readonly method: string
  readonly path: RegExp
  readonly status?: number
  readonly check: (session: AzureSession, exchange: Exchange) => Promise<void>
}

/** Exchanges that azbk never makes or reads, each with the reason. */
export const NOT_READ: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /\/backupProtectableItems$/i, reason: 'azbk lists VMs from compute, which sees them at once' },
  { path: /\/backupProtectionContainers$/i, reason: 'VM containers say nothing that their item does not' },
  { path: /\/backupconfig\/vaultconfig$/i, reason: 'soft delete is read and written through the vault itself' },
  { path: /\/backupEncryptionConfigs\//i, reason: 'encryption is read from the vault itself' },
  { path: /\/storageAccounts\/[^/]+$/i, reason: 'azbk lists the accounts that it chooses from' },
  { path: /\/recoveryPoints\/[^/]+\/restore$/i, reason: 'sent and read from end to end by restore-requests.test.ts' },
]

const V = '/vaults/[^/]+'
const ITEM = `${V}/backupFabrics/azure/protectionContainers/[^/]+/protectedItems/[^/]+`

export const ADAPTERS: readonly AdapterRow[] = [
  row('vault', 'GET', `${V}$`, 200, async (session, { path, responseBody }) => {
    const vault = await findVault(session, vaultOf(path))
    sameVault(required(vault), responseBody)
    expect(vault?.redundancy).toBe(responseBody.properties.redundancySettings.standardTierStorageRedundancy)
  }),
  row('vault missing', 'GET', `${V}$`, 404, async (session, { path }) => {
    expect(await findVault(session, vaultOf(path))).toBeUndefined()
  }),
  row('vault list', 'GET', '/vaults$', 200, async (session, { path, responseBody }) => {
    // azbk asks by subscription only; a list by group has the same rows.
    if (/resourceGroups/i.test(path)) return
    const vaults = await listVaults(session, subscriptionOf(path))
    expect(vaults).toHaveLength(responseBody.value.length)
    for (const [i, vault] of vaults.entries()) sameVault(vault, responseBody.value[i])
  }),
  row('vault create', 'PUT', `${V}$`, 201, async (session, { path, requestBody }) => {
    await createVault(session, vaultOf(path), { location: requestBody.location })
  }),
  row('vault update', 'PATCH', `${V}$`, 202, async (session, { path }) => {
    const vault = { ...vaultOf(path), identity: null } as Vault
    await updateVault(session, vault, { settings: { publicNetworkAccess: true }, approvals: [] })
  }),
  row('vault delete', 'DELETE', `${V}$`, 202, async (session, { path }) => {
    await deleteVault(session, vaultOf(path))
  }),
  row(
    'operation',
    'GET',
    '/(operationStatus|backupOperations|backupCrrOperationsStatus)/[^/]+$',
    200,
    async (session, exchange) => {
      const end = await waitForOperation(
        session,
        { statusUrl: urlOf(exchange), resultUrl: undefined, retryAfterMs: 0 },
        'waiting',
      )
      // The status of a vault's deletion goes away with the vault.
      if (end.status === 'failed') expect(end.error.details.azureCode).toBe('ResourceNotFound')
      else expect(end.status).toBe('succeeded')
      const jobId = exchange.responseBody.properties?.jobId
      if (jobId !== undefined && end.status === 'succeeded') expect(end.jobId).toBe(jobId)
    },
  ),
  row('operation gone', 'GET', '/operationStatus/[^/]+$', 404, async (session, exchange) => {
    const end = await waitForOperation(
      session,
      { statusUrl: urlOf(exchange), resultUrl: undefined, retryAfterMs: 0 },
      'waiting',
    )
    expect(end.status === 'failed' && end.error.details.azureCode).toBe('ResourceNotFound')
  }),
  row('discovery', 'GET', '/backupFabrics/Azure/operationResults/[^/]+$', undefined, async (session, exchange) => {
    const end = await waitForOperation(
      session,
      { statusUrl: undefined, resultUrl: urlOf(exchange), retryAfterMs: 0 },
      'waiting',
    )
    expect(end.status).toBe('succeeded')
  }),
  row('guard', 'GET', '/backupResourceGuardProxies$', 200, async (session, { path, responseBody }) => {
    expect(await findGuard(session, vaultOf(path))).toBe(responseBody.value[0])
  }),
  row('item', 'GET', `${ITEM}$`, 200, async (session, { path, responseBody }) => {
    sameItem(required(await findItem(session, itemOf(path))), responseBody)
  }),
  row('item list', 'GET', '/backupProtectedItems$', 200, async (session, { path, responseBody }) => {
    const items = await listItems(session, vaultOf(path))
    expect(items).toHaveLength(responseBody.value.length)
    for (const [i, item] of items.entries()) sameItem(item, responseBody.value[i])
  }),
  row('secondary item list', 'GET', '/backupProtectedItems/$', 200, async (session, { path, responseBody }) => {
    const items = await listSecondaryItems(session, vaultOf(path))
    expect(items).toHaveLength(responseBody.value.length)
    for (const [i, item] of items.entries()) sameItem(item, responseBody.value[i])
  }),
  row('item change', 'PUT', `${ITEM}$`, 202, async (session, { path, requestBody }) => {
    const { properties } = requestBody
    const machineId = armId(properties.sourceResourceId)
    const change =
      properties.policyId === ''
        ? await stopProtection(session, itemOf(path), { machineId, keep: 'forever' })
        : await enableProtection(session, itemOf(path), { machineId, policyId: properties.policyId })
    expect(change.jobId).toMatch(GUID)
  }),
  row('item delete', 'DELETE', `${ITEM}$`, 202, async (session, { path }) => {
    const id = armId(decodeURIComponent(path))
    expect((await deleteItem(session, itemOf(path), { itemId: id })).jobId).toMatch(GUID)
  }),
  row('job', 'GET', '/backupJobs/[^/]+$', 200, async (session, { path, responseBody }) => {
    sameJob(
      required(await findJob(session, { vault: vaultOf(path), name: lastOf(path) } as Parameters<typeof findJob>[1])),
      responseBody,
    )
  }),
  row('job list', 'GET', '/backupJobs$', 200, async (session, { path, responseBody }) => {
    const jobs = await listJobs(session, vaultOf(path))
    const names = responseBody.value.map((sent: Body) => sent.name)
    expect(jobs.map((job) => job.name).sort()).toEqual([...names].sort())
    for (const job of jobs)
      sameJob(
        job,
        responseBody.value.find((sent: Body) => sent.name === job.name),
      )
  }),
  row('job cancel', 'POST', '/backupJobs/[^/]+/cancel$', 202, async (session, { path, responseHeaders }) => {
    const name = path.split('/').at(-2) ?? ''
    const handle = await cancelJob(session, { vault: vaultOf(path), name } as Parameters<typeof cancelJob>[1])
    expect(handle.statusUrl).toBe(responseHeaders['azure-asyncoperation'])
  }),
  row('point list', 'GET', '/recoveryPoints$', 200, async (session, { path, responseBody }) => {
    samePoints(await listPoints(session, itemOf(path)), responseBody.value)
  }),
  row('secondary point list', 'GET', '/recoveryPoints/$', 200, async (session, { path, responseBody }) => {
    samePoints(await listSecondaryPoints(session, itemOf(path)), responseBody.value)
  }),
  row('point', 'GET', '/recoveryPoints/[^/]+$', 200, async (session, { path, responseBody }) => {
    samePoints([required(await findPoint(session, itemOf(path), lastOf(path)))], [responseBody])
  }),
  row(
    'points for the archive',
    'POST',
    '/recoveryPointsRecommendedForMove$',
    200,
    async (session, { path, responseBody }) => {
      samePoints(await listRecommendedForArchive(session, itemOf(path)), responseBody.value)
    },
  ),
  row('policy', 'GET', '/backupPolicies/[^/]+$', 200, async (session, { path, responseBody }) => {
    samePolicy(required(await findAnyPolicy(session, vaultOf(path), lastOf(path))), responseBody)
  }),
  row('policy list', 'GET', '/backupPolicies/?$', 200, async (session, { path, responseBody }) => {
    const { policies, opaque } = await readPolicies(session, vaultOf(path))
    expect(policies.length + opaque.length).toBe(responseBody.value.length)
    for (const sent of responseBody.value) {
      samePolicy(required([...policies, ...opaque].find((policy) => policy.name === sent.name)), sent)
    }
  }),
  row('policy write', 'PUT', '/backupPolicies/[^/]+$', 200, async (session, { path, responseBody }) => {
    const before = sessionlessPolicy(responseBody)
    const written = await putPolicy(session, vaultOf(path), { name: lastOf(path), spec: before })
    samePolicy(written, responseBody)
  }),
  row('policy delete', 'DELETE', '/backupPolicies/[^/]+$', 200, async (session, { path }) => {
    await deletePolicy(session, vaultOf(path), lastOf(path))
  }),
  row('machine', 'GET', '/virtualMachines/[^/]+$', 200, async (session, { path, responseBody }) => {
    const { subscriptionId, resourceGroup = '', path: names } = parseArmId(path)
    const machine = required(await findMachine(session, { subscriptionId, resourceGroup, name: names[0]?.[1] ?? '' }))
    const { hardwareProfile, storageProfile } = responseBody.properties
    expect(machine).toMatchObject({
      name: responseBody.name,
      location: responseBody.location,
      size: hardwareProfile.vmSize,
    })
    expect(machine.osType).toBe(storageProfile.osDisk.osType)
    expect(machine.disks.map((disk) => disk.lun)).toEqual([
      -1,
      ...storageProfile.dataDisks.map((disk: Body) => disk.lun),
    ])
  }),
  row('group', 'GET', '/resourcegroups/[^/]+$', 200, async (session, { path, responseBody: { name, location } }) => {
    const subscriptionId = subscriptionOf(path)
    expect(await findGroup(session, { subscriptionId, name: lastOf(path) })).toMatchObject({ name, location })
  }),
  row('directory properties', 'GET', '/backupAadProperties$', 200, async (session, { path, responseBody }) => {
    expect(await getAadProperties(session, secondaryOf(path))).toEqual(responseBody)
  }),
  row('access token', 'POST', '/accessToken$', 200, async (session, { path, requestBody, responseBody }) => {
    const name = path.split('/').at(-2) ?? ''
    expect(await getAccessToken(session, { item: itemOf(path), name }, requestBody)).toEqual(responseBody.properties)
  }),
  row(
    'cross-region restore',
    'POST',
    '/backupCrossRegionRestore$',
    202,
    async (session, { path, requestBody, responseHeaders }) => {
      const { crossRegionRestoreAccessDetails: access, restoreRequest: request } = requestBody
      const handle = await triggerCrossRegionRestore(session, secondaryOf(path), { access, request })
      expect(handle.statusUrl).toBe(responseHeaders['azure-asyncoperation'])
    },
  ),
  row('secondary job', 'POST', '/backupCrrJob$', 200, async (session, { path, requestBody, responseBody }) => {
    const at = { ...secondaryOf(path), vault: vaultOf(requestBody.resourceId) }
    sameJob(required(await findSecondaryJob(session, at, requestBody.jobName)), responseBody)
  }),
  row('started', 'POST', '/(backup|refreshContainers)$', 202, async (_session, { responseHeaders }) => {
    // Followed by `operation` and `discovery`; both headers must be there to follow.
    expect(Object.keys(responseHeaders)).toEqual(expect.arrayContaining(['azure-asyncoperation', 'location']))
  }),
]

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function row(
  name: string,
  method: string,
  path: string,
  status: number | undefined,
  check: AdapterRow['check'],
): AdapterRow {
  return { name, method, path: new RegExp(path, 'i'), check, ...(status === undefined ? {} : { status }) }
}

function required<T>(value: T | undefined): T {
  expect(value).toBeDefined()
  return value as T
}

function sameVault(vault: Vault, sent: Body): void {
  expect(vault).toMatchObject({ id: sent.id, name: sent.name, location: sent.location, tags: sent.tags ?? {} })
  expect(vault.provisioningState).toBe(sent.properties.provisioningState)
  expect(vault.publicNetworkAccess).toBe(sent.properties.publicNetworkAccess !== 'Disabled')
}

function sameItem(item: ProtectedItem, sent: Body): void {
  const { properties } = sent
  expect(item).toMatchObject({ id: sent.id, name: sent.name, state: properties.protectionState })
  expect(item).toMatchObject({ machineName: properties.friendlyName, machineId: properties.sourceResourceId })
  expect(item.policyName).toBe(properties.policyName || null)
  expect(item.lastBackupStatus).toBe(properties.lastBackupStatus || null)
  expect(item.lastPointTime === null).toBe(properties.lastRecoveryPoint === undefined)
}

function sameJob(job: Job, sent: Body): void {
  const { properties } = sent
  expect(job).toMatchObject({ name: sent.name, operation: properties.operation, status: properties.status })
  expect(job.machineName).toBe(properties.entityFriendlyName)
  expect(job.endTime === null).toBe(properties.endTime === undefined)
  expect(job.phases?.map((phase) => phase.name)).toEqual(
    properties.extendedInfo?.tasksList.map((task: Body) => task.taskId),
  )
}

const CONSISTENCY = { AppConsistent: 'app', FileSystemConsistent: 'fs', CrashConsistent: 'crash' } as const
const TIERS = { InstantRP: 'instant', HardenedRP: 'vault', ArchivedRP: 'archive' } as const

function samePoints(points: readonly RecoveryPoint[], sent: readonly Body[]): void {
  expect(points).toHaveLength(sent.length)
  for (const { id, name, properties } of sent) {
    const point = required(points.find((candidate) => candidate.name === name))
    expect(point.id).toBe(id)
    expect(Date.parse(point.time)).toBe(Date.parse(properties.recoveryPointTime.slice(0, 23).replace(/Z?$/, 'Z')))
    expect(point.consistency).toBe(CONSISTENCY[properties.recoveryPointType as keyof typeof CONSISTENCY])
    expect(point.tiers.map((tier) => tier.tier)).toEqual(
      properties.recoveryPointTierDetails.map((tier: Body) => TIERS[tier.type as keyof typeof TIERS]),
    )
  }
}

type AnyPolicy = NonNullable<Awaited<ReturnType<typeof findAnyPolicy>>>

function samePolicy(policy: AnyPolicy, sent: Body): void {
  expect(policy).toMatchObject({ id: sent.id, name: sent.name })
  const { properties } = sent
  expect(isOpaque(policy)).toBe(properties.backupManagementType !== 'AzureIaasVM')
  if (isOpaque(policy)) return
  const { spec } = policy
  expect(spec.kind).toBe(properties.policyType === 'V2' ? 'enhanced' : 'standard')
  expect(spec.schedule.frequency).toBe(properties.schedulePolicy.scheduleRunFrequency.toLowerCase())
  expect(spec).toMatchObject({
    timeZone: properties.timeZone,
    instantRestoreDays: properties.instantRpRetentionRangeInDays,
  })
  expect(spec.retention.daily?.count).toBe(properties.retentionPolicy.dailySchedule?.retentionDuration.count)
}

/** A spec to send whose content does not matter here: the recorded answer is what is read. */
function sessionlessPolicy(sent: Body): Parameters<typeof putPolicy>[2]['spec'] {
  const hourly = sent.properties.schedulePolicy.hourlySchedule
  return {
    kind: sent.properties.policyType === 'V2' ? 'enhanced' : 'standard',
    schedule: hourly
      ? { frequency: 'hourly', intervalHours: 4, windowStart: '08:00', windowHours: 12 }
      : { frequency: 'daily', time: '16:30' },
    retention: { daily: { count: 30 } },
    instantRestoreDays: 2,
    timeZone: 'UTC',
    consistency: 'app',
  }
}

function urlOf(exchange: Exchange): string {
  return `https://management.azure.com${exchange.path}?api-version=${exchange.query['api-version']}`
}
