import { StorageManagementClient } from '@azure/arm-storage'
import { expect, test } from 'vitest'
import { createBench } from './helpers.js'

const PATH = '/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts'
const BODY = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }

function createStorageBench() {
  const bench = createBench({ pageSize: 2 })
  const options = { httpClient: bench.mock.httpClient, retryOptions: { maxRetries: 0 } }
  return { ...bench, storage: new StorageManagementClient(bench.mock.credential, bench.sub, options) }
}

test('an account is created, read, tagged and deleted', async () => {
  const { storage, send } = createStorageBench()

  const made = await storage.storageAccounts.create('rg-app', 'contosoa', BODY as never, { updateIntervalInMs: 1 })
  expect(made).toMatchObject({ kind: 'StorageV2', location: 'westeurope', provisioningState: 'Succeeded' })
  expect(made.sku).toMatchObject({ name: 'Standard_LRS', tier: 'Standard' })
  const tagged = await storage.storageAccounts.update('rg-app', 'contosoa', { tags: { env: 'test' } })
  expect(tagged.tags).toEqual({ env: 'test' })
  expect((await storage.storageAccounts.getProperties('rg-app', 'contosoa')).tags).toEqual({ env: 'test' })
  await storage.storageAccounts.delete('rg-app', 'contosoa')
  expect(send('GET', `${PATH}/contosoa`).status).toBe(404)
  expect(send('DELETE', `${PATH}/contosoa`).status).toBe(204)
})

test('a list follows next links', async () => {
  const { storage, send } = createStorageBench()
  for (const name of ['contosoa', 'contosob', 'contosoc']) send('PUT', `${PATH}/${name}`, BODY)

  const names: (string | undefined)[] = []
  for await (const row of storage.storageAccounts.list()) names.push(row.name)

  expect(names).toEqual(['contosoa', 'contosob', 'contosoc'])
})

test('a taken or malformed name is refused, and said so beforehand', async () => {
  const { storage, send } = createStorageBench()
  send('PUT', `${PATH}/contosoa`, BODY)
  const elsewhere = '/resourceGroups/rg-backup/providers/Microsoft.Storage/storageAccounts/contosoa'

  expect(send('PUT', elsewhere, BODY).body.error.code).toBe('StorageAccountAlreadyTaken')
  expect(send('PUT', `${PATH}/Bad_Name`, BODY).body.error.code).toBe('AccountNameInvalid')
  const check = (name: string) =>
    storage.storageAccounts.checkNameAvailability({ name, type: 'Microsoft.Storage/storageAccounts' })
  expect(await check('contosoa')).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' })
  expect(await check('x')).toMatchObject({ nameAvailable: false, reason: 'AccountNameInvalid' })
  expect(await check('contosofree')).toMatchObject({ nameAvailable: true })
})

test.each([
  ['without a region', { sku: BODY.sku }, 400, 'LocationRequired'],
  ['with an unknown SKU', { ...BODY, sku: { name: 'Standard_XYZ' } }, 400, 'InvalidValue'],
])('an account %s is refused', (_, body, status, code) => {
  const { send } = createStorageBench()

  const reply = send('PUT', `${PATH}/contosoa`, body)

  expect([reply.status, reply.body.error.code]).toEqual([status, code])
  expect(send('GET', `${PATH}/contosoa`).status).toBe(404)
})

test('a known account keeps its region and what is not sent', () => {
  const { send } = createStorageBench()
  send('PUT', `${PATH}/contosoa`, BODY)

  const again = send('PUT', `${PATH}/CONTOSOA`, { location: 'westeurope', tags: { a: 'b' } })

  expect([again.status, again.body.name, again.body.sku.name]).toEqual([200, 'contosoa', 'Standard_LRS'])
  expect(send('PUT', `${PATH}/contosoa`, { ...BODY, location: 'eastus' }).body.error.code).toBe(
    'InvalidResourceLocation',
  )
})

test('there are no classic accounts: who looks for one there first goes on to the others', () => {
  const { send } = createStorageBench()
  const classic = PATH.replace('Microsoft.Storage', 'Microsoft.ClassicStorage')

  expect(send('GET', `${classic}//contosoa`, undefined, '2015-12-01')).toMatchObject({
    status: 404,
    body: { error: { code: 'ResourceNotFound' } },
  })
})

test('an account has two keys, of which one can be renewed', () => {
  const { send } = createStorageBench()
  send('PUT', `${PATH}/contosoa`, BODY)
  const keys = () =>
    send('POST', `${PATH}/contosoa/listKeys`).body.keys.map((row: { keyName: string; value: string }) => row.value)
  const [first, second] = keys()

  expect(first).toMatch(/^[\w+/]{86}==$/)
  expect(send('POST', `${PATH}/contosoa/regenerateKey`, { keyName: 'KEY1' }).status).toBe(200)
  expect(keys()).toEqual([expect.not.stringMatching(first), second])
  send('PUT', `${PATH}/contosoa`, BODY)
  expect(keys()).not.toContain(first)
  expect(send('POST', `${PATH}/contosoa/regenerateKey`, { keyName: 'key3' }).body.error.code).toBe('InvalidValue')
  expect(send('POST', `${PATH}/none/listKeys`).status).toBe(404)
})

test('the redundancy of an account can be changed to one that exists', () => {
  const { send } = createStorageBench()
  send('PUT', `${PATH}/contosoa`, BODY)

  expect(send('PATCH', `${PATH}/contosoa`, { sku: { name: 'standard_grs' } }).body.sku).toEqual({
    name: 'Standard_GRS',
    tier: 'Standard',
  })
  expect(send('PATCH', `${PATH}/contosoa`, { sku: { name: 'Cheap' } }).body.error.code).toBe('InvalidValue')
})

test('accounts count against the limit of their region', () => {
  const { send } = createStorageBench()
  send('PUT', `${PATH}/contosoa`, BODY)
  const used = (location: string) =>
    send('GET', `/providers/Microsoft.Storage/locations/${location}/usages`).body.value[0].currentValue

  expect([used('westeurope'), used('eastus')]).toEqual([1, 0])
})
