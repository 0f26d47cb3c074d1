import { describe, expect, it } from 'vitest'
import DrillRun from '../../commands/drill/run.js'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreVm from '../../commands/restore/vm.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import { createRestoreWorld, GEO } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'

describe('a name that means no VM, among others', () => {
  it('is told with the names near it and with what stands in the way of the others, and nothing is sent', async () => {
    const { mock, disks } = createRestoreWorld({
      vms: ['web-01', 'web-02', 'bare-01'],
      isProtected: ['web-01', 'web-02'],
    })
    const argv = ['--vm', 'web-01', '--vm', 'web-2', '--vm', 'bare-01', '--target-group', 'rg-none', '--yes']

    const run = await runAzbk(RestoreDisks, argv, { mock })
    const json = await runAzbk(RestoreDisks, [...argv, '--json'], { mock })

    expect(run.stderr).toContain('Error: Cannot restore 3 VMs: 3 things stand in the way.\n')
    expect(run.stderr).toContain("There is no resource group 'rg-none' to restore into.")
    expect(run.stderr).toContain('az group create --name rg-none --location westeurope')
    expect(run.stderr).toContain(". There is no VM 'web-2'.")
    expect(run.stderr).toContain(". No vault holds backup data of VM 'bare-01'.")
    expect(run.stderr).toContain("For 'web-2', did you mean web-02?")
    expect(run.stderr.match(/There is no resource group/g)).toHaveLength(1)
    expect(json.json().error).toMatchObject({ code: 'SEVERAL_BLOCKERS', details: { blockers: expect.any(Array) } })
    expect(run.exitCode).toBe(4)
    expect(disks()).toEqual([])
  })

  it('says itself what it is when nothing else is wrong', async () => {
    const { mock } = createRestoreWorld()

    const run = await runAzbk(
      RestoreDisks,
      ['--vm', 'web-01', '--vm', 'zzz', '--target-group', 'rg-restored', '--dry-run'],
      { mock },
    )

    expect(run.stderr).toContain("Error: There is no VM 'zzz'.\n")
    expect(run.exitCode).toBe(4)
  })

  it('is told with the lack of the target group when it is the only one', async () => {
    const { mock } = createRestoreWorld()

    const run = await runAzbk(RestoreVm, ['--vm', 'zzz', '--target-group', 'rg-none'], { mock })

    expect(run.stderr).toContain("1. There is no VM 'zzz'.\n  2. There is no resource group 'rg-none'")
    expect(run.exitCode).toBe(4)
  })

  it('gets the name of a VM that is gone as one near it', async () => {
    const { mock, deleteVm } = createRestoreWorld()
    deleteVm('web-02')

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-03', '--target-group', 'rg-restored'], { mock })

    expect(run.stderr).toContain("For 'web-03', did you mean web-01 or web-02?")
  })

  it('says how several VMs are named when they are named with a comma', async () => {
    const { mock } = createRestoreWorld()

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01, web-02', '--target-group', 'rg-restored'], { mock })

    expect(run.stderr).toContain('--vm takes one VM: write --vm web-01 --vm web-02')
  })

  it('does not mean the copy of a VM that a drill is at work on', async () => {
    const { mock, put, vmId } = createRestoreWorld()
    const group = 'rg-azbk-drill-20260302-090019-cohy'
    put(vmId('').replace(/rg-app.*/, group), { location: 'westeurope' })
    const properties = {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: { osDisk: { osType: 'Linux', diskSizeGB: 127 } },
    }
    put(vmId('web-01').replace('rg-app', group), { location: 'westeurope', properties })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--target-group', 'rg-restored', '--dry-run'], { mock })

    expect(run.stdout).toContain('disks of web-01')
    expect(run.exitCode).toBe(0)
  })

  it('ends a drill before anything is made', async () => {
    const { mock } = createRestoreWorld()

    const run = await runAzbk(DrillRun, ['--vm', 'web-01', '--vm', 'zzz', '--sample', '1', '--yes'], { mock })

    expect(run.stderr).toContain("There is no VM 'zzz'.")
    expect(run.exitCode).toBe(4)
  })
})

describe('a VM without a copy in the paired region', () => {
  const INTO = ['--target-group', 'rg-restored', '--cross-region', '--dry-run']

  function replicated() {
    const world = createRestoreWorld({
      vms: ['web-01', 'web-02', 'bare-01'],
      isProtected: ['web-01', 'web-02'],
      properties: GEO,
    })
    world.createAccount('stnorth', { location: 'northeurope' })
    world.mock.control.advance(3 * 86_400_000)
    return world.mock
  }

  it('does not stop the others when Azure knows it', async () => {
    const argv = ['--vm', 'web-01', '--vm', 'bare-01', '--vm', 'web-02', ...INTO, '--json']

    const run = await runAzbk(RestoreDisks, argv, { mock: replicated() })

    expect(run.json<RestoreResult>().result.machines.map(({ name, status, code }) => [name, status, code])).toEqual([
      ['bare-01', 'failed', 'NO_COPY_IN_PAIRED_REGION'],
      ['web-01', 'planned', null],
      ['web-02', 'planned', null],
    ])
    expect(run.exitCode).toBe(3)
  })

  it('ends the run when nobody knows it', async () => {
    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--vm', 'zzz', ...INTO], { mock: replicated() })

    expect(run.stderr).toContain("The paired regions hold no copy of VM 'zzz'.")
    expect(run.exitCode).toBe(4)
  })
})

describe('flags that cannot be understood', () => {
  it('are told together, before anything is read', async () => {
    const { mock } = createRestoreWorld()
    const before = mock.control.requests.entries.length

    const run = await runAzbk(
      RestoreDisks,
      [
        ...['--vm', 'a/b/c', '--shard', '5/2', '--at', 'whenever', '--target-group', '/groups/x'],
        ...['--disk-encryption-set', '/x', '--vault-identity', 'me', '--disk-access', 'private'],
      ],
      { mock },
    )

    for (const said of [
      "'a/b/c'",
      '--shard',
      "'whenever'",
      '--target-group',
      '--disk-encryption-set',
      '--vault-identity',
      'disk access',
    ]) {
      expect(run.stderr.split('Try:')[0]).toContain(said)
    }
    expect(run.stderr).toContain('(code SEVERAL_MISTAKES)')
    expect(mock.control.requests.entries.length).toBe(before)
    expect(run.exitCode).toBe(2)
  })
})
