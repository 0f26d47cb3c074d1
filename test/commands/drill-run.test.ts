import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'

describe('azbk drill run', () => {
  let world: DrillWorld

  beforeEach(async () => {
    world = await createDrillWorld()
  })

  const drill = (...argv: string[]) => world.drill(argv)

  it('restores into a group of its own, looks inside, deletes the group, and keeps the evidence', async () => {
    const before = world.groups()

    const run = await drill('--all', '--service', 'sshd', '--tcp', '443')

    expect(run.drill?.machines).toMatchObject([
      { name: 'web-01', verdict: 'passed', tier: 'standard', rtoMs: 8 * 3_600_000 },
      { name: 'web-02', verdict: 'passed' },
    ])
    expect(run.drill?.machines[0]?.probes.map(({ name }) => name)).toEqual(['agent', 'service sshd', 'tcp 443'])
    expect(run.drill?.teardown).toEqual({ state: 'gone', reason: null, left: [] })
    expect(world.groups()).toEqual(before)
    expect(JSON.parse(readFileSync(join(world.evidence, `${run.drill?.name}.json`), 'utf8'))).toEqual(run.drill)
    expect(run.exitCode).toBe(0)
  })

  it('lets VMs of the drill reach each other, nothing else in, and out only what the agent needs', async () => {
    let rules: { properties: { name: string; direction: string; access: string } }[] = []
    world.onRequest(/runCommand/, () => {
      const [group] = world.groups().filter((name) => name.startsWith('rg-azbk-drill'))
      const path = `/subscriptions/${world.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/networkSecurityGroups`
      const own = world.get<{ value: { properties: { securityRules: typeof rules } }[] }>(path)
      rules = own.value.flatMap(({ properties }) => properties.securityRules)
    })

    await drill('--vm', 'web-01', '--service', 'sshd')

    const siblings = { sourceAddressPrefix: '10.255.0.0/20', destinationAddressPrefix: '10.255.0.0/20' }
    expect(rules.filter(({ properties }) => properties.access === 'Allow')).toMatchObject([
      { properties: { direction: 'Inbound', ...siblings } },
      {
        properties: {
          direction: 'Outbound',
          protocol: 'Tcp',
          destinationAddressPrefix: '168.63.129.16',
          destinationPortRanges: ['80', '32526'],
        },
      },
      { properties: { direction: 'Outbound', ...siblings } },
    ])
    expect(rules.map(({ properties }) => `${properties.access} ${properties.direction}`)).toContain('Deny Inbound')
  })

  it('tells which probe failed and what it printed, and still deletes the group', async () => {
    world.mock.control.setGuest(world.vmId('web-01'), {
      rules: [{ contains: 'nginx', exitCode: 3, stdout: 'inactive' }],
    })
    const before = world.groups()

    const run = await drill('--all', '--service', 'nginx')

    expect(run.drill?.machines).toMatchObject([
      { name: 'web-01', verdict: 'failed', reason: 'service nginx did not pass.' },
      { name: 'web-02', verdict: 'passed' },
    ])
    expect(run.drill?.machines[0]?.probes[1]).toMatchObject({ passed: false, detail: 'inactive' })
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(10)
  })

  it('draws a sample of those VMs only that have something to restore', async () => {
    for (const vm of ['new-01', 'new-02', 'new-03']) world.createVm(vm)

    const run = await drill('--all', '--sample', '2', '--dry-run')

    expect(run.planned.map(({ name, reason }) => [name, reason])).toEqual([
      ['web-01', null],
      ['web-02', null],
    ])
  })

  it('makes nothing in a dry run, and says what cannot be practised on', async () => {
    world.createVm('new-01')
    const before = world.groups()

    const run = await drill('--vm', 'web-01', '--vm', 'new-01', '--dry-run')

    expect(run.applied).toBe(false)
    expect(run.planned).toMatchObject([
      { name: 'web-01', reason: null },
      { name: 'new-01', reason: "Cannot restore VM 'new-01': No vault holds backup data of VM 'new-01'." },
    ])
    expect(world.groups()).toEqual(before)
  })

  it.each([
    [['--service', "x'; rm -rf /"], 'INVALID_SERVICE'],
    [['--tcp', '70000'], 'INVALID_ADDRESS'],
    [['--tcp', 'host$(id):1'], 'INVALID_ADDRESS'],
  ])('refuses %j', async (argv, code) => {
    const run = await drill('--vm', 'web-01', ...argv)

    expect(run.error).toMatchObject({ code })
    expect(run.exitCode).toBe(2)
  })
})
