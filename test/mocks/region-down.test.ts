import { ComputeManagementClient } from '@azure/arm-compute'
import { NetworkManagementClient } from '@azure/arm-network'
import { ResourceManagementClient } from '@azure/arm-resources'
import { StorageManagementClient } from '@azure/arm-storage'
import { describe, expect, test } from 'vitest'
import { GROUP, itemPath, type Json, VAULT, vaultPath, vmPath } from './helpers.js'
import { accountPath, restoreBody, withPoint } from './restore-bench.js'

const PASSIVE = '2021-11-15'
const SECONDARY = '/providers/Microsoft.RecoveryServices/locations/northeurope'

/** A vault with cross-region restore and a point in northeurope; then westeurope is lost. */
function withLostRegion() {
  const { bench, point } = withPoint()
  const { control } = bench.mock
  for (const kind of ['replicate', 'crossRegionWarmUp'] as const) control.fixDuration(kind, 0)
  const redundancySettings = { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' }
  bench.send('PATCH', vaultPath(), { properties: { redundancySettings } })
  bench.pass(600)
  control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })
  const options = { httpClient: bench.mock.httpClient, retryOptions: { maxRetries: 0 } }
  const { credential } = bench.mock
  return {
    bench,
    point,
    compute: new ComputeManagementClient(credential, bench.sub, options),
    network: new NetworkManagementClient(credential, bench.sub, options),
    resources: new ResourceManagementClient(credential, bench.sub, options),
    storage: new StorageManagementClient(credential, bench.sub, options),
    /** Sends a request over the wire, where the weather is. */
    async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json; headers: Headers }> {
      const url = `https://management.azure.com/subscriptions/${bench.sub}${path}?api-version=${PASSIVE}`
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const reply = await bench.mock.fetch(new Request(url, { method, ...sent }))
      const text = await reply.text()
      return { status: reply.status, body: text === '' ? undefined : JSON.parse(text), headers: reply.headers }
    },
  }
}

describe('with the primary region lost', () => {
  test('all seven calls of a restore in the other region are answered, and its VM is made there', async () => {
    const { ask, bench, point, compute, network, resources, storage } = withLostRegion()
    const vaultId = `/subscriptions/${bench.sub}${vaultPath()}`
    await resources.resourceGroups.createOrUpdate('rg-rescue', { location: 'northeurope' })
    await storage.storageAccounts.create(
      'rg-rescue',
      'rescuestage',
      { location: 'northeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } },
      { updateIntervalInMs: 1 },
    )
    const { id: networkId = '' } = await network.virtualNetworks.beginCreateOrUpdateAndWait(
      'rg-rescue',
      'net',
      {
        location: 'northeurope',
        addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
        subnets: [{ name: 'default', addressPrefix: '10.1.0.0/24' }],
      },
      { updateIntervalInMs: 1 },
    )
    const rescueId = `/subscriptions/${bench.sub}/resourceGroups/rg-rescue`

    const items = await ask('GET', `${vaultPath()}/backupProtectedItems/`)
    const points = await ask('GET', `${itemPath('web-01')}/recoveryPoints/`)
    const aad = await ask('GET', `${SECONDARY}/backupAadProperties`)
    const token = await ask('POST', `${itemPath('web-01')}/recoveryPoints/${point}/accessToken`, aad.body)
    const { properties: restoreRequest } = restoreBody(bench, point, {
      recoveryType: 'AlternateLocation',
      region: 'northeurope',
      storageAccountId: `${rescueId}/providers/Microsoft.Storage/storageAccounts/rescuestage`,
      targetResourceGroupId: rescueId,
      targetVirtualMachineId: `${rescueId}/providers/Microsoft.Compute/virtualMachines/web-01-rescue`,
      virtualNetworkId: networkId,
      subnetId: `${networkId}/subnets/default`,
    })
    const restored = await ask('POST', `${SECONDARY}/backupCrossRegionRestore`, {
      crossRegionRestoreAccessDetails: token.body.properties,
      restoreRequest,
    })
    bench.pass(5)
    const address = (restored.headers.get('azure-asyncoperation') ?? '').split(bench.sub)[1]?.split('?')[0] ?? ''
    const operation = await ask('GET', address)
    bench.pass(3600)
    const job = await ask('POST', `${SECONDARY}/backupCrrJob`, {
      resourceId: vaultId,
      jobName: operation.body.properties.jobId,
    })
    const jobs = await ask('POST', `${SECONDARY}/backupCrrJobs`, { resourceId: vaultId })

    const answers = [items, points, aad, token, restored, operation, job, jobs]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 202, 200, 200, 200])
    expect([items.body.value.length, points.body.value.length, jobs.body.value.length]).toEqual([1, 1, 1])
    expect(job.body.properties.status).toBe('Completed')
    bench.pass(600)
    const view = await compute.virtualMachines.instanceView('rg-rescue', 'web-01-rescue')
    expect(view.vmAgent?.statuses?.[0]?.displayStatus).toBe('Ready')
    expect((await compute.virtualMachines.get('rg-rescue', 'web-01-rescue')).location).toBe('northeurope')
    for await (const { location } of compute.disks.listByResourceGroup('rg-rescue'))
      expect(location).toBe('northeurope')
    const usages: string[] = []
    for await (const { name } of compute.usage.list('northeurope')) usages.push(name?.value ?? '')
    expect(usages).toContain('standardDSv5Family')
  })

  test('a script runs in the restored VM, and all is torn down again', async () => {
    const { ask, bench, compute, resources } = withLostRegion()
    await resources.resourceGroups.createOrUpdate('rg-rescue', { location: 'northeurope' })
    bench.send('PUT', vmPath('web-02', 'rg-rescue'), {
      location: 'northeurope',
      properties: {
        hardwareProfile: { vmSize: 'Standard_D2s_v5' },
        storageProfile: { osDisk: { osType: 'Linux', diskSizeGB: 30 } },
      },
    })
    bench.pass(120)

    const command = await ask('POST', `${vmPath('web-02', 'rg-rescue')}/runCommand`, {
      commandId: 'RunShellScript',
      script: ['echo here'],
    })
    bench.pass(120)
    const address = (command.headers.get('location') ?? '').split(bench.sub)[1]?.split('?')[0] ?? ''
    const output = await ask('GET', address)
    const gone = await ask('DELETE', '/resourceGroups/rg-rescue')
    bench.pass(600)

    expect(output.body.properties.output.value[0].message).toContain('here')
    expect(gone.status).toBe(202)
    await expect(compute.virtualMachines.get('rg-rescue', 'web-02')).rejects.toMatchObject({ statusCode: 404 })
  })

  test.each<[string, string, string]>([
    ['the vault', 'GET', vaultPath()],
    ['its items', 'GET', `${vaultPath()}/backupProtectedItems`],
    ['its jobs', 'GET', `${vaultPath()}/backupJobs`],
    ['the status of a VM', 'POST', '/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus'],
    ['the VM', 'GET', vmPath('web-01')],
    ['a script in it', 'POST', `${vmPath('web-01')}/runCommand`],
    ['the staging account', 'GET', accountPath('stagewest')],
    ['usages', 'GET', '/providers/Microsoft.Compute/locations/westeurope/usages'],
  ])('%s of that region is not answered', async (_, method, path) => {
    const { ask } = withLostRegion()

    expect((await ask(method, path, method === 'POST' ? {} : undefined)).status).toBe(504)
  })

  test('lists of the subscription, groups and the other region go on', async () => {
    const { ask } = withLostRegion()
    const paths = [
      '/providers/Microsoft.RecoveryServices/vaults',
      `/resourceGroups/${GROUP}`,
      '/providers/Microsoft.Compute/virtualMachines',
      accountPath('stagenorth'),
    ]

    const statuses = await Promise.all(paths.map(async (path) => (await ask('GET', path)).status))

    expect(statuses).toEqual([200, 200, 200, 200])
    expect((await ask('GET', '/providers/Microsoft.RecoveryServices/vaults')).body.value[0].name).toBe(VAULT)
  })
})
