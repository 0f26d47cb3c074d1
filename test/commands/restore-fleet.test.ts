import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreVm from '../../commands/restore/vm.js'
import RunShow from '../../commands/run/show.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import type { RunShowResult } from '../../src/runs/show.js'
import { createRestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const VMS = ['web-01', 'web-02', 'web-03', 'web-04', 'web-05']

describe('what is to be looked at after a fleet restore', () => {
  async function restored() {
    const world = createRestoreWorld({ vms: ['web-01', 'web-02', 'new-01'], isProtected: ['web-01', 'web-02'] })
    world.createNetwork('vnet', ['apps'])
    const folder = await folderWith()
    const argv = ['--all', '--target-group', 'rg-restored', '--journal', folder]
    const run = await runAzbk(RestoreVm, argv, { mock: world.mock })
    const show = (...more: string[]) => runAzbk(RunShow, ['latest', '--journal', folder, ...more], { mock: world.mock })
    return { run, folder, show }
  }

  it('is told by azbk run show as long as there is the journal, for each VM with its commands', async () => {
    const { run, folder, show } = await restored()

    const text = await show()
    const { entries } = (await show('--json')).json<RunShowResult>().result

    expect(run.stdout).toMatch(
      /things to look at afterwards, with commands: azbk run show restore-vm-\S+ --journal \S+/,
    )
    expect(run.stdout).toContain(`--journal ${folder} lists them.`)
    expect(text.stdout).toContain('To look at when web-01-restored is restored:\n  - ')
    expect(text.stdout).toContain('    azbk protect --vm rg-restored/web-02-restored')
    expect(entries.map(({ name, restored: made }) => [name, made?.name])).toEqual([
      ['web-01', 'web-01-restored'],
      ['web-02', 'web-02-restored'],
    ])
  })
})

describe('what stands in the way of many VMs', () => {
  it('is told once, with the names of the first', async () => {
    const { mock } = createRestoreWorld({ vms: VMS })

    const run = await runAzbk(RestoreDisks, ['--all', '--target-group', 'rg-none', '--dry-run'], { mock })
    const json = await runAzbk(RestoreDisks, ['--all', '--target-group', 'rg-none', '--dry-run', '--json'], { mock })

    expect(run.stdout).toContain(
      "web-01, web-02, web-03 and 2 more: Cannot restore VM '<vm>': There is no resource group 'rg-none' to restore into.\nTry: az group create --name rg-none --location westeurope\n",
    )
    expect(run.stdout.match(/There is no resource group/g)).toHaveLength(1)
    expect(json.json<RestoreResult>().result.machines.map(({ message }) => message)).toEqual(
      VMS.map((name) => `Cannot restore VM '${name}': There is no resource group 'rg-none' to restore into.`),
    )
  })

  it('keeps the commands of each, up to five', async () => {
    const { mock } = createRestoreWorld({ vms: [...VMS, 'web-06', 'web-07'], isProtected: [] })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--vm', 'web-02', '--target-group', 'x'], { mock })

    expect(run.stdout).toContain('\nweb-01, web-02: ')
    expect(run.stdout).toContain('--vm rg-app/web-01')
    expect(run.stdout).toContain('--vm rg-app/web-02')
  })
})

describe('the points of many VMs', () => {
  it('are told in one line each, and what is wrong with several in one warning', async () => {
    const { mock, vmId, post } = createRestoreWorld({ vms: VMS })
    for (const vm of VMS) post(`${vmId(vm)}/deallocate`)
    mock.control.advance(86_400_000)

    const run = await runAzbk(
      RestoreDisks,
      ['--all', '--target-group', 'rg-restored', '--min-consistency', 'fs', '--dry-run'],
      { mock },
    )

    const notes = run.stderr.split('\n').filter((line) => line.includes('recovery point'))
    expect(notes).toHaveLength(5)
    expect(notes[0]).toMatch(/^VM 'web-01': recovery point \d+ of .*, the latest point that fits: 1 newer one did not$/)
    expect(run.stderr).not.toContain('Data lost')
  })
})

describe('the RTO', () => {
  it('is held against what it took from the beginning of the run, the wait for a turn included', async () => {
    const world = createRestoreWorld({ accounts: ['stone'] })
    const argv = ['--all', '--target-group', 'rg-restored', '--wait', '--rto', '2m']

    const run = await runAzbk(RestoreDisks, argv, { mock: world.mock })

    const [first, second] = run.stdout.split('\n').filter((line) => line.startsWith('web-'))
    expect(first).toMatch(/ {2}1m \d+s of ~2m {2,}2m {2}/)
    expect(second).toMatch(/ {2}[234]m \d+s of ~4m {2,}2m {2}/)
    expect(run.stderr).toMatch(/^Warning: VM 'web-02' took [234]m \d+s, more than the RTO of 2m\.$/m)
    expect(run.exitCode).toBe(0)
  })
})
