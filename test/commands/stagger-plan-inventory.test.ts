import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerPlan from '../../commands/stagger/plan.js'
import type { StaggerPlanResult } from '../../src/stagger/stagger-plan.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { type RunOptions, runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const plan = (argv: readonly string[], options: RunOptions = {}) => runAzbk(StaggerPlan, argv, options)

/** A network that nobody may use. */
const NO_NETWORK = fakeNetwork({})

describe('azbk stagger plan of an inventory', () => {
  const rows = (count: number, cells: string) => Array.from({ length: count }, (_, i) => `vm-${i},${cells}`)
  const csv = (head: string, ...lines: string[]) => [`name,${head}`, ...lines].join('\n')
  const planOf = async (file: string, text: string, ...argv: string[]) => {
    const folder = await folderWith({ [file]: text })
    return plan(['--inventory', join(folder, file), ...argv], { network: NO_NETWORK })
  }

  it('asks nothing of Azure, and no login', async () => {
    const run = await planOf(
      'vms.csv',
      csv('vault,policy', ...rows(100, 'rsv-weu,standard-2200')),
      '--from',
      '2026-03-02',
    )

    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.stdout).toMatch(/VMs and disks over a limit +60 +0\n/)
  })

  it('gives the same bytes for rows in any order', async () => {
    const lines = [
      ...rows(80, 'rsv-weu,standard-2200,32@sta'),
      ...rows(30, 'rsv-neu,dev-0100,32@sta').map((r) => `x${r}`),
    ]
    const folder = await folderWith({
      'a.csv': csv('vault,policy,disks', ...lines),
      'b.csv': csv('vault,policy,disks', ...[...lines].reverse()),
    })
    for (const name of ['a', 'b']) {
      const argv = ['--inventory', join(folder, `${name}.csv`), '--out', join(folder, `${name}.json`), '--seed', '7']
      expect(await plan(argv, { network: NO_NETWORK })).toMatchObject({ exitCode: 0 })
    }

    const [a, b] = await Promise.all(['a.json', 'b.json'].map((name) => readFile(join(folder, name), 'utf8')))
    expect(a).toBe(b)
  })

  it('says what no plan can cure, with the numbers', async () => {
    const run = await planOf(
      'vms.csv',
      csv('vault,policy,disks,window', ...rows(30, 'rsv-weu,standard-2200,32@sta 32@sta,22:00-22:30')),
    )

    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('What no plan can cure:')
    expect(run.stdout).toMatch(/account sta/)
    expect(run.stdout).toMatch(/\n {2}What helps: wider windows \(--window\), .+ \(--profile FILE\)\.\n/)
  })

  it('tells the cure of what is wrong, and of what is only worth knowing not', async () => {
    const windows = 'standard-2200,02:15-02:45 Europe/Berlin'

    const run = await planOf('vms.csv', csv('vault,policy,window,disks', `a,rsv-weu,${windows},32`))

    expect(run.stdout).toMatch(/\n {2}error: VM a of .+\n {4}Widen the window: .+\n {2}info: How long .+\n\n/)
  })

  it('says where a plan is saved that moves nothing', async () => {
    const out = join(await folderWith(), 'plan.json')

    const run = await planOf('vms.csv', csv('vault,policy,disks', 'a,v,standard-2200,32@sta'), '--out', out)

    expect(run.stdout).toMatch(/\nNothing has to move\. Saved as .+plan\.json\.\n$/)
    expect(run.stdout).not.toContain('  planned')
  })

  it('warns of a VM with more than 20 disks in one account, and plans the others', async () => {
    const disks = Array.from({ length: 24 }, () => '32@sta').join(' ')

    const run = await planOf(
      'vms.csv',
      csv('vault,policy,disks', `big,v,standard-2200,${disks}`, ...rows(3, 'v,standard-2200,32@sta')),
    )

    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/warning: VM big alone backs up 24 disks of storage account sta/)
    expect(run.stdout).toMatch(/over a limit +4 +4 +0\.0 % +proven: what no slot can change\n/)
  })

  it('says how a saved plan of a file is simulated', async () => {
    const out = join(await folderWith(), 'plan.json')

    const run = await planOf('vms.csv', csv('vault,policy', ...rows(41, 'v,standard-2200')), '--out', out)

    expect(run.stdout).toContain(`Next: azbk stagger simulate --inventory <the same file> --plan ${out}\n`)
  })

  it('does not say that nothing has to move where VMs wait for one another', async () => {
    const rowsOfSwap = ['a,v,standard-2200,22:30-22:59', 'b,v,standard-2230,22:00-22:29']
    const folder = await folderWith({
      'vms.csv': csv('vault,policy,window', ...rowsOfSwap),
      'limits.yaml': 'startsTogether: { value: 1 }\nprotectionChangesPerDay: { value: 1 }\n',
    })
    const argv = ['--inventory', join(folder, 'vms.csv'), '--profile', join(folder, 'limits.yaml')]

    const run = await plan(argv, { network: NO_NETWORK })

    expect(run.stdout).toMatch(/warning: a, b stay where they are: .+\n {4}Allow more changes a day: .+\n/)
    expect(run.stdout).toMatch(/\nNo move can be made without a worse night\.\n$/)
  })

  it('hears Ctrl-C before it works and after, and then saves nothing', async () => {
    const out = join(await folderWith(), 'plan.json')
    const folder = await folderWith({ 'vms.csv': csv('vault,policy', ...rows(41, 'v,standard-2200')) })
    const argv = ['--inventory', join(folder, 'vms.csv'), '--out', out]

    const run = await plan(argv, { network: NO_NETWORK, signal: AbortSignal.abort() })

    expect(run).toMatchObject({ exitCode: 130, stdout: '' })
    await expect(readFile(out, 'utf8')).rejects.toThrow('ENOENT')
  })

  it('takes no VM at all for an empty plan', async () => {
    const run = await planOf('vms.csv', 'name,vault\n')
    const asJson = await planOf('estate.json', '{"vaults":[{"name":"v"}],"machines":[]}', '--json')

    expect(run).toMatchObject({
      exitCode: 0,
      stdout: 'There is no VM with running backups here: nothing to plan.\n',
    })
    expect(asJson.json<StaggerPlanResult>().result.plan).toMatchObject({ moves: [], policies: [], days: 0 })
  })

  it('makes no policy in a vault that has 200', async () => {
    const machines = rows(60, '').map((_, i) => ({ name: `vm-${i}`, vault: 'v', policy: 'standard-2200' }))
    const estate = {
      vaults: [{ name: 'v', policies: 200 }],
      policies: [{ vault: 'v', name: 'standard-2200' }],
      machines,
    }

    const run = await planOf('estate.json', JSON.stringify(estate), '--json')
    const shown = await planOf('estate.json', JSON.stringify(estate))

    expect(run.json<StaggerPlanResult>().result.plan).toMatchObject({
      policies: [],
      moves: [],
      summary: { after: { violations: 20 } },
    })
    expect(shown.stdout).toMatch(/VMs and disks over a limit +20 +20\n/)
    expect(shown.stdout).toMatch(/\nNo move makes this better\.\n$/)
  })

  it('plans weekly, hourly and other zones beside one another, and what is stopped not at all', async () => {
    const run = await planOf(
      'vms.csv',
      csv(
        'vault,policy,start,timeZone,state',
        ...rows(45, 'v,nightly,22:00,Europe/Berlin,protected'),
        ...rows(5, 'v,weekly,Sunday 21:00,UTC,').map((row) => `w${row}`),
        ...rows(5, 'v,often,every 4 h from 09:00 for 12 h,UTC,').map((row) => `h${row}`),
        'idle,v,nightly,22:00,Europe/Berlin,stopped',
      ),
      '--json',
    )

    const { plan: made } = run.json<StaggerPlanResult>().result
    expect(run.exitCode).toBe(0)
    expect(made.summary.before.violations).toBeGreaterThan(0)
    expect(made.summary.after.violations).toBe(0)
    expect(made.findings.map(({ code }) => code)).toContain('NOT_RUNNING')
    expect(made.moves.map(({ name }) => name)).not.toContain('idle')
  })

  it('refuses every mistake at once, with lines', async () => {
    const run = await planOf(
      'vms.csv',
      csv('vault,policy,tier,window', 'a,v,p,gold,22:00-06:00 Mars', 'b,v,,standard,x', 'c,,,,'),
    )

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('INVENTORY_INVALID')
    expect(run.stderr).toMatch(/vms\.csv:2: nobody says when policy 'p'/)
    expect(run.stderr.match(/vms\.csv:2: unknown tier 'gold'/g)).toHaveLength(1)
    expect(run.stderr).toMatch(/vms\.csv:2: impossible window: unknown time zone 'Mars'/)
    expect(run.stderr).toMatch(/vms\.csv:3: impossible window: 'x' is no window/)
    expect(run.stderr).toMatch(/vms\.csv:4: vault is empty/)
  })

  it('narrows the plan to vaults and VMs, and knows no tags', async () => {
    const text = csv(
      'vault,policy',
      ...rows(50, 'a,standard-2200'),
      ...rows(50, 'b,standard-2200').map((row) => `b${row}`),
    )

    const byVault = (await planOf('vms.csv', text, '--vault', 'B', '--json')).json<StaggerPlanResult>().result.plan
    const byName = (await planOf('vms.csv', text, '--vm', 'vm-3', '--json')).json<StaggerPlanResult>().result.plan

    expect(new Set(byVault.moves.map(({ vault }) => vault))).toEqual(new Set(['b']))
    expect(byName.moves.map(({ name }) => name)).toEqual(['vm-3'])
    expect(await planOf('vms.csv', text, '--vault', 'c')).toMatchObject({ exitCode: 4 })
    expect(await planOf('vms.csv', text, '--vm', 'vm-99')).toMatchObject({ exitCode: 4 })
    expect(await planOf('vms.csv', text, '--tag', 'a=b')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('SELECTOR_NEEDS_AZURE'),
    })
  })
})
