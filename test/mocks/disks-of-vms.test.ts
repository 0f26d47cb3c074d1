import { describe, expect, test } from 'vitest'
import { type Bench, codeOf, createBench, type Json, makeVm, vmBodyOf, vmPath } from './helpers.js'

const DISKS = '/resourceGroups/rg-app/providers/Microsoft.Compute/disks'
const SNAPSHOTS = '/resourceGroups/rg-app/providers/Microsoft.Compute/snapshots'

function makeDisk(bench: Bench, name: string, properties: object = {}) {
  const body = {
    location: 'westeurope',
    properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 16, ...properties },
  }
  bench.send('PUT', `${DISKS}/${name}`, body)
  bench.pass(60)
}

/** PUT of a VM with these data disks, as az sends it to attach and detach. */
function putDisks(bench: Bench, vm: string, dataDisks: object[]) {
  const body = vmBodyOf({ location: 'westeurope' })
  const properties = { ...body.properties, storageProfile: { ...body.properties.storageProfile, dataDisks } }
  const reply = bench.send('PUT', vmPath(vm), { ...body, properties })
  bench.pass(120)
  return reply
}

const attached = (bench: Bench, name: string, lun = 0) => ({
  lun,
  createOption: 'attach',
  managedDisk: { id: `/subscriptions/${bench.sub}${DISKS}/${name}` },
})
const stateOf = (bench: Bench, name: string) => bench.send('GET', `${DISKS}/${name}`).body.properties.diskState
describe('disks of a VM', () => {
  test('are attached by id with their name and size, and let go of when a PUT leaves them out', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeDisk(bench, 'logs')

    const { dataDisks } = putDisks(bench, 'web-01', [attached(bench, 'logs')]).body.properties.storageProfile

    expect(dataDisks).toMatchObject([{ lun: 0, name: 'logs', createOption: 'Attach', diskSizeGB: 16 }])
    expect(stateOf(bench, 'logs')).toBe('Attached')
    putDisks(bench, 'web-01', [])
    expect(stateOf(bench, 'logs')).toBe('Unattached')
    expect(bench.send('GET', `${DISKS}/logs`).body.managedBy).toBeUndefined()
  })

  test('go when they are marked to be detached', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeDisk(bench, 'logs')
    putDisks(bench, 'web-01', [attached(bench, 'logs')])

    const reply = putDisks(bench, 'web-01', [{ ...attached(bench, 'logs'), toBeDetached: true }])

    expect(reply.body.properties.storageProfile.dataDisks).toEqual([])
    expect(stateOf(bench, 'logs')).toBe('Unattached')
  })

  test('cannot be those of another VM, unless they are shared', () => {
    const bench = createBench()
    for (const vm of ['web-01', 'web-02']) makeVm(bench, vm)
    makeDisk(bench, 'logs')
    makeDisk(bench, 'shared', { maxShares: 2 })
    putDisks(bench, 'web-01', [attached(bench, 'logs'), attached(bench, 'shared', 1)])

    expect(codeOf(putDisks(bench, 'web-02', [attached(bench, 'logs')]))).toEqual([409, 'ConflictingUserInput'])
    expect(codeOf(putDisks(bench, 'web-02', [attached(bench, 'shared')]))).toEqual([200, undefined])
  })

  test('must be there', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')

    expect(codeOf(putDisks(bench, 'web-01', [attached(bench, 'none')]))).toEqual([404, 'NotFound'])
  })
})

describe.each([
  ['disks', DISKS],
  ['snapshots', SNAPSHOTS],
])('access to %s', (_, path) => {
  const make = (bench: Bench) => {
    const creationData = { createOption: 'Empty' }
    bench.send('PUT', `${path}/one`, { location: 'westeurope', properties: { creationData, diskSizeGB: 16 } })
    bench.pass(60)
  }
  const grant = (bench: Bench, body: object = { access: 'Read', durationInSeconds: 60 }) =>
    bench.send('POST', `${path}/one/beginGetAccess`, body)

  test('is an address, given when the operation is over, until it is taken back', () => {
    const bench = createBench()
    make(bench)

    const accepted = grant(bench)
    const poll = (header: string) =>
      bench.mock.control.send({ method: 'GET', url: accepted.headers[header] ?? '' }) as { status: number; body: Json }

    expect([accepted.status, poll('location').status]).toEqual([202, 202])
    bench.pass(60)
    const accessSAS = expect.stringMatching(/^https:\/\/md-[a-z\d]+\.blob\.storage\.azure\.net\//)
    expect(poll('location')).toMatchObject({ status: 200, body: { accessSAS } })
    expect(poll('azure-asyncoperation').body).toMatchObject({
      status: 'Succeeded',
      properties: { output: { accessSAS } },
    })
    expect(codeOf(bench.send('DELETE', `${path}/one`))).toEqual([409, 'OperationNotAllowed'])
    expect(codeOf(grant(bench))).toEqual([409, 'OperationNotAllowed'])
    expect(bench.send('POST', `${path}/one/endGetAccess`).status).toBe(202)
    bench.pass(60)
    expect(bench.send('DELETE', `${path}/one`).status).toBe(202)
  })

  test('needs to know what for and how long', () => {
    const bench = createBench()
    make(bench)

    expect(codeOf(grant(bench, { durationInSeconds: 60 }))).toEqual([400, 'InvalidParameter'])
    expect(codeOf(grant(bench, { access: 'Read' }))).toEqual([400, 'InvalidParameter'])
    expect(bench.send('POST', `${path}/none/beginGetAccess`).status).toBe(404)
  })
})

test('a disk with an address cannot be attached', () => {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeDisk(bench, 'logs')
  bench.send('POST', `${DISKS}/logs/beginGetAccess`, { access: 'Read', durationInSeconds: 60 })

  expect(codeOf(putDisks(bench, 'web-01', [attached(bench, 'logs')]))).toEqual([409, 'OperationNotAllowed'])
})
