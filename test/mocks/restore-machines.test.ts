import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, type Json, vaultPath, vmPath } from './helpers.js'
import { makeNetwork, newVm, restore, restoreToEnd, type Target, withPoint } from './restore-bench.js'
import { disksOf, twoDisks } from './restore-effects-bench.js'

const vmOf = (bench: Target, name: string, group?: string): Json => bench.send('GET', vmPath(name, group)).body

describe('a restored VM', () => {
  test('runs in the target group with disks of its own', async () => {
    const { bench, point } = withPoint(twoDisks)

    await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))

    const { properties, location } = vmOf(bench, 'web-02', GROUP)
    expect(location).toBe('westeurope')
    expect(properties.hardwareProfile.vmSize).toBe('Standard_D2s_v5')
    expect(properties.provisioningState).toBe('Succeeded')
    expect(properties.storageProfile.osDisk.name).toMatch(/^web-02-osdisk-/)
    expect(properties.storageProfile.dataDisks.map((disk: Json) => disk.lun)).toEqual([0, 1])
    expect(disksOf(bench).map((disk) => disk.managedBy)).toEqual(Array(3).fill(vmOf(bench, 'web-02', GROUP).id))
    expect(vmOf(bench, 'web-01').properties.storageProfile.osDisk.name).toBe('web-01_OsDisk_1')
  })

  test('has an interface in the subnet of the request', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench)

    await restoreToEnd(bench, point, newVm(bench, network))

    const { id: vmId, properties } = vmOf(bench, 'web-02', GROUP)
    const [{ id }] = properties.networkProfile.networkInterfaces
    const nic = bench.send('GET', id.replace(`/subscriptions/${bench.sub}`, '')).body.properties
    expect(nic.virtualMachine.id).toBe(vmId)
    expect(nic.ipConfigurations[0].properties).toMatchObject({
      privateIPAddress: '10.0.0.4',
      subnet: { id: `${network}/subnets/default` },
    })
  })

  test('is not made when the subnet fills up while the restore runs: the job fails', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench, 'westeurope', '10.0.0.0/29')
    const jobs = Array.from({ length: 3 }, (_, index) =>
      restoreToEnd(bench, point, newVm(bench, network, `web-1${index}`)),
    )

    await Promise.all(jobs)
    const job = await restoreToEnd(bench, point, newVm(bench, network, 'web-13'))

    expect(job).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: 'UserErrorNetworkInterfaceNotCreated' }],
    })
    expect(vmOf(bench, 'web-13', GROUP).error.code).toBe('ResourceNotFound')
  })

  test('is not made under a name that was taken while the restore ran: the job fails', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench)
    expect(restore(bench, point, newVm(bench, network)).status).toBe(202)

    const job = await restoreToEnd(bench, point, newVm(bench, network))

    const states = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(states.map((row: Json) => row.properties.status).sort()).toEqual(['Completed', 'Failed'])
    expect(job.operation).toBe('Restore')
  })

  test.each<[string, string, (network: string) => object]>([
    ['a network that is not there', 'westeurope', () => ({ virtualNetworkId: '/x', subnetId: '/x/subnets/y' })],
    ['a network in another region', 'northeurope', () => ({})],
    ['a subnet of another network', 'westeurope', (network) => ({ subnetId: `${network}/subnets/none` })],
    ['a target that is no VM', 'westeurope', (network) => ({ targetVirtualMachineId: network })],
    [
      'another target group than that of the VM',
      'westeurope',
      (network) => ({
        targetVirtualMachineId: network
          .replace(/Microsoft.Network.*/, 'Microsoft.Compute/virtualMachines/x')
          .replace(GROUP, 'rg-app'),
      }),
    ],
    ['no target group', 'westeurope', () => ({ targetResourceGroupId: undefined })],
  ])('with %s is refused', (_, location, more) => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench, location)

    expect(codeOf(restore(bench, point, { ...newVm(bench, network), ...more(network) }))).toEqual([
      400,
      'BMSUserErrorInvalidInput',
    ])
  })
})

describe('replacing the disks of a VM', () => {
  const original = { recoveryType: 'OriginalLocation', targetResourceGroupId: undefined }

  test('attaches new disks at the same LUNs; the old ones stay, attached to nothing', async () => {
    const { bench, point } = withPoint(twoDisks)
    const before = vmOf(bench, 'web-01').properties

    const job = await restoreToEnd(bench, point, original)

    const { storageProfile, vmId } = vmOf(bench, 'web-01').properties
    expect(job.extendedInfo.propertyBag['Job Type']).toBe('Replace disks')
    expect(vmId).toBe(before.vmId)
    expect(storageProfile.osDisk.name).toMatch(/^web-01-osdisk-/)
    expect(storageProfile.dataDisks.map((disk: Json) => disk.lun)).toEqual([0, 1])
    const disks = disksOf(bench, '/resourceGroups/rg-app/providers/Microsoft.Compute/disks')
    expect(disks.map((disk) => disk.properties.diskState)).toEqual([
      ...Array(3).fill('Unattached'),
      ...Array(3).fill('Attached'),
    ])
  })

  test('fails when the VM goes meanwhile, and is refused when it is gone before', async () => {
    const { bench, point } = withPoint()
    expect(restore(bench, point, original).status).toBe(202)
    bench.send('DELETE', vmPath('web-01'))
    bench.pass(3600)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(job.properties.status).toBe('Failed')
    expect(codeOf(restore(bench, point, original))).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('leaves the VM as it is when an older mock started the restore, which kept no disks of the point', () => {
    const osDisk = { name: 'boot', osType: 'Linux', diskSizeGB: 30 }
    const hardwareProfile = { vmSize: 'Standard_D2s_v5' }
    const { bench, point } = withPoint({ vm: { properties: { hardwareProfile, storageProfile: { osDisk } } } })
    restore(bench, point, original)
    const [vault] = Object.values(bench.mock.control.peek().backup.vaults)
    for (const job of Object.values(vault?.jobs ?? {})) delete job.restore?.source

    bench.pass(3600)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(job.properties.status).toBe('Completed')
    expect(vmOf(bench, 'web-01').properties.storageProfile.osDisk.name).toBe('boot')
  })
})
