import { StorageManagementClient } from '@azure/arm-storage'
import { describe, expect, test } from 'vitest'
import { createBench, vaultPath } from './helpers.js'
import { accountPath, restore, restoreToEnd, withPoint } from './restore-bench.js'

const ACCOUNT = 'contosoa'
const PATH = '/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/contosoa'
const ONE = `${PATH}/blobServices/default/containers/one`

function createContainerBench() {
  const bench = createBench({ pageSize: 2 })
  const options = { httpClient: bench.mock.httpClient, retryOptions: { maxRetries: 0 } }
  const { blobContainers } = new StorageManagementClient(bench.mock.credential, bench.sub, options)
  bench.send('PUT', PATH, { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } })
  return { ...bench, blobContainers }
}

describe('containers of a storage account', () => {
  test('are made, read and deleted by the SDK', async () => {
    const { blobContainers, send } = createContainerBench()

    await blobContainers.create('rg-app', ACCOUNT, 'one', {})
    const made = await blobContainers.get('rg-app', ACCOUNT, 'one')
    await blobContainers.delete('rg-app', ACCOUNT, 'one')

    expect(made).toMatchObject({
      name: 'one',
      type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
      etag: expect.stringMatching(/^"0x[0-9A-F]+"$/),
      leaseState: 'Available',
      hasLegalHold: false,
      hasImmutabilityPolicy: false,
      lastModifiedTime: new Date('2026-01-05T10:00:00Z'),
    })
    expect(made.id).toContain(ONE)
    await expect(blobContainers.get('rg-app', ACCOUNT, 'one')).rejects.toMatchObject({ statusCode: 404 })
    expect(send('DELETE', ONE).status).toBe(204)
  })

  test('are listed by name, page by page, and by how their names begin', async () => {
    const { blobContainers, send } = createContainerBench()
    for (const name of ['b-one', 'a-one', 'a-two', 'c-one']) {
      send('PUT', `${PATH}/blobServices/default/containers/${name}`, {})
    }
    const namesOf = async (options: object) => {
      const names: (string | undefined)[] = []
      for await (const { name } of blobContainers.list('rg-app', ACCOUNT, options)) names.push(name)
      return names
    }

    expect(await namesOf({})).toEqual(['a-one', 'a-two', 'b-one', 'c-one'])
    expect(await namesOf({ filter: 'a-', maxpagesize: '1' })).toEqual(['a-one', 'a-two'])
  })

  test('stay under a legal hold, a lease and a locked policy, and go when nothing holds them', async () => {
    const { blobContainers, send, pass } = createContainerBench()
    const fate = () => send('DELETE', ONE).body?.error?.message ?? 'gone'
    send('PUT', ONE, {})

    await blobContainers.setLegalHold('rg-app', ACCOUNT, 'one', { tags: ['case1'] })
    expect(fate()).toContain('legal hold')
    await blobContainers.clearLegalHold('rg-app', ACCOUNT, 'one', { tags: ['case1'] })
    const parameters = { action: 'Acquire', leaseDuration: 60 }
    await blobContainers.lease('rg-app', ACCOUNT, 'one', { parameters })
    expect(fate()).toContain('lease')
    expect(await blobContainers.get('rg-app', ACCOUNT, 'one')).toMatchObject({ leaseState: 'Leased' })
    pass(61)
    const policy = { immutabilityPeriodSinceCreationInDays: 3 }
    await blobContainers.createOrUpdateImmutabilityPolicy('rg-app', ACCOUNT, 'one', { parameters: policy })
    await blobContainers.lockImmutabilityPolicy('rg-app', ACCOUNT, 'one', '*')
    expect(fate()).toContain('locked immutability policy')
    expect(await blobContainers.get('rg-app', ACCOUNT, 'one')).toMatchObject({
      hasImmutabilityPolicy: true,
      immutabilityPolicy: { state: 'Locked', immutabilityPeriodSinceCreationInDays: 3 },
    })
  })

  test.each([
    ['an account that is not there', ONE.replace(ACCOUNT, 'contosob'), 404, 'ResourceNotFound'],
    ['a name that Azure does not take', ONE.replace('/one', '/One_'), 400, 'ContainerOperationFailure'],
  ])('are refused for %s', (_, path, status, code) => {
    const reply = createContainerBench().send('PUT', path, {})

    expect([reply.status, reply.body.error.code]).toEqual([status, code])
  })

  test('outlive a change of their account, and go with it', () => {
    const { send } = createContainerBench()
    const body = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }
    send('PUT', ONE, {})

    send('PUT', PATH, body)
    expect(send('GET', ONE).status).toBe(200)
    send('DELETE', PATH)
    send('PUT', PATH, body)
    expect(send('GET', ONE).status).toBe(404)
  })
})

describe('restores of disks', () => {
  const stage = accountPath('stagewest')
  const namesIn = ({ bench }: ReturnType<typeof withPoint>): string[] =>
    bench.send('GET', `${stage}/blobServices/default/containers`).body.value.map((row: { name: string }) => row.name)

  test('leave the container that their job names', async () => {
    const world = withPoint()

    const job = await restoreToEnd(world.bench, world.point)

    expect(namesIn(world)).toEqual([job.extendedInfo.propertyBag['Config Blob Container Name']])
  })

  test('leave it also when they fail at their end', async () => {
    const world = withPoint()
    world.bench.mock.control.inject({ fault: { kind: 'job-fails', code: 'ResourceNotFound' } })

    const job = await restoreToEnd(world.bench, world.point)

    expect(job.status).toBe('Failed')
    expect(namesIn(world)).toEqual([job.extendedInfo.propertyBag['Config Blob Container Name']])
    expect(job.extendedInfo.propertyBag['Template Blob Uri']).toBeUndefined()
  })

  test('fail when their account went meanwhile', () => {
    const { bench, point } = withPoint()
    restore(bench, point)
    bench.send('DELETE', stage)
    bench.pass(3 * 3600)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    const { properties } = bench.send('GET', `${vaultPath()}/backupJobs/${job.name}`).body

    expect(properties.status).toBe('Failed')
    expect(properties.errorDetails[0].errorString).toContain('the storage account no longer exists')
  })
})
