import { describe, expect, test } from 'vitest'
import { type Bench, codeOf, createBench, GROUP, type Json, vmBodyOf, vmPath } from './helpers.js'
import { makeNetwork, newVm, restoreToEnd, withPoint } from './restore-bench.js'

const TYPE = 'Microsoft.Compute/availabilitySets'
const setPath = (name: string) => `/resourceGroups/${GROUP}/providers/${TYPE}/${name}`

function makeSet(bench: Bench, name = 'set-web', location = 'westeurope'): { id: string } {
  const body = { location, sku: { name: 'Aligned' }, properties: { platformFaultDomainCount: 2 } }
  return { id: bench.send('PUT', setPath(name), body).body.id }
}

/** PUT of the VM `vm-web` in a set; in a zone when one is given. */
function putVm(bench: Bench, availabilitySet: object, more: object = {}) {
  const { properties, ...body } = vmBodyOf({ location: 'westeurope' })
  const reply = bench.send('PUT', vmPath('vm-web'), {
    ...body,
    ...more,
    properties: { ...properties, availabilitySet },
  })
  bench.pass(120)
  return reply
}

describe('an availability set', () => {
  test('is made at once, shown with its VMs, listed, and kept until it is empty', () => {
    const bench = createBench()
    const set = makeSet(bench)
    putVm(bench, set)
    const show = () => bench.send('GET', setPath('set-web'))
    const remove = () => bench.send('DELETE', setPath('set-web'))

    expect(show().body).toMatchObject({
      type: TYPE,
      sku: { name: 'Aligned' },
      properties: { platformUpdateDomainCount: 5, platformFaultDomainCount: 2 },
    })
    expect(show().body.properties.virtualMachines).toEqual([{ id: expect.stringContaining('/vm-web') }])
    expect(bench.send('GET', `/providers/${TYPE}`).body.value.map(({ name }: Json) => name)).toEqual(['set-web'])
    expect(codeOf(remove())).toEqual([409, 'OperationNotAllowed'])
    bench.send('DELETE', vmPath('vm-web'))
    bench.pass(120)
    expect([remove().status, remove().status]).toEqual([200, 204])
    expect(codeOf(show())).toEqual([404, 'ResourceNotFound'])
  })

  test('takes no VM when it is gone, or lies in another region, nor one in a zone', () => {
    const bench = createBench()
    const set = makeSet(bench)

    expect(codeOf(putVm(bench, { id: `${set.id}-gone` }))).toEqual([404, 'NotFound'])
    expect(codeOf(putVm(bench, makeSet(bench, 'set-far', 'northeurope')))).toEqual([404, 'NotFound'])
    expect(codeOf(putVm(bench, set, { zones: ['1'] }))).toEqual([400, 'BadRequest'])
  })

  test('is that of a VM for good', () => {
    const bench = createBench()
    const set = makeSet(bench)
    putVm(bench, set)

    expect(codeOf(putVm(bench, makeSet(bench, 'set-db')))).toEqual([409, 'PropertyChangeNotAllowed'])
    expect(putVm(bench, { id: set.id.toUpperCase() }).status).toBe(200)
  })

  test('keeps a VM whose disks are replaced, and gets none that is made of its points', async () => {
    const body = vmBodyOf({ location: 'westeurope' })
    const availabilitySet = { id: `/subscriptions/${createBench().sub}${setPath('set-web')}` }
    const vm = { ...body, properties: { ...body.properties, availabilitySet } }
    const { bench, point } = withPoint({ vm, before: makeSet })
    await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))
    await restoreToEnd(bench, point, { recoveryType: 'OriginalLocation', originalStorageAccountOption: false })

    expect(bench.send('GET', vmPath('web-02', GROUP)).body.properties).not.toHaveProperty('availabilitySet')
    expect(bench.send('GET', setPath('set-web')).body.properties.virtualMachines).toEqual([
      { id: expect.stringContaining('/web-01') },
    ])
  })
})
