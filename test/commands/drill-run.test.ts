import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import DrillRun from '../../commands/drill/run.js'
import type { DrillRunResult } from '../../src/drills/run.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

describe('azbk drill run', () => {
  let world: RestoreWorld
  let folder: string

  beforeEach(async () => {
    world = createRestoreWorld()
    folder = await folderWith()
  })

  async function drill(...argv: string[]) {
    const run = await runAzbk(DrillRun, [...argv, '--journal', folder, '--evidence', folder, '--json'], {
      mock: world.mock,
    })
    return { ...run, ...run.json<DrillRunResult>().result }
  }

  const groups = () =>
    world
      .get<{ value: { name: string }[] }>(`/subscriptions/${world.subscriptionId}/resourcegroups`)
      .value.map(({ name }) => name)

  it('restores into a group of its own, looks inside, deletes the group, and keeps the evidence', async () => {
    const before = groups()

    const run = await drill('--all', '--service', 'sshd', '--tcp', '443')

    expect(run.drill?.machines).toMatchObject([
      { name: 'web-01', verdict: 'passed', tier: 'standard', rtoMs: 8 * 3_600_000 },
      { name: 'web-02', verdict: 'passed' },
    ])
    expect(run.drill?.machines[0]?.probes.map(({ name }) => name)).toEqual(['agent', 'service sshd', 'tcp 443'])
    expect(run.drill?.teardown).toEqual({ state: 'gone', reason: null, left: [] })
    expect(groups()).toEqual(before)
    expect(JSON.parse(readFileSync(join(folder, `${run.drill?.name}.json`), 'utf8'))).toEqual(run.drill)
    expect(run.exitCode).toBe(0)
  })

  it('lets VMs of the drill reach each other, nothing else in, and out only what the agent needs', async () => {
    let rules: { properties: { name: string; direction: string; access: string } }[] = []
    world.onRequest(/runCommand/, () => {
      const [group] = groups().filter((name) => name.startsWith('rg-azbk-drill'))
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
    const before = groups()

    const run = await drill('--all', '--service', 'nginx')

    expect(run.drill?.machines).toMatchObject([
      { name: 'web-01', verdict: 'failed', reason: 'service nginx did not pass.' },
      { name: 'web-02', verdict: 'passed' },
    ])
    expect(run.drill?.machines[0]?.probes[1]).toMatchObject({ passed: false, detail: 'inactive' })
    expect(groups()).toEqual(before)
    expect(run.exitCode).toBe(10)
  })

  it('is stopped by Ctrl-C after the group is deleted', async () => {
    const before = groups()
    const stop = new AbortController()
    world.onRequest(/\/restore\?/, () => stop.abort())

    const run = await runAzbk(DrillRun, ['--all', '--journal', folder, '--evidence', folder, '--json'], {
      mock: world.mock,
      signal: stop.signal,
    })

    expect(groups()).toEqual(before)
    expect(run.exitCode).toBe(130)
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
    const before = groups()

    const run = await drill('--vm', 'web-01', '--vm', 'new-01', '--dry-run')

    expect(run.applied).toBe(false)
    expect(run.planned).toMatchObject([
      { name: 'web-01', reason: null },
      { name: 'new-01', reason: "Cannot restore VM 'new-01': No vault holds backup data of VM 'new-01'." },
    ])
    expect(groups()).toEqual(before)
  })

  it.each([
    [['--service', "x'; rm -rf /"], 'INVALID_SERVICE'],
    [['--tcp', '70000'], 'INVALID_ADDRESS'],
    [['--tcp', 'host$(id):1'], 'INVALID_ADDRESS'],
  ])('refuses %j', async (argv, code) => {
    const run = await runAzbk(DrillRun, ['--vm', 'web-01', ...argv, '--json'], { mock: world.mock })

    expect(run.json().error).toMatchObject({ code })
    expect(run.exitCode).toBe(2)
  })
})
