import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import DrillClean from '../../commands/drill/clean.js'
import type { DrillCleanResult } from '../../src/drills/clean.js'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'
import { GEO } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'

const DAY_MS = 86_400_000

/** A Windows VM `web-01` with one point. */
function addMachine(world: DrillWorld, group: string) {
  const root = `/subscriptions/${world.subscriptionId}/resourceGroups/${group}`
  world.put(root, { location: 'westeurope' })
  const sourceResourceId = `${root}/providers/Microsoft.Compute/virtualMachines/web-01`
  const storageProfile = { osDisk: { osType: 'Windows', diskSizeGB: 127 } }
  const hardwareProfile = { vmSize: 'Standard_D2s_v5' }
  world.put(sourceResourceId, { location: 'westeurope', properties: { hardwareProfile, storageProfile } })
  const core = `iaasvmcontainerv2;${group};web-01`
  const item = `${world.vaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${core}/protectedItems/VM;${core}`
  const policyId = `${world.vaultId}/backupPolicies/DefaultPolicy`
  const protectedItemType = 'Microsoft.Compute/virtualMachines'
  world.put(item, { properties: { protectedItemType, sourceResourceId, policyId } })
  world.mock.control.advance(360_000)
  world.post(`${item}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
  world.finishBackup()
}

describe('azbk drill run --cross-region', () => {
  let world: DrillWorld

  /** Three days after the backup every point has reached northeurope. */
  beforeEach(async () => {
    world = await createDrillWorld({ properties: GEO })
    world.mock.control.advance(3 * DAY_MS)
  })

  it('practises on the copies in the paired region, there, and leaves nothing', async () => {
    const before = world.groups()
    const made = new Set<string>()
    world.onRequest(/runCommand/, () => {
      const { storage, network, compute } = world.mock.control.snapshot()
      for (const table of [storage.accounts, network.virtualNetworks, compute.virtualMachines])
        for (const { group, location } of Object.values(table)) if (group.startsWith('rg-azbk')) made.add(location)
    })

    const run = await world.drill(['--all', '--cross-region', '--service', 'sshd'])

    expect(run.drill).toMatchObject({ crossRegion: true, teardown: { state: 'gone' } })
    expect(run.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    expect([...made]).toEqual(['northeurope'])
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(0)
  })

  it('works while the own region of the vault is down', async () => {
    world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })
    const before = world.groups()

    const run = await world.drill(['--all', '--cross-region', '--sample', '1'])

    expect(run.drill?.machines).toMatchObject([{ verdict: 'passed' }])
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(0)
  })

  it('is not cleaned away under a restore in the paired region, also while the own region is down', async () => {
    const { control } = world.mock
    control.inject({ method: 'DELETE', path: /resourcegroups/, times: 99, fault: { kind: 'refused' } })
    control.inject({ method: 'POST', path: /backupCrossRegionRestore/, fault: { kind: 'job-stuck' } })
    await world.drill(['--vm', 'web-01', '--cross-region', '--timeout', '5m', '--rto', '4m'])
    control.clearFaults()
    control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })

    const argv = ['--yes', '--timeout', '10m', '--journal', world.journals, '--json']
    const run = await runAzbk(DrillClean, argv, { mock: world.mock })

    const [group] = run.json<DrillCleanResult>().result.groups
    expect(group?.teardown).toMatchObject({ state: 'left', reason: expect.stringContaining('had not ended') })
    expect(run.json().warnings.join()).toContain("'vault-contoso' could not be read")
    expect(run.exitCode).toBe(8)
  })

  it('waits for restores that cannot be cancelled when Ctrl-C comes', async () => {
    const before = world.groups()
    const stop = new AbortController()
    world.onRequest(/backupCrossRegionRestore/, () => stop.abort())

    const run = await world.drill(['--all', '--cross-region'], { signal: stop.signal })
    world.mock.control.advance(DAY_MS)

    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(130)
  })
})

describe('the place of a drill', () => {
  it('has a name of its own when two drills begin in the same moment', async () => {
    const world = await createDrillWorld()

    const plans = await Promise.all([world.drill(['--all', '--dry-run']), world.drill(['--all', '--dry-run'])])

    const names = plans.map(({ changes }) => changes[0]?.name)
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name).toMatch(/^rg-azbk-drill-\d{8}-\d{6}-[0-9a-z]{4}$/)
  })

  it('gives VMs of the same name, from two groups, names that differ', async () => {
    const world = await createDrillWorld({ vms: ['web-01'] })
    addMachine(world, 'rg-other')
    let machines: readonly string[] = []
    world.onRequest(/runCommand/, () => {
      machines = world.machines(world.groups().find((name) => name.startsWith('rg-azbk')) ?? '')
    })

    const run = await world.drill(['--all', '--service', 'sshd'])

    expect(machines.toSorted()).toEqual(['web-01', 'web-01-2'])
    expect(run.drill?.machines.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'web-01 passed',
      'web-01 passed',
    ])
    expect(run.drill?.machines[0]?.id).not.toBe(run.drill?.machines[1]?.id)
  })

  it('is not made for VMs that the quota of the subscription has no room for', async () => {
    const world = await createDrillWorld()
    world.mock.control.setQuotas({ limits: [{ name: 'cores', location: 'westeurope', limit: 6 }] })
    const before = world.groups()

    const one = await world.drill(['--all'])
    world.mock.control.setQuotas({ limits: [{ name: 'cores', location: 'westeurope', limit: 4 }] })
    const none = await world.drill(['--all'])

    expect(one.drill?.machines).toMatchObject([
      { name: 'web-01', verdict: 'passed' },
      { name: 'web-02', verdict: 'failed', reason: expect.stringContaining('vCPUs') },
    ])
    expect(none.error).toMatchObject({ code: 'NOTHING_TO_DRILL' })
    expect(none.exitCode).toBe(6)
    expect(world.groups()).toEqual(before)
  })

  it('is warned of before when VMs are likely to take longer than their RTO', async () => {
    const world = await createDrillWorld()

    const dry = await world.drill(['--all', '--rto', '1m', '--dry-run'])
    const slow = await world.drill(['--vm', 'web-01', '--rto', '1m'])
    const well = await world.drill(['--vm', 'web-01'])

    expect(dry.json().warnings.join()).toMatch(/Some VMs are likely to be back after their RTO.*web-01.*its RTO is 1m/s)
    expect(slow.json().warnings.join()).toContain("VM 'web-01' is likely to be back after")
    expect(slow.drill?.machines).toMatchObject([{ verdict: 'late' }])
    expect(well.json().warnings).toEqual([])
  })

  it('has what it makes and costs told before anything is made', async () => {
    const world = await createDrillWorld()

    const dry = await world.drill(['--all', '--dry-run'])
    const run = await world.drill(['--vm', 'web-01'])

    expect(dry.costs).toMatchObject({
      machines: [{ size: 'Standard_D2s_v5', count: 2 }],
      disksGb: 382,
      storageAccounts: 2,
    })
    const [, chosen, , group, vm, costs] = run.stderr.split('\n')
    expect(chosen).toMatch(/^Chosen: +the latest point$/)
    expect(group).toContain(`+ resource group rg-azbk-${run.drill?.name}: for this drill alone`)
    expect(vm).toContain('+ VM from web-01: tier standard, point of ')
    expect(costs).toContain('1 VM of Standard_D2s_v5, 191 GB of disks, 1 storage account.')
  })
})

describe('VMs of a drill that look at each other', () => {
  it('wait until all have booted', async () => {
    const world = await createDrillWorld()

    const run = await world.drill(['--all', '--tcp', 'web-01:5432', '--tcp', 'WEB-02:5432'])

    expect(run.drill?.machines.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['passed', null],
      ['passed', null],
    ])
  })

  it('do not wait for one that never boots', async () => {
    const world = await createDrillWorld()
    world.mock.control.setGuest(world.vmId('web-02'), { agent: 'none', rules: [] })

    const run = await world.drill(['--all', '--tcp', 'web-02:5432'])

    expect(run.drill?.machines).toMatchObject([
      { verdict: 'failed', reason: 'tcp web-02:5432 did not pass.' },
      { verdict: 'failed', reason: expect.stringContaining('The agent of the restored VM is not ready') },
    ])
  })

  it('are all restored again when Ctrl-C came before all had looked', async () => {
    const world = await createDrillWorld()
    world.mock.control.setGuest(world.vmId('web-02'), { rules: [{ contains: '5432', delayMs: 300_000 }] })
    const stop = new AbortController()
    world.onRequest(/virtualMachines\/web-02\/runCommand/, () => stop.abort())

    const stopped = await world.drill(['--all', '--tcp', 'web-01:5432'], { signal: stop.signal })
    const rest = await world.drill(['--resume', 'latest'])

    expect(stopped.drill?.machines.map(({ verdict }) => verdict)).toEqual(['notRun', 'notRun'])
    expect(rest.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
  })

  it('are warned of names that nobody in the drill has', async () => {
    const world = await createDrillWorld()

    const run = await world.drill(['--vm', 'web-01', '--tcp', 'db-01:5432', '--dry-run'])

    expect(run.json().warnings.join()).toContain("No VM of this drill is called 'db-01'")
  })
})

describe('a script of the user in a Windows VM', () => {
  it.each([
    [0, 'passed'],
    [3, 'failed'],
  ])('that ends with %i has %s', async (exitCode, verdict) => {
    const world = await createDrillWorld({ vms: [], isProtected: [] })
    addMachine(world, 'rg-app')
    world.mock.control.setGuest(world.vmId('web-01'), { rules: [{ contains: 'powershell.exe', exitCode }] })
    const script = join(world.journals, '..', 'check.ps1')
    writeFileSync(script, 'exit 0')

    const run = await world.drill(['--vm', 'web-01', '--script', script])

    expect(run.drill?.machines).toMatchObject([{ verdict }])
  })
})
