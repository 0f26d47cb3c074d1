import { ComputeManagementClient } from '@azure/arm-compute'
import { describe, expect, test } from 'vitest'
import { GROUP, vmBodyOf, vmPath } from './helpers.js'
import { makeNetwork, newVm, restore, type Target, withPoint } from './restore-bench.js'

const computeOf = ({ mock, sub }: Target) =>
  new ComputeManagementClient(mock.credential, sub, { httpClient: mock.httpClient, retryOptions: { maxRetries: 0 } })

/** A VM restored as `web-02` at the end of its job. */
function restoredVm(options: { vm?: object; guest?: { agent: 'none' } } = {}) {
  const { bench, point } = withPoint({ policy: 'EnhancedPolicy', ...(options.vm ? { vm: options.vm } : {}) })
  const { control } = bench.mock
  const sourceId = `/subscriptions/${bench.sub}${vmPath('web-01')}`
  if (options.guest) control.setGuest(sourceId, { rules: [], ...options.guest })
  for (const [kind, seconds] of [
    ['createVm', 140],
    ['vmBoot', 40],
    ['agentReport', 60],
  ] as const)
    control.fixDuration(kind, seconds)
  const network = makeNetwork(bench)
  expect(restore(bench, point, newVm(bench, network)).status).toBe(202)
  bench.pass(140)
  const view = () => computeOf(bench).virtualMachines.instanceView(GROUP, 'web-02')
  const power = async () => (await view()).statuses?.find(({ code }) => code?.startsWith('PowerState/'))?.code
  return { bench, view, power, sourceId, agent: async () => (await view()).vmAgent?.statuses?.[0]?.displayStatus }
}

describe('the instance view of a restored VM', () => {
  test('shows it starting, then running, then with an agent that reports', async () => {
    const { bench, power, agent } = restoredVm()

    const seen = [[await power(), await agent()]]
    for (const seconds of [40, 60]) {
      bench.pass(seconds)
      seen.push([await power(), await agent()])
    }

    expect(seen).toEqual([
      ['PowerState/starting', 'Not Ready'],
      ['PowerState/running', 'Not Ready'],
      ['PowerState/running', 'Ready'],
    ])
  })

  test('shows its disks and its generation', async () => {
    const body = vmBodyOf({ location: 'westeurope', dataDisksGb: [64] })
    const vm = { ...body, properties: { ...body.properties, securityProfile: { securityType: 'TrustedLaunch' } } }
    const { bench, view } = restoredVm({ vm })
    bench.pass(100)

    const { disks, hyperVGeneration, osName } = await view()

    expect(disks?.map(({ name, statuses }) => [name, statuses?.[0]?.code])).toEqual([
      [expect.stringMatching(/^web-02-osdisk-/), 'ProvisioningState/succeeded'],
      [expect.stringMatching(/^web-02-datadisk-000-/), 'ProvisioningState/succeeded'],
    ])
    expect([hyperVGeneration, osName]).toEqual(['V2', 'ubuntu'])
  })
})

describe('the guest of a restored VM', () => {
  test('is that of its source, unless it has one of its own', async () => {
    const { bench, sourceId } = restoredVm()
    bench.pass(200)
    const say = (stdout: string) => ({ rules: [{ contains: 'who', stdout }] })
    const ask = async () => {
      const reply = bench.send('POST', `${vmPath('web-02', GROUP)}/runCommand`, {
        commandId: 'RunShellScript',
        script: ['who'],
      })
      bench.pass(120)
      const path = reply.headers.location?.split(bench.sub)[1]?.split('?')[0] ?? ''
      return bench.send('GET', `${path}?monitor=true`).body.value[0].message as string
    }

    bench.mock.control.setGuest(sourceId, say('source'))
    const first = await ask()
    bench.mock.control.setGuest(`/subscriptions/${bench.sub}${vmPath('web-02', GROUP)}`, say('copy'))

    expect(first).toContain('source')
    expect(await ask()).toContain('copy')
  })

  test('that has no agent never reports', async () => {
    const { bench, agent } = restoredVm({ guest: { agent: 'none' } })
    bench.pass(86_400)

    expect(await agent()).toBe('Not Ready')
  })

  test('a script that comes before the agent waits for it; one that comes while the VM starts is refused', () => {
    const { bench } = restoredVm()
    bench.mock.control.fixDuration('runCommand', 20)
    const ask = () =>
      bench.send('POST', `${vmPath('web-02', GROUP)}/runCommand`, { commandId: 'RunShellScript', script: ['echo'] })

    const early = ask()
    bench.pass(40)
    const accepted = ask()
    bench.pass(75)
    const path = accepted.headers.location?.split(bench.sub)[1]?.split('?')[0] ?? ''
    const running = bench.send('GET', `${path}?monitor=true`).status
    bench.pass(5)

    expect([early.status, accepted.status, running]).toEqual([409, 202, 202])
    expect(bench.send('GET', `${path}?monitor=true`).status).toBe(200)
  })
})
