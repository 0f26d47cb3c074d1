import { expect, test } from 'vitest'
import { type Bench, createBench, type Json, makeVm, vmBodyOf, vmPath } from './helpers.js'

const EXTENSIONS = `${vmPath('web-01')}/extensions`
const EXTENSION = `${EXTENSIONS}/GuestAttestation`
const PUBLISHERS = '/providers/Microsoft.Compute/locations/westeurope/publishers'
const PUBLISHER = 'Microsoft.Azure.Security.LinuxAttestation'

const body = {
  location: 'westeurope',
  properties: { publisher: PUBLISHER, type: 'GuestAttestation', typeHandlerVersion: '1.0' },
}

function createExtensionBench(): Bench {
  const bench = createBench()
  makeVm(bench, 'web-01')
  return bench
}

test('extensions are put on a VM, read, listed, changed and deleted', () => {
  const bench = createExtensionBench()
  const names = () => bench.send('GET', EXTENSIONS).body.value.map((row: Json) => row.name)

  expect(names()).toEqual([])
  expect(bench.send('PUT', EXTENSION, body)).toMatchObject({ status: 201, body: { name: 'GuestAttestation' } })
  const changed = { ...body, properties: { ...body.properties, settings: { a: 1 }, protectedSettings: { b: 2 } } }
  expect(bench.send('PUT', EXTENSION.toLowerCase(), changed).status).toBe(200)
  expect(names()).toEqual(['GuestAttestation'])
  expect(bench.send('GET', EXTENSION).body).toMatchObject({
    type: 'Microsoft.Compute/virtualMachines/extensions',
    properties: { ...body.properties, settings: { a: 1 }, provisioningState: 'Succeeded' },
  })
  expect(bench.send('GET', vmPath('web-01')).body.resources).toEqual(bench.send('GET', EXTENSIONS).body.value)
  expect(JSON.stringify(bench.mock.control.snapshot())).not.toContain('protectedSettings')
  expect(bench.send('DELETE', EXTENSION).status).toBe(200)
  expect(bench.send('DELETE', EXTENSION).status).toBe(204)
  expect(bench.send('GET', vmPath('web-01')).body).not.toHaveProperty('resources')
  expect(bench.send('GET', EXTENSION).body.error.code).toBe('ResourceNotFound')
})

test('extensions stay when their VM is put again, and go with it', () => {
  const bench = createExtensionBench()
  bench.send('PUT', EXTENSION, body)

  makeVm(bench, 'web-01')
  expect(bench.send('GET', EXTENSION).status).toBe(200)
  bench.send('DELETE', vmPath('web-01'))
  bench.pass(600)
  bench.send('PUT', vmPath('web-01'), vmBodyOf({ location: 'westeurope' }))

  expect(bench.send('GET', EXTENSIONS).body.value).toEqual([])
})

test.each([
  ['a place', { ...body, location: undefined }, 'LocationRequired'],
  ['a publisher', { ...body, properties: { ...body.properties, publisher: undefined } }, 'InvalidParameter'],
])('an extension without %s is refused', (_, sent, code) => {
  expect(createExtensionBench().send('PUT', EXTENSION, sent)).toMatchObject({ status: 400, body: { error: { code } } })
})

test('extensions of a VM that does not run cannot change', () => {
  const bench = createExtensionBench()
  bench.send('PUT', EXTENSION, body)
  bench.send('POST', `${vmPath('web-01')}/deallocate`)
  bench.pass(120)

  for (const reply of [bench.send('PUT', EXTENSION, body), bench.send('DELETE', EXTENSION)]) {
    expect(reply).toMatchObject({ status: 409, body: { error: { code: 'OperationNotAllowed' } } })
  }
})

test('the extensions that az puts on VMs with trusted launch are in the marketplace', () => {
  const bench = createBench()
  const types = `${PUBLISHERS}/${PUBLISHER}/artifacttypes/vmextension/types`
  const names = (path: string) => bench.send('GET', path).body.map((row: Json) => row.name)

  expect(names(PUBLISHERS)).toContain(PUBLISHER)
  expect(names(types)).toEqual(['GuestAttestation'])
  expect(names(`${types}/guestattestation/versions`)).toEqual([expect.stringMatching(/^1\.0\.\d+$/)])
  expect(bench.send('GET', `${types}/other/versions`).status).toBe(404)
})
