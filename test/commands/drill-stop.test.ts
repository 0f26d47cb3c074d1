import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'

/** However a drill is stopped: nothing of it is left, or what is left is told. */
describe('azbk drill run that does not come to its end', () => {
  let world: DrillWorld
  let before: string[]

  beforeEach(async () => {
    world = await createDrillWorld()
    before = world.groups()
  })

  /** Ctrl-C just before a request. */
  async function interruptedAt(path: RegExp, nth = 1) {
    const stop = new AbortController()
    world.onRequest(path, () => stop.abort(), nth)
    return world.drill(['--all', '--service', 'sshd'], { signal: stop.signal })
  }

  function restores() {
    return world.jobs('Restore').map(({ properties }) => properties.status)
  }

  it('makes nothing when Ctrl-C comes while it reads', async () => {
    const run = await interruptedAt(/recoveryPoints/)

    expect(run.error).toMatchObject({ code: 'INTERRUPTED' })
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(130)
  })

  it.each([
    ['makes the group', /resourcegroups\/rg-azbk/i, 2],
    ['makes its network', /virtualNetworks\/vnet-westeurope/, 1],
    ['makes a storage account', /storageAccounts\/dr/, 1],
  ])('deletes the group when Ctrl-C comes while it %s', async (_, path, nth) => {
    const run = await interruptedAt(path, nth)

    expect(world.groups()).toEqual(before)
    expect(restores()).toEqual([])
    expect(run.exitCode).toBe(130)
  })

  it.each([
    ['sends a restore', /\/restore\?/],
    ['follows a restore', /backupJobs\/[0-9a-f]/],
  ])(
    'cancels the restores, waits for their ends and deletes the group when Ctrl-C comes while it %s',
    async (_, path) => {
      const run = await interruptedAt(path)

      expect(new Set(restores())).toEqual(new Set(['Cancelled']))
      expect(world.groups()).toEqual(before)
      expect(run.drill?.machines.map(({ verdict }) => verdict)).toEqual(['notRun', 'notRun'])
      expect(run.exitCode).toBe(130)
    },
  )

  it('waits for restores that Azure does not cancel any more', async () => {
    world.mock.control.inject({
      method: 'POST',
      path: /backupJobs.*cancel/,
      times: 9,
      fault: { kind: 'status', status: 400 },
    })

    const run = await interruptedAt(/backupJobs\/[0-9a-f]/)

    expect(new Set(restores())).toEqual(new Set(['Completed']))
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(130)
  })

  it.each([
    ['waits for the VM to boot', /rg-azbk.*virtualMachines\/web-01\?/],
    ['runs a probe', /runCommand/],
  ])('deletes the group when Ctrl-C comes while it %s', async (_, path) => {
    const run = await interruptedAt(path)

    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(130)
  })

  it('does what was left over when it is gone on with', async () => {
    const stopped = await interruptedAt(/runCommand/)
    const rest = await world.drill(['--resume', 'latest'])

    expect(rest.drill?.name).toBe(stopped.drill?.name)
    expect(rest.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    expect(world.groups()).toEqual(before)
    expect(readdirSync(world.evidence)).toHaveLength(3)
    expect(rest.exitCode).toBe(0)
  })

  it('takes no restore that it cancelled for one that it sent when it is gone on with', async () => {
    await interruptedAt(/backupJobs\/[0-9a-f]/)
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, times: 2, fault: { kind: 'reset-before' } })

    const rest = await world.drill(['--resume', 'latest'])

    expect(rest.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    expect(restores().sort()).toEqual(['Cancelled', 'Cancelled', 'Completed', 'Completed'])
  })

  it('restores VMs again whose group was cleaned away after a kill', async () => {
    let file = ''
    let journal = ''
    world.onRequest(/runCommand/, () => {
      file = join(world.journals, readdirSync(world.journals).find((name) => name.endsWith('.jsonl')) ?? '')
      journal = readFileSync(file, 'utf8')
    })
    await world.drill(['--all', '--service', 'sshd'])
    writeFileSync(file, journal)
    world.mock.control.advance(3_600_000)

    const rest = await world.drill(['--resume', 'latest'])

    expect(rest.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    for (const { times } of rest.drill?.machines ?? []) expect(times.recoveredMs).toBeLessThan(1_200_000)
    expect(restores()).toHaveLength(4)
  })

  it('deletes the group when its place cannot be made, and tells why', async () => {
    const fault = { kind: 'status', status: 409, code: 'StorageAccountAlreadyTaken' } as const
    world.mock.control.inject({ method: 'PUT', path: /storageAccounts/, times: 9, fault })

    const run = await world.drill(['--all'])

    expect(run.error).toBeDefined()
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).not.toBe(0)
  })

  it.each(['reset-before', 'reset-after', 'truncated'] as const)(
    'deletes the group once when its answer is lost: %s',
    async (kind) => {
      world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/i, fault: { kind } })

      const run = await world.drill(['--vm', 'web-01'])

      expect(run.drill?.teardown.state).toBe('gone')
      expect(world.groups()).toEqual(before)
      expect(run.exitCode).toBe(0)
    },
  )

  it('tells what is left when a lock keeps the group', async () => {
    world.onRequest(/\/restore\?/, () => {
      const [group] = world.groups().filter((name) => name.startsWith('rg-azbk'))
      world.put(
        `/subscriptions/${world.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Authorization/locks/keep`,
        { properties: { level: 'CanNotDelete' } },
      )
    })

    const run = await world.drill(['--vm', 'web-01'])

    expect(run.drill?.machines).toMatchObject([{ verdict: 'passed' }])
    expect(run.drill?.teardown).toMatchObject({ state: 'left', reason: expect.stringContaining('lock') })
    expect(run.drill?.teardown.left).toEqual(
      expect.arrayContaining(['virtualMachines/web-01', 'virtualNetworks/vnet-westeurope']),
    )
    expect(run.json().warnings.join()).toContain('azbk drill clean')
    expect(run.exitCode).toBe(1)
  })

  it('goes on with the other VMs when a restore job fails half way', async () => {
    world.mock.control.inject({
      method: 'POST',
      path: /web-01.*\/restore/,
      fault: { kind: 'job-fails', code: 'UserErrorGuestAgentStatusUnavailable' },
    })

    const run = await world.drill(['--all'])

    expect(run.drill?.machines).toMatchObject([{ verdict: 'failed' }, { verdict: 'passed' }])
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(10)
  })

  it('gives a restore up that takes longer than was said, and cancels it', async () => {
    world.mock.control.inject({ method: 'POST', path: /web-01.*\/restore/, fault: { kind: 'job-stuck' } })

    const run = await world.drill(['--vm', 'web-01', '--timeout', '30m', '--rto', '20m'])

    expect(run.drill?.machines[0]?.reason).toContain('did not end in time')
    expect(restores()).toEqual(['Cancelled'])
    expect(world.groups()).toEqual(before)
  })

  it('keeps the group of a restore that neither ends nor can be cancelled, and cleans up when it has ended', async () => {
    world.mock.control.inject({ method: 'POST', path: /web-01.*\/restore/, fault: { kind: 'job-stuck' } })
    world.mock.control.inject({ method: 'POST', path: /cancel/, times: 99, fault: { kind: 'status', status: 400 } })

    const run = await world.drill(['--vm', 'web-01', '--timeout', '30m', '--rto', '20m'])
    const again = await world.drill(['--resume', 'latest', '--timeout', '30m'])
    const kept = world.groups()
    world.mock.control.clearFaults()
    const rest = await world.drill(['--resume', 'latest'])

    expect(run.drill?.teardown).toMatchObject({ state: 'left', reason: expect.stringContaining('cannot be cancelled') })
    expect(run.json().warnings.join()).toContain(`remove the group with: azbk drill clean --drill ${run.drill?.name}`)
    expect([run.exitCode, again.exitCode]).toEqual([8, 8])
    expect(kept).toHaveLength(before.length + 1)
    expect(rest.drill?.teardown.state).toBe('gone')
    expect(restores()).toEqual(['Cancelled'])
    expect(world.groups()).toEqual(before)
  })

  it('gives a VM up whose agent never reports', async () => {
    world.mock.control.setGuest(world.vmId('web-01'), { agent: 'none', rules: [] })

    const run = await world.drill(['--vm', 'web-01'])

    expect(run.drill?.machines[0]?.reason).toContain('The agent of the restored VM is not ready')
    expect(run.drill?.machines[0]?.probes).toMatchObject([{ name: 'agent', passed: false }])
    expect(world.groups()).toEqual(before)
  })

  it('gives a VM up that never boots', async () => {
    world.mock.control.setGuest(world.vmId('web-01'), { boots: false, rules: [] })

    const run = await world.drill(['--vm', 'web-01'])

    expect(run.drill?.machines[0]?.reason).toMatch(/not ready 20m .*power starting/)
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(10)
  })

  it('gives a VM up whose probe hangs', async () => {
    world.mock.control.setGuest(world.vmId('web-01'), { rules: [{ contains: 'sshd', delayMs: 5_400_000 }] })

    const run = await world.drill(['--vm', 'web-01', '--service', 'sshd', '--tcp', '22', '--probe-timeout', '2m'])

    expect(run.drill?.machines[0]?.probes).toMatchObject([
      { name: 'agent', passed: true },
      { name: 'service sshd', passed: false, detail: 'had not ended after 2m' },
    ])
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(10)
  })

  it('gives a VM up in which Azure cannot run a script, and tells what it said', async () => {
    const fault = { kind: 'operation-fails', code: 'VMExtensionProvisioningError', message: 'Enable failed.' } as const
    world.mock.control.inject({ method: 'POST', path: /web-01\/runCommand/, fault })

    const run = await world.drill(['--all', '--service', 'sshd'])

    expect(run.drill?.machines).toMatchObject([{ verdict: 'failed' }, { verdict: 'passed' }])
    expect(run.drill?.machines[0]?.probes[1]?.detail).toContain('Enable failed.')
    expect(run.exitCode).toBe(10)
  })

  it.each([
    ['makes its place', /storageAccounts\/dr/],
    ['follows a restore', /backupJobs\/[0-9a-f]/],
    ['waits for the VM to boot', /rg-azbk.*virtualMachines\/web-01\?/],
    ['runs a probe', /runCommand/],
  ])('is gone on with after a new login when the old one expired while it %s', async (_, path) => {
    world.onRequest(path, () => world.mock.control.inject({ path: /./, fault: { kind: 'token-expired' } }))
    const stopped = await world.drill(['--all', '--service', 'sshd'])
    world.mock.control.clearFaults()

    const rest = await world.drill(['--resume', 'latest'])

    expect(stopped.json().warnings.join()).toContain('the login has expired')
    expect(stopped.exitCode).not.toBe(0)
    expect(rest.drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    expect(restores()).toEqual(['Completed', 'Completed'])
    expect(world.groups()).toEqual(before)
  })

  it('claims no time to recover that nobody measured', async () => {
    world.onRequest(/runCommand/, () => world.mock.control.inject({ path: /./, fault: { kind: 'token-expired' } }))
    await world.drill(['--vm', 'web-01', '--service', 'sshd'])
    world.mock.control.clearFaults()
    world.mock.control.advance(3_600_000)

    const { drill, stdout } = await world.drill(['--resume', 'latest'])

    expect(drill?.machines).toMatchObject([{ verdict: 'passed', times: { bootMs: null, recoveredMs: null } }])
    expect(drill?.machines[0]?.times.restoreMs).toBeGreaterThan(60_000)
    expect(stdout).toContain('booted before the run was gone on with')
  })

  describe('when it does not learn whether a restore began', () => {
    const refused = { kind: 'status', status: 400, code: 'BMSUserErrorInvalidInput' } as const

    it('ends one whose answer was lost and that could not be looked for, before it deletes the group', async () => {
      world.onRequest(/\/restore\?/, () => world.mock.control.inject({ path: /backupJobs\?/, fault: refused }))
      world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'reset-after' } })

      const run = await world.drill(['--vm', 'web-01'])

      expect(run.drill?.machines).toMatchObject([
        { verdict: 'failed', reason: expect.stringContaining('whether it took effect could not be read') },
      ])
      expect(restores()).toEqual(['Cancelled'])
      expect(world.groups()).toEqual(before)
      expect(run.exitCode).toBe(10)
    })

    it('ends one whose operation could not be asked', async () => {
      world.mock.control.inject({ path: /\/operationsStatus\//i, times: 9, fault: refused })

      const run = await world.drill(['--vm', 'web-01'])

      expect(run.drill?.machines).toMatchObject([{ verdict: 'failed' }])
      expect(restores()).toEqual(['Cancelled'])
      expect(world.groups()).toEqual(before)
    })

    it('keeps the group when nobody can tell, and says so', async () => {
      world.onRequest(/\/restore\?/, () => world.mock.control.inject({ path: /backupJobs/, times: 99, fault: refused }))
      world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'reset-after' } })

      const run = await world.drill(['--vm', 'web-01'])

      expect(run.json().warnings.join()).toContain("Whether the restore of VM 'web-01' into it ended is not known")
      expect([run.exitCode, world.groups().length]).toEqual([1, before.length + 1])
    })
  })

  it('tells to log in again when the login expires while the group is deleted, and exits with 5', async () => {
    const expired = { method: 'DELETE', path: /resourcegroups/i, fault: { kind: 'token-expired' } } as const
    world.mock.control.inject(expired)

    const run = await world.drill(['--vm', 'web-01'])

    expect(run.drill?.teardown).toMatchObject({ state: 'left', reason: expect.stringContaining('login has expired') })
    expect(run.json().warnings.join()).toContain(
      'Log in again, with permission to delete it, and remove it with: azbk drill clean',
    )
    expect(run.exitCode).toBe(5)
  })

  it('begins no other VM when Azure takes no more restores, and exits with 7', async () => {
    const fault = { kind: 'status', status: 429, code: 'CloudDosSustainedLimitReached' } as const
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, times: 9, fault })

    const run = await world.drill(['--all'])

    expect(run.drill?.machines.map(({ verdict }) => verdict)).toEqual(['notRun', 'notRun'])
    expect(world.groups()).toEqual(before)
    expect(run.exitCode).toBe(7)
  })
})
