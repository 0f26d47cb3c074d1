import { describe, expect, test } from 'vitest'
import { createMock, type EstateOptions } from '../../mocks/index.js'
import { estateOf, jobsOf, SUBSCRIPTION, sharedBench, VAULT_ID } from './estates.js'
import { createBench, GROUP, VAULT, vaultPath } from './helpers.js'

const DAY = 86_400
const clock = { kind: 'manual', start: '2026-01-05T10:00:00Z' } as const
const disks = [{ sizeGb: 64, usedGb: 20, churnPerDay: 0.1 }]
const build = (estate: EstateOptions) => createMock({ world: { estate }, clock })

describe('an estate of your own', () => {
  test('is what the SDK then finds: vaults, policies as they were sent, VMs, disks and items', async () => {
    const estate = estateOf([{ disks: [...disks, { sizeGb: 256 }], osType: 'Windows' }, { disks }])
    const bench = createBench({ world: { estate } })

    const items = []
    for await (const item of bench.backup.backupProtectedItems.list(VAULT, GROUP)) items.push(item.properties)
    const policy = await bench.backup.protectionPolicies.get(VAULT, GROUP, 'daily-2200')
    const vm = bench.send('GET', '/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-000').body

    expect(items.map((item) => [item?.policyId, item && 'protectionState' in item && item.protectionState])).toEqual([
      [`${VAULT_ID}/backupPolicies/daily-2200`, 'Protected'],
      [`${VAULT_ID}/backupPolicies/daily-2200`, 'Protected'],
    ])
    expect(policy.properties).toMatchObject({ timeZone: 'UTC', instantRpRetentionRangeInDays: 2 })
    expect(vm.properties.storageProfile).toMatchObject({
      osDisk: { osType: 'Windows', diskSizeGB: 64 },
      dataDisks: [{ lun: 0, diskSizeGB: 256 }],
    })
  })

  test('has no history and all of the day to spend, and its nights go by its policies', async () => {
    const bench = sharedBench(estateOf([{ disks }, { disks, protection: undefined as never }]))
    const { backup } = bench.mock.control.snapshot()
    const before = await jobsOf(bench)
    bench.pass(DAY)

    const jobs = await jobsOf(bench)

    expect(before).toEqual([])
    expect(backup.operations).toEqual({})
    expect(Object.values(backup.vaults)[0]?.changes.count).toBe(0)
    expect(jobs.map((job) => [job.vm, job.status])).toEqual([['vm-000', 'Completed']])
    expect(new Date(jobs[0]?.startMs ?? 0).toISOString().slice(11, 13)).toMatch(/22|23/)
  })

  test('lies in as many subscriptions, groups and regions as its ids say', () => {
    const there = VAULT_ID.replace(/0001/, '0002').replace('rg-backup', 'rg-north')
    const vm = `${SUBSCRIPTION.replace(/0001$/, '0002')}/resourceGroups/rg-vms/providers/Microsoft.Compute/virtualMachines/vm-b`
    const first = estateOf([{ disks }])
    const second = estateOf([
      { id: vm, location: 'northeurope', disks, protection: { vaultId: there, policy: 'daily-2200' } },
    ])
    const vaults = second.vaults.map((vault) => ({ ...vault, id: there, location: 'northeurope' }))

    const mock = build({ vaults: [...first.vaults, ...vaults], vms: [...first.vms, ...second.vms] })

    expect(mock.subscriptions).toHaveLength(2)
    const groups = Object.values(mock.control.snapshot().resources.groups)
    expect(groups.map(({ name, location }) => `${name} ${location}`).sort()).toEqual([
      'rg-app westeurope',
      'rg-backup westeurope',
      'rg-north northeurope',
      'rg-vms northeurope',
    ])
  })

  test('with a thousand VMs in a vault, each by two disks, stands in no time', () => {
    const mock = build(estateOf(Array.from({ length: 1_000 }, () => ({ disks: [...disks, ...disks] }))))

    const [vault] = Object.values(mock.control.snapshot().backup.vaults)
    expect(Object.keys(vault?.items ?? {})).toHaveLength(1_000)
  })
})

test('a vault takes 1,000 moves a day, and as many again on the next', () => {
  const estate = estateOf(Array.from({ length: 1_000 }, () => ({ disks })))
  const bench = createBench({ world: { estate } })
  const move = (index: number) => {
    const { id = '' } = estate.vms[index] ?? {}
    const name = `iaasvmcontainerv2;rg-app;${id.split('/').at(-1)}`
    const policyId = `${VAULT_ID}/backupPolicies/DefaultPolicy`
    const path = `${vaultPath()}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${name}/protectedItems/vm;${name}`
    const properties = { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: id, policyId }
    return bench.send('PUT', path, { properties }).status
  }

  const today = Array.from({ length: 1_000 }, (_, index) => move(index))
  bench.pass(60)
  const oneMore = move(0)
  bench.pass(14 * 3_600)

  expect(today.every((status) => status === 202)).toBe(true)
  expect([oneMore, move(0)]).toEqual([400, 202])
})

describe('an estate that cannot be', () => {
  const good = estateOf([{ disks }])
  const withVm = (vm: Partial<EstateOptions['vms'][number]>) => ({ ...good, vms: [{ ...good.vms[0], ...vm } as never] })
  const account = `${SUBSCRIPTION}/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/contosovhds`

  test.each<[string, EstateOptions, RegExp]>([
    ['an id that is none', withVm({ id: 'web-01' }), /web-01 is no id of a Microsoft\.Compute\/virtualMachines/],
    ['a VM without disks', withVm({ disks: [] }), /has no disk/],
    ['a disk of no size', withVm({ disks: [{ sizeGb: 0 }] }), /has a disk of 0 GB/],
    ['less than nothing used', withVm({ disks: [{ sizeGb: 9, usedGb: -1 }] }), /of which -1 are used/],
    ['more churn than data', withVm({ disks: [{ sizeGb: 9, churnPerDay: 2 }] }), /2 change in a day/],
    ['a vault that is not there', { ...good, vaults: [] }, /which the estate does not have/],
    [
      'a policy that is not there',
      withVm({ protection: { vaultId: VAULT_ID, policy: 'weekly' } }),
      /protected by weekly, which its vault does not have/,
    ],
    [
      'an account that sends nothing',
      { ...good, storageAccounts: [{ id: account, location: 'westeurope', egressMbps: 0 }] },
      /egressMbps must be more than 0/,
    ],
  ])('%s is said in words', (_, estate, problem) => {
    expect(() => build(estate)).toThrow(RangeError)
    expect(() => build(estate)).toThrow(problem)
  })

  test('all problems are said at once, the first ten in words', () => {
    const vms = Array.from({ length: 15 }, (_, index) => ({ ...good.vms[0], id: `vm-${index}` }) as never)

    expect(() => build({ ...good, vms })).toThrow(/vm-0 is .* vm-9 is .* And 5 more\./)
  })

  test('what Azure would refuse is refused with the request and its answer', () => {
    const twice = { ...good, vms: [withVm({ location: 'eastus' }).vms[0] as never] }

    expect(() => build(twice)).toThrow(
      /Building the world failed: PUT .*vm-000.*is in eastus, the vault is in westeurope/,
    )
  })
})
