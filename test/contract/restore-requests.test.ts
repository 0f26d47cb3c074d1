import { describe, expect, it } from 'vitest'
import { startRestore } from '../../src/azure/restores.js'
import { startSecondaryRestore } from '../../src/azure/secondary-restores.js'
import { armId } from '../../src/core/arm-id.js'
import type { RestoreOrder } from '../../src/model/restore.js'
import { itemOf, lastOf, secondaryOf } from './adapters/paths.js'
import {
  type Body,
  type Exchange,
  loadRecordings,
  type Recording,
  replaying,
  type Sent,
} from './adapters/recordings.js'
import { ADAPTERS } from './adapters/table.js'

const recordings = loadRecordings() ?? []

/** The exchanges of a path, each with the recording that it stands in. */
function exchangesOf(path: RegExp): { recording: Recording; at: number; exchange: Exchange; name: string }[] {
  return recordings.flatMap((recording) =>
    recording.exchanges.flatMap((exchange, at) =>
      path.test(exchange.path) ? [{ recording, at, exchange, name: `${recording.name} #${at}` }] : [],
    ),
  )
}

/** The order that a recorded body of RestoreDisks answers to. */
function orderOf(body: Body): RestoreOrder {
  return {
    mode: 'disks',
    point: body.recoveryPointId,
    sourceId: body.sourceResourceId,
    region: body.region,
    stagingAccountId: body.storageAccountId,
    targetGroupId: body.targetResourceGroupId ?? null,
    newMachine: null,
    zone: null,
    luns: null,
    diskEncryptionSetId: null,
    diskAccess: null,
    rehydration: null,
  }
}

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-keys/providers'
const IDENTITY = armId(`${PROVIDERS}/Microsoft.ManagedIdentity/userAssignedIdentities/id-restore`)
const KEY = armId(`${PROVIDERS}/Microsoft.Compute/diskEncryptionSets/des-cvm`)

/** What was not recorded, as azbk asks for it, and as az and the REST reference spell it. */
const UNRECORDED: readonly [string, Partial<RestoreOrder>, (account: string) => Body][] = [
  [
    'a system-assigned identity',
    { vaultIdentity: 'system' },
    (account) => ({
      storageAccountId: undefined,
      identityInfo: { isSystemAssignedIdentity: true },
      identityBasedRestoreDetails: { targetStorageAccountId: account },
    }),
  ],
  [
    'a user-assigned identity',
    { vaultIdentity: IDENTITY },
    (account) => ({
      storageAccountId: undefined,
      identityInfo: { isSystemAssignedIdentity: false, managedIdentityResourceId: IDENTITY },
      identityBasedRestoreDetails: { targetStorageAccountId: account },
    }),
  ],
  [
    'the key of a confidential VM',
    { securedKeyId: KEY },
    () => ({ securedVMDetails: { securedVMOsDiskEncryptionSetId: KEY } }),
  ],
]

/** What a service reads of a request. The version of the backup API is the SDK's own. */
function partsOf({ method, path, query, body }: Sent) {
  const { 'api-version': _, ...others } = query
  return { method, path: decodeURIComponent(path).toLowerCase(), query: others, body }
}

const recorded = ({ method, path, query, requestBody }: Exchange) =>
  partsOf({ method, path, query, body: requestBody ?? undefined })

const triggers = exchangesOf(/\/recoveryPoints\/[^/]+\/restore$/i)

describe.skipIf(triggers.length === 0)('a restore as azbk asks for it', () => {
  it.each(triggers)('$name: is the request that az sent, and its answers lead to the job', async (row) => {
    const { recording, at, exchange } = row
    const { session, sent } = replaying(recording, at)
    const order = orderOf(exchange.requestBody.properties)

    const { jobId } = await startRestore(session, itemOf(exchange.path), { order, knownJobs: [] })

    const trigger = sent.find(({ method }) => method === 'POST')
    expect(trigger && partsOf(trigger)).toEqual(recorded(exchange))
    expect(recording.exchanges[at + 1]?.responseBody.properties.jobId).toBe(jobId)
  })
})

describe.skipIf(triggers.length === 0)('a restore that az was not recorded with', () => {
  it.each(UNRECORDED)('with %s differs from the recorded one by that alone', async (_what, more, changesOf) => {
    const { recording, at, exchange } = required(triggers[0])
    const { session, sent } = replaying(recording, at)
    const { properties } = exchange.requestBody
    const order = { ...orderOf(properties), ...more }

    await startRestore(session, itemOf(exchange.path), { order, knownJobs: [] })

    const trigger = required(sent.find(({ method }) => method === 'POST'))
    const changed = JSON.parse(JSON.stringify({ ...properties, ...changesOf(properties.storageAccountId) }))
    expect(trigger.body).toEqual({ ...exchange.requestBody, properties: changed })
  })
})

const crossRegion = exchangesOf(/\/backupCrossRegionRestore$/i)

describe.skipIf(crossRegion.length === 0)('a restore in the paired region as azbk asks for it', () => {
  it.each(crossRegion)('$name: sends what az sent, from the directory to the operation', async (row) => {
    const { recording, at, exchange } = row
    const steps = recording.exchanges.slice(0, at + 1)
    const from = steps.findLastIndex(({ path }) => /\/backupAadProperties$/i.test(path))
    const token = required(steps.findLast(({ path }) => /\/accessToken$/i.test(path)))
    const { session, sent } = replaying(recording, from)
    const order = orderOf(exchange.requestBody.restoreRequest)
    const { region } = secondaryOf(exchange.path)

    const place = { item: itemOf(token.path), region }
    const { jobId } = await startSecondaryRestore(session, place, { order, knownJobs: [] })

    const posts = sent.filter(({ method }) => method === 'POST')
    expect(posts.map(partsOf)).toEqual([recorded(token), recorded(exchange)])
    expect(posts.map(({ query }) => query['api-version'])).toEqual(
      [token, exchange].map(({ query }) => query['api-version']),
    )
    const operation = required(recording.exchanges[at + 1])
    expect(lastOf(sent.at(-1)?.path ?? '')).toBe(lastOf(operation.path))
    expect(operation.responseBody.properties.jobId).toBe(jobId)
  })
})

const reads = exchangesOf(
  /\/recoveryPoints\/?$|\/recoveryPoints\/\d+$|\/backupProtectedItems\/$|\/backupAadProperties$|\/backupCrrJob$/i,
)

describe.skipIf(reads.length === 0)('points, and what is read of the paired region', () => {
  it.each(reads)('$name: is asked for at the address, in the version and with the body of az', async (row) => {
    const { recording, at, exchange } = row
    const { session, sent } = replaying(recording, at)
    const adapter = required(
      ADAPTERS.find(({ method, path }) => method === exchange.method && path.test(exchange.path)),
    )

    await adapter.check(session, exchange)

    const [first] = sent
    expect(first && { ...partsOf(first), query: first.query['api-version'] }).toEqual({
      ...recorded(exchange),
      query: exchange.query['api-version'],
    })
  })
})

function required<T>(value: T | undefined): T {
  expect(value).toBeDefined()
  return value as T
}
