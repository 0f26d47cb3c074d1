import { expect, test } from 'vitest'
import { codeOf, createBench, itemPath, makeVault, makeVm, protect, vaultPath } from './helpers.js'
import { CONTAINER, type Target } from './restore-bench.js'

const FABRIC = `${vaultPath()}/backupFabrics/Azure`

function withVm(): Target {
  const bench = createBench()
  makeVault(bench)
  makeVm(bench, 'web-01')
  makeVm(bench, 'web-02')
  protect(bench, 'web-01')
  bench.send('POST', `${FABRIC}/refreshContainers`)
  bench.pass(60)
  return bench
}

test.each([
  `${vaultPath()}/backupProtectableItems?$filter=backupManagementType eq 'AzureWorkload' and workloadType eq 'SQLDataBase'`,
  `${vaultPath()}/backupProtectableItems?$filter=backupManagementType eq 'AzureStorage'`,
  `${vaultPath()}/backupPolicies?$filter=backupManagementType eq 'AzureWorkload' and workloadType eq 'SAPHanaDatabase'`,
  `${vaultPath()}/backupProtectedItems?$filter=backupManagementType eq 'AzureStorage' and itemType eq 'AzureFileShare'`,
  `${vaultPath()}/backupProtectionContainers?$filter=backupManagementType eq 'AzureWorkload' and status eq 'Registered'`,
  `${FABRIC}/protectableContainers?$filter=backupManagementType eq 'AzureStorage'`,
  `${vaultPath()}/backupProtectionIntents?$filter=backupManagementType eq 'AzureWorkload'`,
  `${vaultPath()}/backupEngines`,
  `${FABRIC}/protectionContainers/${CONTAINER}/items`,
])('a vault of VMs has nothing at %s', (path) => {
  const { status, body } = withVm().send('GET', path)

  expect([status, body.value]).toEqual([200, []])
})

test('VMs and their policies are still found by their own kind', () => {
  const bench = withVm()
  const list = (path: string) => bench.send('GET', `${vaultPath()}/${path}`).body.value

  expect(list("backupProtectableItems?$filter=backupManagementType eq 'AzureIaasVM'")).toHaveLength(1)
  expect(list("backupPolicies?$filter=backupManagementType eq 'AzureIaasVM' and workloadType eq 'VM'")).toHaveLength(2)
  expect(list("backupPolicies?$filter=workloadType eq 'SQLDataBase'")).toHaveLength(1)
})

test.each([
  ['PUT', `${FABRIC}/protectionContainers/StorageContainer;Storage;rg-app;contosofiles`],
  ['DELETE', `${FABRIC}/protectionContainers/StorageContainer;Storage;rg-app;contosofiles`],
  ['POST', `${FABRIC}/protectionContainers/VMAppContainer;Compute;rg-app;web-01/inquire`],
  ['PUT', `${FABRIC}/backupProtectionIntent/sql-01`],
  ['DELETE', `${FABRIC}/backupProtectionIntent/sql-01`],
  ['DELETE', `${vaultPath()}/registeredIdentities/branch-srv-01`],
])('%s %s is refused by the service', (method, path) => {
  expect(codeOf(withVm().send(method, path, {}))).toEqual([400, 'BMSUserErrorWorkloadNotSupported'])
})

test('a container can be read alone; one that is not there is 404', () => {
  const bench = withVm()

  const { body } = bench.send('GET', `${FABRIC}/protectionContainers/${CONTAINER.toUpperCase()}`)

  expect(body.properties).toMatchObject({ friendlyName: 'web-01', registrationStatus: 'Registered' })
  expect(codeOf(bench.send('GET', `${FABRIC}/protectionContainers/none`))).toEqual([
    404,
    'BMSUserErrorContainerObjectNotFound',
  ])
})

test('items of other workloads can be read, have no points here and cannot be backed up', () => {
  const bench = createBench({ world: 'contoso' })
  const vault = Object.values(bench.mock.control.peek().backup.vaults).find((row) => row.otherItems.length > 0)
  const path = String(vault?.otherItems[0]?.item.id).replace(`/subscriptions/${bench.sub}`, '')

  expect(bench.send('GET', path).body.properties.friendlyName).toBe('sales')
  expect(bench.send('GET', `${path}/recoveryPoints`).body.value).toEqual([])
  expect(codeOf(bench.send('POST', `${path}/backup`, {}))).toEqual([400, 'BMSUserErrorContainerNameIncorrectFormat'])
})

test('a write to an item under the name of another workload is refused', () => {
  const bench = withVm()
  const path = itemPath('web-01').replace('vm;iaasvmcontainerv2', 'SQLDataBase;mssqlserver')

  expect(codeOf(bench.send('PUT', path, {}))).toEqual([400, 'BMSUserErrorProtectedItemNameIncorrectFormat'])
})
