import { describe, expect, test } from 'vitest'
import { codeOf, createBench, GROUP, itemPath, VAULT, vaultPath, vmPath } from './helpers.js'
import { accountPath, restoreBody as body, CONTAINER, ITEM, restore, withPoint } from './restore-bench.js'

describe('restoring in the region', () => {
  test('managed disks: the job has the id of the operation and names the blobs when it ends', () => {
    const { bench, point } = withPoint()

    const reply = restore(bench, point)
    const id = reply.headers.location?.split('?')[0]?.split('/').at(-1)
    const running = bench.send('GET', `${vaultPath()}/backupJobs/${id}`).body.properties
    bench.pass(100)
    const ended = bench.send('GET', `${vaultPath()}/backupJobs/${id}`).body.properties

    expect(reply.status).toBe(202)
    expect(running.extendedInfo).toMatchObject({ progressPercentage: 1, dynamicErrorMessage: '' })
    expect(running.extendedInfo.propertyBag).toMatchObject({ 'Job Type': 'Recover disks', 'Target VM Name': 'vmName' })
    expect(Object.keys(running.extendedInfo.propertyBag)).toContain('Recovery point time ')
    expect(ended).toMatchObject({ operation: 'Restore', status: 'Completed' })
    expect(ended.extendedInfo).toMatchObject({ progressPercentage: 100, estimatedRemainingDuration: 'PT0S' })
    expect(ended.extendedInfo.propertyBag['Template Blob Uri']).toBe(
      `https://stagewest.blob.core.windows.net/${ended.extendedInfo.propertyBag['Config Blob Container Name']}/azuredeploy${id}.json`,
    )
  })

  test('a poller of the SDK waits for the operation', async () => {
    const { bench, point } = withPoint()
    const { sub } = bench
    const again = createBench({
      state: bench.mock.control.snapshot(),
      clock: { kind: 'manual', start: '2026-01-05T10:00:00Z', perRequestMs: 1000 },
    })
    await again.backup.restores.beginTriggerAndWait(
      VAULT,
      GROUP,
      'Azure',
      CONTAINER,
      ITEM,
      point,
      body({ ...bench, sub }, point) as never,
      { updateIntervalInMs: 1 },
    )

    const [job] = again.send('GET', `${vaultPath()}/backupJobs`).body.value
    expect(job.properties.operation).toBe('Restore')
  })

  test('copies from the vault report what they have copied', () => {
    const { bench, point } = withPoint()
    bench.mock.control.fixDuration('restoreFromVault', 1000)

    const reply = restore(bench, point, { targetResourceGroupId: undefined })
    const id = reply.headers.location?.split('?')[0]?.split('/').at(-1)
    bench.pass(500)
    const { extendedInfo } = bench.send('GET', `${vaultPath()}/backupJobs/${id}`).body.properties

    expect(extendedInfo.progressPercentage).toBe(50)
    expect(extendedInfo.tasksList[0].taskExecutionDetails).toBe('63.5 GBs / 127 GBs Transferred')
  })

  test('a restore can be cancelled until it ends', () => {
    const { bench, point } = withPoint()
    const id = restore(bench, point).headers.location?.split('?')[0]?.split('/').at(-1)

    const cancel = bench.send('POST', `${vaultPath()}/backupJobs/${id}/cancel`)
    bench.pass(100)

    expect(cancel.status).toBe(202)
    expect(bench.send('GET', `${vaultPath()}/backupJobs/${id}`).body.properties.status).toBe('Cancelled')
  })

  test.each<[string, object]>([
    ['another object type', { objectType: 'x' }],
    ['another recovery type', { recoveryType: 'x' }],
    ['another point than that of the path', { recoveryPointId: '1' }],
    ['another source', { sourceResourceId: '/x' }],
    ['another region', { region: 'northeurope' }],
    ['no staging account', { storageAccountId: undefined }],
    ['a staging account that is not there', { storageAccountId: '/x' }],
    ['a new VM without a network', { recoveryType: 'AlternateLocation', targetVirtualMachineId: '/x' }],
  ])('%s is refused', (_, more) => {
    const { bench, point } = withPoint()

    expect(codeOf(restore(bench, point, more))).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('a staging account in another region is refused and says where it must be', () => {
    const { bench, point } = withPoint()
    const storageAccountId = `/subscriptions/${bench.sub}${accountPath('stagenorth')}`

    const reply = restore(bench, point, { storageAccountId })

    expect(codeOf(reply)).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(reply.body.error.message).toContain('must be in westeurope')
  })

  test('a new VM with the name of one that is there is refused', () => {
    const { bench, point } = withPoint()
    const network = `/subscriptions/${bench.sub}/resourceGroups/rg-app/providers/Microsoft.Network/virtualNetworks/net`

    const reply = restore(bench, point, {
      recoveryType: 'AlternateLocation',
      targetVirtualMachineId: `/subscriptions/${bench.sub}${vmPath('web-01')}`,
      virtualNetworkId: network,
      subnetId: `${network}/subnets/default`,
    })

    expect(codeOf(reply)).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('the same checks can be asked for without restoring', () => {
    const { bench, point } = withPoint()
    const ask = (more: object) =>
      bench.send('POST', `${vaultPath()}/backupValidateOperation`, {
        objectType: 'ValidateIaasVMRestoreOperationRequest',
        restoreRequest: body(bench, point, more).properties,
      }).body.validateOperationResponse.validationResults

    expect(ask({})).toEqual([])
    expect(ask({ region: 'eastus' })).toMatchObject([{ code: 'BMSUserErrorInvalidInput' }])
    expect(bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value).toEqual([])
  })

  test('and as an operation, which ends with what was found', () => {
    const { bench, point } = withPoint()
    const sent = {
      objectType: 'ValidateIaasVMRestoreOperationRequest',
      restoreRequest: body(bench, point, { region: 'eastus' }).properties,
    }

    const reply = bench.send('POST', `${vaultPath()}/backupTriggerValidateOperation`, sent)
    const at = (address = '') => bench.send('GET', address.split(bench.sub)[1]?.split('?')[0] ?? '')
    const running = at(reply.headers.location).status
    bench.pass(5)

    const found = { validationResults: [{ code: 'BMSUserErrorInvalidInput' }] }
    expect([reply.status, running]).toEqual([202, 202])
    expect(at(reply.headers['azure-asyncoperation']).body.properties.validateOperationResponse).toMatchObject(found)
    expect(at(reply.headers.location).body.validateOperationResponse).toMatchObject(found)
  })

  test('a point that is not there is 404', () => {
    const { bench } = withPoint()

    expect(restore(bench, '123').status).toBe(404)
  })
})

describe('the secondary region', () => {
  const OLD = '2021-11-15'
  const location = (call: string) => `/providers/Microsoft.RecoveryServices/locations/northeurope/${call}`

  function withCrossRegion() {
    const { bench, point } = withPoint()
    const redundancySettings = { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' }
    bench.mock.control.fixDuration('crossRegionWarmUp', 0)
    bench.send('PATCH', vaultPath(), { properties: { redundancySettings } })
    bench.pass(600)
    return { bench, point }
  }

  test('its lists are refused where cross-region restore is off', () => {
    const { bench } = withPoint()

    expect(codeOf(bench.send('GET', `${vaultPath()}/backupProtectedItems/`, undefined, OLD))).toEqual([
      400,
      'BMSUserErrorCrossRegionRestoreNotEnabledInThisVault',
    ])
  })

  test('points arrive there later, from the vault only, and without what the primary adds', () => {
    const { bench } = withCrossRegion()
    bench.mock.control.fixDuration('replicate', 6 * 3600)
    const list = (path: string) => bench.send('GET', path, undefined, OLD).body.value

    const before = [list(`${vaultPath()}/backupProtectedItems/`), list(`${itemPath('web-01')}/recoveryPoints/`)]
    bench.pass(6 * 3600)
    const [point] = list(`${itemPath('web-01')}/recoveryPoints/`)

    expect(before).toEqual([[], []])
    expect(list(`${vaultPath()}/backupProtectedItems/`)).toHaveLength(1)
    expect(point.properties.recoveryPointTierDetails).toEqual([{ type: 'HardenedRP', status: 'Valid' }])
    expect(point.properties.crossRegionRestoreState).toBe('Supported')
    expect(point.properties.recoveryPointAdditionalInfo).toBeUndefined()
  })

  test('items appear there some time after cross-region restore was switched on, however old their points are', () => {
    const { bench } = withCrossRegion()
    bench.mock.control.fixDuration('replicate', 0)
    const count = () => bench.send('GET', `${vaultPath()}/backupProtectedItems/`, undefined, OLD).body.value.length

    bench.mock.control.fixDuration('crossRegionWarmUp', 48 * 3600)
    const counts = [count()]
    bench.pass(48 * 3600)

    expect([...counts, count()]).toEqual([0, 1])
  })

  test('token, restore, operation and job in order; the primary does not list the job', () => {
    const { bench, point } = withCrossRegion()
    bench.mock.control.fixDuration('replicate', 0)
    const post = (path: string, sent: object) => bench.send('POST', path, sent, OLD)
    const vaultId = `/subscriptions/${bench.sub}${vaultPath()}`

    const aad = bench.send('GET', location('backupAadProperties'), undefined, OLD).body
    const token = post(`${itemPath('web-01')}/recoveryPoints/${point}/accessToken`, aad).body.properties
    const request = body(bench, point, {
      region: 'northeurope',
      storageAccountId: `/subscriptions/${bench.sub}${accountPath('stagenorth')}`,
    }).properties
    const send = (restoreRequest: object) =>
      post(location('backupCrossRegionRestore'), { crossRegionRestoreAccessDetails: token, restoreRequest })
    const byIdentity = send({ ...request, identityInfo: { isSystemAssignedIdentity: true } })
    const restored = send(request)
    bench.pass(5)
    const status = restored.headers['azure-asyncoperation']?.split(bench.sub)[1]?.split('?')[0] ?? ''
    const operation = bench.send('GET', status.replace(/=$/, '%3D'), undefined, OLD).body
    const job = () => post(location('backupCrrJob'), { resourceId: vaultId, jobName: operation.properties.jobId }).body
    const running = job()
    bench.pass(3600)

    expect(byIdentity.body.error.message).toContain('cannot be used across regions')
    expect(restored.status).toBe(202)
    expect(operation).toMatchObject({ status: 'Succeeded', id: expect.stringContaining('/backupCrrOperationsStatus/') })
    expect(operation.endTime).toMatch(/:\d\dZ$/)
    expect(running.id).toContain('/locations/northeurope/backupJobs/')
    expect(running.properties.extendedInfo.propertyBag['Vault name']).toBe(VAULT)
    expect(job().properties).toMatchObject({ operation: 'CrossRegionRestore', status: 'Completed' })
    expect(post(location('backupCrrJobs'), { resourceId: vaultId }).body.value).toHaveLength(1)
    expect(bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'CrossRegionRestore'`).body.value).toEqual(
      [],
    )
    expect(bench.send('POST', `${vaultPath()}/backupJobs/${running.name}/cancel`).status).toBe(404)
    expect(bench.send('GET', '/providers/Microsoft.Compute/disks').body.value.at(-1)).toMatchObject({
      location: 'northeurope',
      name: expect.stringMatching(/^web-01-osdisk-/),
    })
  })
})
