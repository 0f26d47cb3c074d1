import { ComputeManagementClient } from '@azure/arm-compute'
import { describe, expect, test } from 'vitest'
import { codeOf, createBench, makeVm, vmBodyOf, vmPath } from './helpers.js'

const SCRIPT = { commandId: 'RunShellScript', script: ['echo hello'] }

/** A VM, and the calendar moves by half a minute with each request of the SDK. */
function withVm(options: { osType?: 'Windows' | 'Linux'; body?: object } = {}) {
  const bench = createBench({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z', perRequestMs: 30_000 } })
  const { osType = 'Linux', body = {} } = options
  makeVm(bench, 'web-01', { body: { ...vmBodyOf({ location: 'westeurope', osType }), ...body } })
  const client = { httpClient: bench.mock.httpClient, retryOptions: { maxRetries: 0 } }
  const compute = new ComputeManagementClient(bench.mock.credential, bench.sub, client)
  const vmId = `/subscriptions/${bench.sub}${vmPath('web-01')}`
  return {
    ...bench,
    vmId,
    /** Sends a command without waiting. */
    post: (command: object = SCRIPT) => bench.send('POST', `${vmPath('web-01')}/runCommand`, command),
    commands: compute.virtualMachineRunCommands,
    run: (commandId: string, script: string[], parameters?: { name: string; value: string }[]) =>
      compute.virtualMachines.runCommand(
        'rg-app',
        'web-01',
        { commandId, script, ...(parameters ? { parameters } : {}) },
        { updateIntervalInMs: 1 },
      ),
  }
}

describe('a script in a VM', () => {
  test('on Linux: both streams in one status, and no exit code', async () => {
    const { run, mock, vmId } = withVm()
    mock.control.setGuest(vmId, {
      rules: [{ contains: 'check-shop', exitCode: 7, stdout: 'closed\n', stderr: 'no till\n' }],
    })

    const result = await run(
      'RunShellScript',
      ['check-shop || echo "code $?"', 'echo $port'],
      [{ name: 'port', value: '80' }],
    )

    expect(result.value).toEqual([
      {
        code: 'ProvisioningState/succeeded',
        level: 'Info',
        displayStatus: 'Provisioning succeeded',
        message: 'Enable succeeded: \n[stdout]\nclosed\ncode 7\n80\n\n[stderr]\nno till\n',
        time: undefined,
      },
    ])
  })

  test('on Windows: a status for each stream', async () => {
    const { run } = withVm({ osType: 'Windows' })

    const result = await run('RunPowerShellScript', ['Write-Output one', 'Write-Output two'])

    expect(result.value?.map(({ code, message }) => [code, message])).toEqual([
      ['ComponentStatus/StdOut/succeeded', 'one\ntwo'],
      ['ComponentStatus/StdErr/succeeded', ''],
    ])
  })

  test('shows the last 4,096 bytes of what it prints', async () => {
    const { run, mock, vmId } = withVm()
    mock.control.setGuest(vmId, { rules: [{ contains: 'flood', stdout: `first${'x'.repeat(5_000)}last\n` }] })

    const message = (await run('RunShellScript', ['flood'])).value?.[0]?.message ?? ''

    expect(message).not.toContain('first')
    expect(message.split('[stdout]\n')[1]?.split('\n[stderr]')[0]).toHaveLength(4_096)
  })

  test('takes as long as its guest needs, and the next one has to wait', () => {
    const bench = withVm()
    bench.mock.control.fixDuration('runCommand', 20)
    bench.mock.control.setGuest(bench.vmId, { rules: [{ contains: 'sleep', delayMs: 600_000 }] })

    const first = bench.post({ commandId: 'RunShellScript', script: ['sleep 600'] })
    bench.pass(610)
    const early = bench.post()
    bench.pass(20)

    expect(first.status).toBe(202)
    expect(codeOf(early)).toEqual([409, 'Conflict'])
    expect(early.body.error.message).toContain('execution is in progress')
    expect(bench.post().status).toBe(202)
  })

  test('that never ends blocks the VM for 90 minutes', () => {
    const bench = withVm()
    bench.mock.control.inject({ path: '**/runCommand', fault: { kind: 'operation-stuck' } })
    bench.post()

    bench.pass(89 * 60)
    const early = bench.post()
    bench.pass(61)

    expect(codeOf(early)).toEqual([409, 'Conflict'])
    expect(bench.post().status).toBe(202)
  })

  test('fails in the end where no agent answers', async () => {
    const { run, mock, vmId } = withVm()
    mock.control.setGuest(vmId, { rules: [], agent: 'none' })

    await expect(run('RunShellScript', ['echo'])).rejects.toThrow('VMAgentStatusCommunicationError')

    mock.control.setGuest(vmId, undefined)
    expect((await run('RunShellScript', ['echo ok'])).value?.[0]?.message).toContain('ok')
  })

  test.each<[string, object, [number, string]]>([
    ['a command that there is not', { commandId: 'RunBasicScript' }, [404, 'NotFound']],
    ['a command of the other system', { commandId: 'RunPowerShellScript' }, [409, 'Conflict']],
    ['a script that is no list', { ...SCRIPT, script: 'echo' }, [400, 'InvalidParameter']],
    ['a script that is too long', { ...SCRIPT, script: ['x'.repeat(256 * 1024 + 1)] }, [400, 'InvalidParameter']],
  ])('is refused: %s', (_, command, refusal) => {
    expect(codeOf(withVm().post(command))).toEqual(refusal)
  })

  test('is refused while the VM does not run', () => {
    const bench = withVm()
    bench.send('POST', `${vmPath('web-01')}/deallocate`)
    bench.pass(120)

    expect(codeOf(bench.post())).toEqual([409, 'OperationNotAllowed'])
    expect(codeOf(bench.send('POST', `${vmPath('web-02')}/runCommand`, SCRIPT))).toEqual([404, 'ResourceNotFound'])
  })

  test('is refused where extensions are forbidden', () => {
    const body = vmBodyOf({ location: 'westeurope' })
    const bench = withVm({
      body: { properties: { ...body.properties, osProfile: { allowExtensionOperations: false } } },
    })

    expect(bench.post().body.error.message).toContain('extension operations are disallowed')
  })
})

describe('the commands of a region', () => {
  test('are listed, and shown with their scripts', async () => {
    const { commands } = withVm()
    const ids: string[] = []
    for await (const { id } of commands.list('westeurope')) ids.push(id)

    expect(ids).toContain('RunShellScript')
    expect(await commands.get('westeurope', 'ifconfig')).toMatchObject({ osType: 'Linux', script: ['ifconfig'] })
    await expect(commands.get('westeurope', 'none')).rejects.toMatchObject({ code: 'NotFound' })
  })
})

test('a guest that is described wrongly is refused with all that is wrong', () => {
  const { mock, vmId } = withVm()
  const guest = { rules: [{ contains: '', exit: 1 }], agent: 'lost' } as never

  expect(() => mock.control.setGuest(vmId, guest)).toThrow(
    /agent must be none, or absent\..*has no member exit\..*contains of a rule/,
  )
})
