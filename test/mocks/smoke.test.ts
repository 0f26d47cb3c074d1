import { RecoveryServicesClient } from '@azure/arm-recoveryservices'
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup'
import { expect, test } from 'vitest'
import { createMock } from '../../mocks/index.js'
import { makeGroups, vmBodyOf } from './helpers.js'

test('a VM goes from nothing to a vaulted recovery point through the real SDKs', async () => {
  const mock = createMock({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z', perRequestMs: 1000 } })
  const sub = mock.subscriptions[0]?.id ?? ''
  makeGroups(mock, sub)
  const options = { httpClient: mock.httpClient, retryOptions: { maxRetries: 0 } }
  const vaults = new RecoveryServicesClient(mock.credential, sub, options)
  const backup = new RecoveryServicesBackupClient(mock.credential, sub, options)
  const vmId = `/subscriptions/${sub}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/web-01`
  mock.control.send({
    method: 'PUT',
    url: `https://management.azure.com${vmId}?api-version=2024-07-01`,
    body: JSON.stringify(vmBodyOf({ location: 'westeurope' })),
  })
  const vault = await vaults.vaults.beginCreateOrUpdateAndWait(
    'rg-backup',
    'vault-a',
    { location: 'westeurope', sku: { name: 'Standard' }, properties: { publicNetworkAccess: 'Enabled' } },
    { updateIntervalInMs: 1 },
  )
  expect(vault.properties?.provisioningState).toBe('Succeeded')

  const container = 'IaasVMContainer;iaasvmcontainerv2;rg-app;web-01'
  const item = 'vm;iaasvmcontainerv2;rg-app;web-01'
  const policyId = `${vault.id}/backupPolicies/DefaultPolicy`
  await backup.protectedItems.createOrUpdate('vault-a', 'rg-backup', 'Azure', container, item, {
    properties: { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: vmId, policyId },
  })
  mock.control.advance(60_000)
  await backup.backups.trigger('vault-a', 'rg-backup', 'Azure', container, item, {
    properties: { objectType: 'IaasVMBackupRequest' },
  })
  mock.control.advance(3 * 3_600_000)
  const points = []
  for await (const point of backup.recoveryPoints.list('vault-a', 'rg-backup', 'Azure', container, item))
    points.push(point)
  expect(points).toHaveLength(1)
  const jobs = []
  for await (const job of backup.backupJobs.list('vault-a', 'rg-backup')) jobs.push(job.properties)
  expect(jobs.map((job) => job && 'status' in job && [job.operation, job.status])).toEqual([
    ['Backup', 'Completed'],
    ['ConfigureBackup', 'Completed'],
  ])
})
