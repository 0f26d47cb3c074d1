import { ComputeManagementClient } from '@azure/arm-compute'
import { describe, expect, test } from 'vitest'
import { type Bench, createBench, makeVm, vmBodyOf, vmPath } from './helpers.js'

/** Polls go on at once; the calendar moves with each request, so that operations end. */
const POLL = { updateIntervalInMs: 1 }

function createComputeBench(): Bench & { compute: ComputeManagementClient } {
  const bench = createBench({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z', perRequestMs: 30_000 } })
  const options = { httpClient: bench.mock.httpClient, retryOptions: { maxRetries: 0 } }
  return { ...bench, compute: new ComputeManagementClient(bench.mock.credential, bench.sub, options) }
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

describe('virtual machines', () => {
  test('a new VM is created with its id and its disks, through an operation', async () => {
    const { compute } = createComputeBench()

    const vm = await compute.virtualMachines.createOrUpdate(
      'rg-app',
      'web-01',
      {
        location: 'West Europe',
        zones: ['1'],
        hardwareProfile: { vmSize: 'Standard_D2s_v5' },
        storageProfile: {
          osDisk: { osType: 'Linux', createOption: 'FromImage', diskSizeGB: 64 },
          dataDisks: [{ lun: 0, createOption: 'Empty', diskSizeGB: 256 }],
        },
      },
      POLL,
    )

    expect(vm).toMatchObject({ location: 'westeurope', provisioningState: 'Succeeded', zones: ['1'] })
    expect(vm.vmId).toMatch(/^[0-9a-f-]{36}$/)
    const [disk] = vm.storageProfile?.dataDisks ?? []
    const made = await compute.disks.get('rg-app', disk?.name ?? '')
    expect(made).toMatchObject({ diskSizeGB: 256, managedBy: vm.id, diskState: 'Attached', zones: ['1'] })
  })

  test('a PUT answers 201 for a new VM and 200 for a known one, and keeps its id', () => {
    const bench = createBench()

    const first = bench.send('PUT', vmPath('web-01'), vmBodyOf({ location: 'westeurope' }))
    bench.pass(120)
    const second = bench.send('PUT', vmPath('WEB-01'), vmBodyOf({ location: 'westeurope', size: 'Standard_D4s_v5' }))

    expect([first.status, second.status]).toEqual([201, 200])
    expect(first.body.properties.provisioningState).toBe('Creating')
    expect(second.body.properties.vmId).toBe(first.body.properties.vmId)
    expect(second.body.name).toBe('web-01')
    expect(first.headers['azure-asyncoperation']).toContain('/locations/westeurope/operations/')
  })

  test.each([
    ['no location', {}, 400, 'LocationRequired'],
    ['an unknown region', { location: 'atlantis' }, 400, 'LocationNotAvailableForResourceType'],
    ['no hardware profile', { location: 'westeurope', properties: {} }, 400, 'InvalidParameter'],
    ['a size that is none', vmBodyOf({ location: 'westeurope', size: 'Huge' }), 400, 'InvalidParameter'],
    [
      'nine disks on a size for four',
      vmBodyOf({ location: 'westeurope', dataDisksGb: Array(9).fill(64) }),
      409,
      'OperationNotAllowed',
    ],
    ['tags that are no text', { ...vmBodyOf({ location: 'westeurope' }), tags: { a: 1 } }, 400, 'InvalidTagValue'],
  ])('a PUT with %s is refused and leaves nothing behind', (_, body, status, code) => {
    const bench = createBench()

    const reply = bench.send('PUT', vmPath('web-01'), body)

    expect([reply.status, reply.body.error.code]).toEqual([status, code])
    expect(bench.send('GET', vmPath('web-01')).status).toBe(404)
    expect(bench.send('GET', '/providers/Microsoft.Compute/disks').body.value).toEqual([])
  })

  test('a VM cannot move to another region', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')

    const reply = bench.send('PUT', vmPath('web-01'), vmBodyOf({ location: 'eastus' }))

    expect([reply.status, reply.body.error.code]).toEqual([409, 'InvalidResourceLocation'])
  })

  test('a provider that is not registered refuses writes', () => {
    const bench = createBench({ world: 'empty' })
    const state = bench.mock.control.snapshot()
    const subscription = Object.values(state.resources.subscriptions)[0]
    if (subscription) subscription.providers = {}

    const reply = createBench({ state }).send('PUT', vmPath('web-01'), vmBodyOf({ location: 'westeurope' }))

    expect([reply.status, reply.body.error.code]).toEqual([409, 'MissingSubscriptionRegistration'])
  })

  test('lists follow next links over a subscription and keep to a group', async () => {
    const bench = createBench({ pageSize: 2 })
    for (const name of ['a-1', 'a-2', 'a-3', 'a-4', 'a-5']) makeVm(bench, name)
    makeVm(bench, 'b-1', { group: 'rg-backup' })
    const { mock, sub } = bench
    const compute = new ComputeManagementClient(mock.credential, sub, { httpClient: mock.httpClient })

    const everywhere = await all(compute.virtualMachines.listAll())
    const inGroup = await all(compute.virtualMachines.list('RG-Backup'))

    expect(everywhere.map((vm) => vm.name)).toEqual(['a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'b-1'])
    expect(inGroup.map((vm) => vm.name)).toEqual(['b-1'])
  })

  test('power and agent are shown by expand and by statusOnly, and by nothing else', async () => {
    const { compute, ...bench } = createComputeBench()
    makeVm(bench, 'web-01')

    const plain = await compute.virtualMachines.get('rg-app', 'web-01')
    const expanded = await compute.virtualMachines.get('rg-app', 'web-01', { expand: 'instanceView' })
    const [status] = await all(compute.virtualMachines.listAll({ statusOnly: 'true' }))

    expect(plain.instanceView).toBeUndefined()
    expect(expanded.instanceView?.statuses?.map((row) => row.code)).toContain('PowerState/running')
    expect(expanded.instanceView?.vmAgent?.statuses?.[0]?.displayStatus).toBe('Ready')
    expect(status?.instanceView?.statuses?.map((row) => row.code)).toContain('PowerState/running')
    expect(status?.storageProfile).toBeUndefined()
  })

  test('the agent of a new VM reports some seconds after the VM is there, and tells of the guest', () => {
    const bench = createBench()
    bench.mock.control.fixDuration('vmWrite', 10)
    bench.mock.control.fixDuration('agentStart', 20)
    bench.send('PUT', vmPath('web-01'), vmBodyOf({ location: 'westeurope', osType: 'Windows' }), '2024-07-01')
    const seen = () => {
      const view = bench.send('GET', `${vmPath('web-01')}/instanceView`, undefined, '2024-07-01').body
      return [view.vmAgent.vmAgentVersion, view.vmAgent.statuses[0].displayStatus, view.computerName, view.osName]
    }

    const creating = seen()
    bench.pass(29)
    const made = seen()
    bench.pass(2)

    expect([creating, made]).toEqual([
      ['Unknown', 'Not Ready', undefined, undefined],
      ['Unknown', 'Not Ready', undefined, undefined],
    ])
    expect(seen()).toEqual(['2.7.41491.1095', 'Ready', 'web-01', 'Windows Server 2022 Datacenter'])
  })

  test('deallocate, start, power off and restart lead to their power states', async () => {
    const { compute, send, ...bench } = createComputeBench()
    makeVm({ send, ...bench }, 'web-01')
    const power = () => send('GET', `${vmPath('web-01')}/instanceView`).body.statuses[1].code

    await compute.virtualMachines.deallocate('rg-app', 'web-01', POLL)
    expect(power()).toBe('PowerState/deallocated')
    await compute.virtualMachines.start('rg-app', 'web-01', POLL)
    expect(power()).toBe('PowerState/running')
    await compute.virtualMachines.powerOff('rg-app', 'web-01', POLL)
    expect(power()).toBe('PowerState/stopped')
    await compute.virtualMachines.restart('rg-app', 'web-01', POLL)
    expect(power()).toBe('PowerState/running')
  })

  test('a power action is refused while another one runs, and on a VM that has no host', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')

    expect(bench.send('POST', `${vmPath('web-01')}/deallocate`).status).toBe(202)
    expect(bench.send('POST', `${vmPath('web-01')}/start`).body.error.code).toBe('Conflict')
    bench.pass(120)
    expect(bench.send('POST', `${vmPath('web-01')}/restart`).body.error.code).toBe('OperationNotAllowed')
    expect(bench.send('POST', `${vmPath('no-vm')}/start`).body.error.code).toBe('ResourceNotFound')
  })

  test('a delete takes the VM and the disks it owns, and leaves the others detached', async () => {
    const { compute, ...bench } = createComputeBench()
    const body = vmBodyOf({ location: 'westeurope', dataDisksGb: [64] })
    Object.assign((body.properties as never as { storageProfile: { osDisk: object } }).storageProfile.osDisk, {
      deleteOption: 'Delete',
    })
    makeVm(bench, 'web-01', { body })

    await compute.virtualMachines.delete('rg-app', 'web-01', POLL)

    expect(bench.send('GET', vmPath('web-01')).status).toBe(404)
    const left = await all(compute.disks.list())
    expect(left.map((disk) => [disk.name, disk.diskState, disk.managedBy])).toEqual([
      ['web-01_DataDisk_0', 'Unattached', undefined],
    ])
    expect(bench.send('DELETE', vmPath('web-01')).status).toBe(204)
  })

  test('a PATCH sets tags and size', async () => {
    const { compute, ...bench } = createComputeBench()
    makeVm(bench, 'web-01')

    const patch = { tags: { env: 'test' }, hardwareProfile: { vmSize: 'Standard_D8s_v5' } }
    const vm = await compute.virtualMachines.update('rg-app', 'web-01', patch, POLL)

    expect(vm).toMatchObject({ tags: { env: 'test' }, hardwareProfile: { vmSize: 'Standard_D8s_v5' } })
  })

  test('sizes of a region and resource SKUs tell what takes premium disks', async () => {
    const { compute } = createComputeBench()

    const sizes = await all(compute.virtualMachineSizes.list('westeurope'))
    const skus = await all(compute.resourceSkus.list({ filter: "location eq 'eastus'" }))

    expect(sizes.find((size) => size.name === 'Standard_D4s_v5')?.numberOfCores).toBe(4)
    const premium = (name: string) =>
      skus.find((sku) => sku.name === name)?.capabilities?.find((row) => row.name === 'PremiumIO')?.value
    expect([premium('Standard_D4s_v5'), premium('Standard_D4_v5')]).toEqual(['True', 'False'])
    expect(skus.every((sku) => sku.locations?.join() === 'eastus')).toBe(true)
  })
})

describe('disks and snapshots', () => {
  test('a disk and a copy of it as a snapshot are created, listed and deleted', async () => {
    const { compute } = createComputeBench()

    const empty = { location: 'westeurope', creationData: { createOption: 'Empty' }, diskSizeGB: 64 }
    const disk = await compute.disks.createOrUpdate('rg-app', 'disk-a', empty, POLL)
    const copy = { location: 'westeurope', creationData: { createOption: 'Copy', sourceResourceId: disk.id ?? '' } }
    const snapshot = await compute.snapshots.createOrUpdate('rg-app', 'snap-a', copy, POLL)

    expect([disk.provisioningState, disk.diskState]).toEqual(['Succeeded', 'Unattached'])
    expect(snapshot.diskSizeGB).toBe(64)
    expect((await all(compute.snapshots.listByResourceGroup('rg-app'))).map((row) => row.name)).toEqual(['snap-a'])
    await compute.snapshots.delete('rg-app', 'snap-a', POLL)
    await compute.disks.delete('rg-app', 'disk-a', POLL)
    expect(await all(compute.disks.listByResourceGroup('rg-app'))).toEqual([])
  })

  test('a disk PUT never answers 201: clients take that for an error', () => {
    const bench = createBench()
    const body = { location: 'westeurope', properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 4 } }
    const path = '/resourceGroups/rg-app/providers/Microsoft.Compute/disks/disk-a'

    expect([bench.send('PUT', path, body).status, bench.send('PUT', path, body).status]).toEqual([202, 202])
  })

  test('a disk of a VM cannot be deleted, and a copy needs its source', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    const disks = '/resourceGroups/rg-app/providers/Microsoft.Compute/disks'
    const creationData = { createOption: 'Copy', sourceResourceId: `/subscriptions/${bench.sub}${disks}/nothing` }

    const attached = bench.send('DELETE', `${disks}/web-01_OsDisk_1`)
    const orphan = bench.send('PUT', `${disks}/copy`, { location: 'westeurope', properties: { creationData } })
    const shapeless = bench.send('PUT', `${disks}/copy`, { location: 'westeurope' })

    expect([attached.status, attached.body.error.code]).toEqual([409, 'OperationNotAllowed'])
    expect([orphan.status, orphan.body.error.code]).toEqual([404, 'ResourceNotFound'])
    expect([shapeless.status, shapeless.body.error.code]).toEqual([400, 'InvalidParameter'])
    expect(bench.send('GET', `${disks}/copy`).status).toBe(404)
  })
})
