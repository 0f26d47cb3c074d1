import { describe, expect, it } from 'vitest'
import {
  findSecondaryJob,
  getAadProperties,
  getAccessToken,
  getSecondaryOperation,
  getSecondaryOperationResult,
  listSecondaryItems,
  listSecondaryJobs,
  listSecondaryPoints,
  triggerCrossRegionRestore,
} from '../../src/azure/cross-region.js'
import { pairedRegion } from '../../src/azure/region-pairs.js'
import { ARM, scriptAzure } from '../helpers/scripted-azure.js'

const SUB = '11111111-1111-4111-8111-111111111111'
const VAULT = { subscriptionId: SUB, resourceGroup: 'rg-backup', name: 'rsv-contoso' }
const AT = { vault: VAULT, region: 'northeurope' }
const VAULT_ID = `/subscriptions/${SUB}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-contoso`
const ITEM = {
  vault: VAULT,
  container: 'IaasVMContainer;iaasvmcontainerv2;rg-app;web-01',
  item: 'VM;iaasvmcontainerv2;rg-app;web-01',
}
const ITEM_PATH =
  `${ARM}${VAULT_ID}/backupFabrics/Azure/protectionContainers/IaasVMContainer%3Biaasvmcontainerv2%3Brg-app%3Bweb-01` +
  '/protectedItems/VM%3Biaasvmcontainerv2%3Brg-app%3Bweb-01'
const REGION_PATH = `${ARM}/subscriptions/${SUB}/providers/Microsoft.RecoveryServices/locations/northeurope`
const VERSION = 'api-version=2021-11-15'

const JOB_ROW = {
  id: `/subscriptions/${SUB}/providers/Microsoft.RecoveryServices/locations/northeurope/backupJobs/job-1`,
  name: 'job-1',
  properties: {
    jobType: 'AzureIaaSVMJob',
    actionsInfo: ['Cancellable'],
    entityFriendlyName: 'web-01',
    containerName: 'iaasvmcontainerv2;rg-app;web-01',
    duration: 'PT12.4512016S',
    operation: 'CrossRegionRestore',
    status: 'InProgress',
    startTime: '2026-03-02T07:28:37.9Z',
    extendedInfo: {
      tasksList: [{ taskId: 'Transfer data from vault', duration: 'PT0S', status: 'InProgress', taskType: 'Normal' }],
      propertyBag: {
        'Job Type': 'Recover disks',
        'Recovery point time ': '3/1/2026 6:41:00 AM',
        'Target VM Name': null,
      },
      progressPercentage: 1.0,
      estimatedRemainingDuration: 'PT2M',
    },
  },
}

describe('the items of the paired region', () => {
  it('are read at an address with a trailing slash, page by page', async () => {
    const next = `${ARM}${VAULT_ID}/backupProtectedItems/?${VERSION}&$skiptoken=a%2Bb`
    const row = (vm: string) => ({
      id: `${VAULT_ID}/backupFabrics/Azure/protectionContainers/c/protectedItems/${vm}`,
      name: vm,
      properties: {
        friendlyName: vm,
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: `/subscriptions/${SUB}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/${vm}`,
        protectionState: 'Protected',
        lastBackupTime: '2026-03-01T22:00:03.1234567Z',
      },
    })
    const azure = scriptAzure([
      { body: { value: [row('web-01')], nextLink: next } },
      { body: { value: [row('web-02')] } },
    ])

    const items = await listSecondaryItems(azure.session, VAULT)

    expect(items.map((item) => [item.machineName, item.state, item.lastBackupTime])).toEqual([
      ['web-01', 'Protected', '2026-03-01T22:00:03.123Z'],
      ['web-02', 'Protected', '2026-03-01T22:00:03.123Z'],
    ])
    const filter = '%24filter=backupManagementType%20eq%20%27AzureIaasVM%27%20and%20itemType%20eq%20%27VM%27'
    expect(azure.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${ARM}${VAULT_ID}/backupProtectedItems/?${VERSION}&${filter.replace('%24', '$')}`,
      `GET ${next}`,
    ])
  })
})

describe('the points of the paired region', () => {
  it('are read at an address with a trailing slash, newest first', async () => {
    const point = (name: string, time: string) => ({
      id: `${VAULT_ID}/recoveryPoints/${name}`,
      name,
      properties: {
        objectType: 'IaasVMRecoveryPoint',
        recoveryPointType: 'AppConsistent',
        recoveryPointTime: time,
        recoveryPointTierDetails: [{ type: 'HardenedRP', status: 'Valid' }],
        crossRegionRestoreState: 'Supported',
      },
    })
    const older = point('1', '2026-02-27T22:00:00Z')
    const azure = scriptAzure([{ body: { value: [older, point('2', '2026-02-28T22:00:00Z')] } }])

    const points = await listSecondaryPoints(azure.session, ITEM)

    expect(azure.sent).toMatchObject([{ method: 'GET', url: `${ITEM_PATH}/recoveryPoints/?${VERSION}` }])
    expect(points.map(({ name }) => name)).toEqual(['2', '1'])
    expect(points[0]).toMatchObject({ consistency: 'app', tiers: [{ tier: 'vault', status: 'Valid' }], rule: null })
  })
})

describe('a cross-region restore', () => {
  const AAD = { properties: { tenantId: 't', audience: 'https://RecoveryServices/x', servicePrincipalObjectId: 'o' } }

  it('asks the paired region who it is', async () => {
    const azure = scriptAzure([{ body: AAD }])

    expect(await getAadProperties(azure.session, AT)).toEqual(AAD)
    expect(azure.sent).toMatchObject([
      {
        method: 'GET',
        url: `${REGION_PATH}/backupAadProperties?${VERSION}&$filter=backupManagementType%20eq%20%27AzureIaasVM%27`,
      },
    ])
  })

  it('passes that answer on for access to one point, again after a gateway timed out', async () => {
    const access = { objectType: 'CrrAccessToken', accessTokenString: 'secret', resourceId: '8994798661824568292' }
    const azure = scriptAzure([
      { status: 504, body: { error: { code: 'GatewayTimeout' } } },
      { body: { properties: access } },
    ])

    expect(await getAccessToken(azure.session, { item: ITEM, name: '42' }, AAD)).toEqual(access)
    const request = { method: 'POST', url: `${ITEM_PATH}/recoveryPoints/42/accessToken?${VERSION}`, body: AAD }
    expect(azure.sent).toMatchObject([request, request])
  })

  it('sends access and request without a wrapper, once, and hands back where to follow it', async () => {
    const statusUrl = `${REGION_PATH}/backupCrrOperationsStatus/b3A=?${VERSION}`
    const resultUrl = `${REGION_PATH}/backupCrrOperationResults/b3A=?${VERSION}`
    const azure = scriptAzure([{ status: 202, headers: { 'azure-asyncoperation': statusUrl, location: resultUrl } }])

    const handle = await triggerCrossRegionRestore(azure.session, AT, {
      access: { objectType: 'CrrAccessToken' },
      request: { objectType: 'IaasVMRestoreRequest', region: 'northeurope' },
    })

    expect(handle).toMatchObject({ statusUrl, resultUrl })
    expect(azure.sent).toMatchObject([
      {
        method: 'POST',
        url: `${REGION_PATH}/backupCrossRegionRestore?${VERSION}`,
        body: {
          crossRegionRestoreAccessDetails: { objectType: 'CrrAccessToken' },
          restoreRequest: { objectType: 'IaasVMRestoreRequest', region: 'northeurope' },
        },
      },
    ])
  })

  it('is not sent again when its answer is lost', async () => {
    const azure = scriptAzure([{ fails: 'ECONNRESET' }])

    await expect(triggerCrossRegionRestore(azure.session, AT, { access: {}, request: {} })).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    })
    expect(azure.sent).toHaveLength(1)
  })

  it('explains a vault without cross-region restore', async () => {
    const code = 'BMSUserErrorCrossRegionRestoreNotEnabledInThisVault'
    const azure = scriptAzure([
      { status: 400, body: { error: { code, message: 'Cross Region Restore is not enabled.' } } },
    ])

    await expect(listSecondaryItems(azure.session, VAULT)).rejects.toMatchObject({
      code: 'CROSS_REGION_RESTORE_OFF',
      exitCode: 6,
    })
  })
})

describe('an operation of the paired region', () => {
  it('is read by its name or by its whole id', async () => {
    const body = { name: 'b3A=', status: 'Succeeded', properties: { jobId: 'job-1' } }
    const azure = scriptAzure([{ body }, { body }])

    const id = `/subscriptions/${SUB}/providers/Microsoft.RecoveryServices/locations/northeurope/backupCrrOperationsStatus/b3A=`
    expect(await getSecondaryOperation(azure.session, AT, 'b3A=')).toEqual(body)
    expect(await getSecondaryOperation(azure.session, AT, id)).toEqual(body)
    const url = `${REGION_PATH}/backupCrrOperationsStatus/b3A%3D?${VERSION}`
    expect(azure.sent).toMatchObject([{ url }, { url }])
  })

  it('gives its result, or nothing while it runs', async () => {
    const azure = scriptAzure([{ status: 202 }, { body: { name: 'b3A=' } }])

    expect(await getSecondaryOperationResult(azure.session, AT, 'b3A=')).toBeUndefined()
    expect(await getSecondaryOperationResult(azure.session, AT, 'b3A=')).toEqual({ name: 'b3A=' })
    expect(azure.sent[0]?.url).toBe(`${REGION_PATH}/backupCrrOperationResults/b3A%3D?${VERSION}`)
  })
})

describe('a job of the paired region', () => {
  it('is asked for by vault and id in the body', async () => {
    const azure = scriptAzure([{ body: JOB_ROW }])

    const job = await findSecondaryJob(azure.session, AT, 'job-1')

    expect(azure.sent).toMatchObject([
      {
        method: 'POST',
        url: `${REGION_PATH}/backupCrrJob?${VERSION}`,
        body: { resourceId: VAULT_ID, jobName: 'job-1' },
      },
    ])
    expect(job).toMatchObject({
      name: 'job-1',
      vaultName: 'rsv-contoso',
      secondaryRegion: 'northeurope',
      operation: 'CrossRegionRestore',
      status: 'InProgress',
      startTime: '2026-03-02T07:28:37.900Z',
      endTime: null,
      durationMs: 12_451,
      percent: 1,
      estimatedRemainingMs: 120_000,
      phases: [{ name: 'Transfer data from vault', status: 'InProgress', startTime: null }],
      properties: { 'Job Type': 'Recover disks', 'Recovery point time': '3/1/2026 6:41:00 AM' },
    })
  })

  it('is undefined when there is none of that id', async () => {
    const azure = scriptAzure([
      { status: 404, body: { error: { code: 'BMSUserErrorJobNotFound', message: 'No job.' } } },
    ])

    expect(await findSecondaryJob(azure.session, AT, 'job-1')).toBeUndefined()
  })

  it('is listed with the filters of other jobs, the body sent with each page', async () => {
    const next = `${REGION_PATH}/backupCrrJobs?${VERSION}&$skiptoken=2`
    const azure = scriptAzure([{ body: { value: [JOB_ROW], nextLink: next } }, { body: { value: [] } }])

    const jobs = await listSecondaryJobs(azure.session, AT, { status: 'InProgress' })

    const filter = '$filter=backupManagementType%20eq%20%27AzureIaasVM%27%20and%20status%20eq%20%27InProgress%27'
    const body = { resourceId: VAULT_ID }
    expect(azure.sent).toMatchObject([
      { method: 'POST', url: `${REGION_PATH}/backupCrrJobs?${VERSION}&${filter}`, body },
      { method: 'POST', url: next, body },
    ])
    expect(jobs.map(({ name }) => name)).toEqual(['job-1'])
  })
})

describe('the pair of a region', () => {
  it.each([
    ['westeurope', 'northeurope'],
    ['northeurope', 'westeurope'],
    ['West Europe', 'northeurope'],
    ['brazilsouth', 'southcentralus'],
    ['southcentralus', 'northcentralus'],
    ['westus3', 'eastus'],
    ['eastus', 'westus'],
    ['usgovvirginia', 'usgovtexas'],
    ['usgovtexas', 'usgovarizona'],
    ['italynorth', undefined],
  ])('of %s is %s', (region, pair) => {
    expect(pairedRegion(region)).toBe(pair)
  })
})
