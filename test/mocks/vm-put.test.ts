import { describe, expect, test } from 'vitest'
import { createBench, type Json, vmBodyOf, vmPath } from './helpers.js'

const PUBLISHERS = '/providers/Microsoft.Compute/locations/westeurope/publishers'
const OFFERS = `${PUBLISHERS}/canonical/artifacttypes/vmimage/offers`
const VERSIONS = `${OFFERS}/ubuntu-24_04-lts/skus/server/versions`

describe('images of the marketplace', () => {
  test('are found from the publisher down to the version', () => {
    const { send } = createBench()
    const names = (path: string) => send('GET', path).body.map((row: Json) => row.name)

    expect(names(PUBLISHERS)).toContain('MicrosoftWindowsServer')
    expect(names(OFFERS)).toContain('ubuntu-24_04-lts')
    expect(names(`${OFFERS}/ubuntu-24_04-lts/skus`)).toEqual(['server', 'server-gen1'])
    const [version] = names(`${VERSIONS}?$top=1&$orderby=name desc`)
    const image = send('GET', `${VERSIONS}/${version}`).body
    expect(image).toMatchObject({ name: version, location: 'westeurope', properties: { hyperVGeneration: 'V2' } })
    expect(image.properties.osDiskImage.operatingSystem).toBe('Linux')
    expect(send('GET', `${VERSIONS}/latest`).body).toEqual(image)
    expect(send('GET', VERSIONS).body[0].properties).toBeUndefined()
    expect(send('GET', `${VERSIONS}?$expand=properties`).body).toEqual([image])
  })

  test.each([
    ['an unknown publisher', `${PUBLISHERS}/contoso/artifacttypes/vmimage/offers`],
    ['an unknown offer', `${OFFERS}/none/skus`],
    ['an unknown version', `${VERSIONS}/1.0.0`],
  ])('%s is not found', (_, path) => {
    const reply = createBench().send('GET', path)

    expect([reply.status, reply.body.error.code]).toEqual([404, 'NotFound'])
  })

  test('of an unknown SKU have no version', () => {
    expect(createBench().send('GET', `${OFFERS}/ubuntu-24_04-lts/skus/none/versions`).body).toEqual([])
  })

  test('made from VMs are none', () => {
    const { send } = createBench()
    const path = '/resourceGroups/rg-app/providers/Microsoft.Compute/images'

    expect(send('GET', path).body.value).toEqual([])
    expect(send('GET', `${path}/golden`).body.error.code).toBe('ResourceNotFound')
  })
})

describe('a VM', () => {
  const windows = {
    publisher: 'MicrosoftWindowsServer',
    offer: 'WindowsServer',
    sku: '2022-Datacenter',
    version: 'latest',
  }
  const bodyOf = (imageReference: object, osProfile: object = {}) => ({
    ...vmBodyOf({ location: 'westeurope' }),
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: { imageReference, osDisk: { createOption: 'fromImage', diskSizeGb: 200 } },
      osProfile,
    },
  })

  test.each([
    ['Windows', windows, expect.any(String)],
    ['Windows', { ...windows, publisher: 'MicrosoftSQLServer' }, undefined],
    ['Linux', { ...windows, publisher: 'contoso' }, undefined],
    ['Windows', { ...windows, publisher: 'microsoftwindowsserver', sku: '2022-datacenter' }, '20348.2655.240810'],
    ['Windows', { ...windows, version: 'Latest' }, '20348.2655.240810'],
    ['Windows', { ...windows, version: { toString: 1 } }, '20348.2655.240810'],
    ['Linux', { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: '24.04.1' }, '24.04.1'],
  ])('runs %s when its image is of %o', (osType, image, exactVersion) => {
    const { storageProfile } = createBench().send('PUT', vmPath('web-01'), bodyOf(image)).body.properties

    expect(storageProfile.osDisk).toMatchObject({ osType, diskSizeGB: 200, createOption: 'FromImage' })
    expect(storageProfile.imageReference.exactVersion).toEqual(exactVersion)
  })

  test('keeps its image', () => {
    const bench = createBench()
    bench.send('PUT', vmPath('web-01'), bodyOf(windows))
    bench.pass(120)

    const other = bench.send('PUT', vmPath('web-01'), bodyOf({ ...windows, sku: '2019-Datacenter' }))

    expect([other.status, other.body.error.code]).toEqual([409, 'PropertyChangeNotAllowed'])
    expect(bench.send('PUT', vmPath('web-01'), bodyOf(windows)).status).toBe(200)
  })

  test('does not keep its password', () => {
    const bench = createBench()
    const osProfile = { adminUsername: 'azureadmin', adminPassword: 'Contoso-12345', customData: 'c2VjcmV0' }

    const reply = bench.send('PUT', vmPath('web-01'), bodyOf(windows, osProfile))

    expect(reply.body.properties.osProfile).toEqual({ adminUsername: 'azureadmin' })
    expect(JSON.stringify(bench.mock.control.snapshot())).not.toMatch(/Contoso-12345|c2VjcmV0/)
  })

  test.each(['_web', 'web-', 'web.', 'a'.repeat(81), 'web 01'])('cannot be named %o', (name) => {
    const reply = createBench().send('PUT', vmPath(encodeURIComponent(name)), vmBodyOf({ location: 'westeurope' }))

    expect([reply.status, reply.body.error.code]).toEqual([400, 'InvalidParameter'])
  })

  test('gets an identity by PUT and by PATCH, and keeps it', () => {
    const bench = createBench()
    const identity = { type: 'SystemAssigned' }
    const made = bench.send('PUT', vmPath('web-01'), { ...bodyOf(windows), identity }).body

    const patched = bench.send('PATCH', vmPath('web-01'), { identity }).body

    expect(made.identity).toEqual({ ...identity, principalId: expect.any(String), tenantId: bench.mock.tenantId })
    expect(patched.identity).toEqual(made.identity)
  })

  test('is deleted once', () => {
    const bench = createBench()
    bench.send('PUT', vmPath('web-01'), bodyOf(windows))
    bench.pass(120)

    expect(bench.send('DELETE', vmPath('web-01')).status).toBe(202)
    expect(bench.send('DELETE', vmPath('web-01')).body.error.code).toBe('Conflict')
  })

  test('is redeployed while it runs, and not while it is deallocated', () => {
    const bench = createBench()
    bench.send('PUT', vmPath('web-01'), bodyOf(windows))
    bench.pass(120)

    expect(bench.send('POST', `${vmPath('web-01')}/redeploy`).status).toBe(202)
    expect(bench.send('POST', `${vmPath('web-01')}/deallocate`).body.error.code).toBe('Conflict')
    bench.pass(300)
    expect(bench.send('GET', vmPath('web-01')).body.properties.provisioningState).toBe('Succeeded')
    bench.send('POST', `${vmPath('web-01')}/deallocate`)
    bench.pass(300)
    expect(bench.send('POST', `${vmPath('web-01')}/redeploy`).body.error.code).toBe('OperationNotAllowed')
  })

  test('counts against the limits of its region', () => {
    const bench = createBench()
    bench.send('PUT', vmPath('web-01'), bodyOf(windows))
    const usages = (location: string) =>
      bench
        .send('GET', `/providers/Microsoft.Compute/locations/${location}/usages`)
        .body.value.map((row: Json) => row.currentValue)

    expect([usages('westeurope'), usages('eastus')]).toEqual([
      [2, 1, 2],
      [0, 0],
    ])
    expect(bench.send('GET', `${vmPath('web-01')}/vmSizes`).body.value.length).toBeGreaterThan(20)
  })
})
