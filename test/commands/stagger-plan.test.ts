import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerPlan from '../../commands/stagger/plan.js'
import { OBJECTIVES } from '../../src/slots/objective.js'
import type { StaggerPlan as Plan } from '../../src/stagger/plan-file.js'
import type { StaggerPlanResult } from '../../src/stagger/stagger-plan.js'
import { JAMMED_VAULT, jammedMock, jammedVm } from '../helpers/jammed-world.js'
import { createTestMock, type RunOptions, runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const FORBIDDEN = { error: { code: 'AuthorizationFailed', message: 'The client does not have authorization.' } }

const plan = (argv: readonly string[], options: RunOptions = {}) => runAzbk(StaggerPlan, argv, options)
const resultOf = async (argv: readonly string[], options: RunOptions = {}) => {
  const run = await plan([...argv, '--json'], options)
  return { ...run.json<StaggerPlanResult>().result, exitCode: run.exitCode, stderr: run.stderr }
}

/** A network that nobody may use. */
const NO_NETWORK = {
  sendRequest: () => Promise.reject(new Error('the network was used')),
} as unknown as NonNullable<RunOptions['network']>

describe('azbk stagger plan of what is in Azure', () => {
  it('spreads a jam: what collides, the moves, the days and the certificate', async () => {
    const run = await plan(['--window', '20:00-04:00'], { mock: jammedMock(100) })

    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.stdout).toContain('100 VMs in 1 vault: least-moves, limits current, from 2026-03-02.')
    expect(run.stdout).toMatch(/VMs and disks over a limit +60 +0\n/)
    expect(run.stdout).toMatch(/Most VMs that start together +100 +40\n/)
    expect(run.stdout).toMatch(/rsv-jam +100 +100 +680 +17 times of day x 40 VMs/)
    expect(run.stdout).toMatch(/rsv-jam starts +·+!·+\n/)
    expect(run.stdout).toMatch(/VMs moved +60 +60 +0\.0 % +proven/)
    expect(run.stdout).toMatch(/length of the nights, half hours +2 +\d+ +.*\n/)
    expect(run.stdout).toMatch(
      /vm-\d{4} +rsv-jam +standard-2200 +standard-\d{4} +1 +100 VMs of vault rsv-jam start at 22:00/,
    )
    expect(run.stdout).toContain('Nothing was changed.')
  })

  it('saves the plan, the same bytes each time, and ends with 10 when asked to', async () => {
    const folder = await folderWith()
    const [one, other] = [join(folder, 'one.json'), join(folder, 'other.json')]

    const first = await plan(['--out', one, '--detailed-exit-code'], { mock: jammedMock(60) })
    await plan(['--out', other], { mock: jammedMock(60) })
    const again = await plan(['--out', one], { mock: jammedMock(60) })

    expect(first.exitCode).toBe(10)
    expect(first.stdout).toContain(`Saved as ${one}. Next: azbk stagger apply ${one}`)
    expect(again.exitCode).toBe(0)
    expect(await readFile(one, 'utf8')).toBe(await readFile(other, 'utf8'))
    const saved = JSON.parse(await readFile(one, 'utf8')) as Plan
    expect(saved.basis).toMatchObject({ source: 'azure', vaults: [{ key: JAMMED_VAULT }] })
    expect(saved.moves).toHaveLength(20)
    expect(saved.policies).toMatchObject([{ vault: JAMMED_VAULT, like: 'standard-2200', day: 1 }])
  })

  it('writes over no other file, and says why a place cannot be written', async () => {
    const folder = await folderWith({ 'notes.json': '{"kind":"notes"}', 'notes.txt': 'hello' })

    for (const file of ['notes.json', 'notes.txt']) {
      const run = await plan(['--out', join(folder, file)], { mock: jammedMock(5) })
      expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('OUT_NOT_A_PLAN') })
    }
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('hello')
    const lost = await plan(['--out', join(folder, 'none', 'plan.json')], { mock: jammedMock(5) })
    expect(lost).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('OUT_UNWRITABLE') })
  })

  it('finds contoso in order, and tells what is left out', async () => {
    const { plan: made, exitCode, vaults } = await resultOf(['--detailed-exit-code'])

    expect(exitCode).toBe(0)
    expect(made.moves).toEqual([])
    expect(made.summary.before).toEqual(made.summary.after)
    expect(vaults.map(({ vault }) => vault)).toEqual(['vault-eus', 'vault-eus-guarded', 'vault-eus-mixed', 'vault-weu'])
    const idle = made.findings.filter(({ code }) => code === 'NOT_RUNNING').map(({ message }) => message)
    expect(idle).toEqual(
      expect.arrayContaining([
        expect.stringContaining('1 VM of vault vault-weu is stopped (pay-retired-01)'),
        expect.stringContaining('1 VM of vault vault-weu is soft-deleted (pay-old-01)'),
        expect.stringContaining('1 VM of vault vault-weu is gone from Azure (gone-01)'),
      ]),
    )
  })

  it('counts unmanaged disks by account, without those that are not backed up', async () => {
    const { accounts } = await resultOf(['--vault', 'vault-weu'])

    expect(accounts).toMatchObject([{ account: 'contosolegacyvhds', limit: 20, before: 5 }])
  })

  it('moves only the VMs that are selected; the others stay and load the slots', async () => {
    const chosen = [1, 2, 3].flatMap((n) => ['--vm', jammedVm(n)])

    const { plan: made } = await resultOf(chosen, { mock: jammedMock(45) })

    expect(made.moves.map(({ machine }) => machine).sort()).toEqual([1, 2, 3].map(jammedVm))
    expect(made.summary).toMatchObject({ before: { violations: 5 }, after: { violations: 2 } })
    expect(made.conflicts.length).toBeGreaterThan(0)
    const { stdout } = await plan(chosen, { mock: jammedMock(45) })
    expect(stdout).toContain('3 of 45 VMs in 1 vault, the others stay where they are: least-moves,')
  })

  it('takes the limits file that azbk.yaml names, from wherever it is run, and says where one is missing', async () => {
    const folder = await folderWith({
      'azbk.yaml': 'limits: limits/ours.yaml\n',
      'limits/ours.yaml': 'name: ours\nstartsTogether: 30\n',
      'deep/er/vms.csv': 'name,vault\n',
      'lost/azbk.yaml': '\nlimits: nowhere.yaml\n',
    })

    const found = await plan([], { mock: jammedMock(45), cwd: join(folder, 'deep', 'er') })
    const lost = await plan([], { mock: jammedMock(45), cwd: join(folder, 'lost') })

    expect(found.stdout).toContain('limits ours,')
    expect(found.stdout).toMatch(/VMs and disks over a limit +15 +0\n/)
    expect(lost).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('PROFILE_UNREADABLE') })
    expect(lost.stderr).toContain(
      `limits of ${join(folder, 'lost', 'azbk.yaml')}:2: '${join(folder, 'lost', 'nowhere.yaml')}'`,
    )
  })

  it('shows the room of a region, and its starts against the limit, where a profile counts by region', async () => {
    const folder = await folderWith({
      'ours.yaml': 'extends: current\nstartsTogether: { value: 30, scope: region, source: our network team }\n',
    })

    const { stdout } = await plan(['--profile', join(folder, 'ours.yaml'), '--window', '20:00-04:00'], {
      mock: jammedMock(45),
    })

    expect(stdout).toMatch(
      /^Region +VMs +Starts a day +Room +How\n\w+ of [0-9a-f-]{36} +45 +45 +510 +17 times of day x 30 VMs$/m,
    )
    expect(stdout).toMatch(/region \w+ of [0-9a-f-]{36} starts +·+!·+\n/)
  })

  it('leaves pinned VMs where they are', async () => {
    const pins = Array.from({ length: 40 }, (_, i) => ['--pin', `vm-${String(i + 1).padStart(4, '0')}`]).flat()

    const { plan: made } = await resultOf(pins, { mock: jammedMock(42) })
    const unknown = await plan(['--pin', 'vm-0043'], { mock: jammedMock(42) })

    expect(made.moves.map(({ name }) => name).sort()).toEqual(['vm-0041', 'vm-0042'])
    expect(unknown).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining("The estate has no VM 'vm-0043' with running backups."),
    })
  })

  it('asks of Azure no more for many VMs than for few', async () => {
    const requests = async (vms: number) => {
      const mock = jammedMock(vms)
      const before = mock.control.requests.entries.length
      await plan([], { mock })
      return mock.control.requests.entries.length - before
    }

    expect(await requests(150)).toBe(await requests(3))
  })

  it('says how many requests it took, with --debug', async () => {
    const mock = jammedMock(30)
    const before = mock.control.requests.entries.length

    const { stderr } = await plan(['--debug'], { mock })

    expect(stderr).toContain(`${mock.control.requests.entries.length - before} requests to Azure for the whole estate.`)
  })

  it('tells what it could not read, and ends with 3', async () => {
    const mock = createTestMock()
    mock.control.inject({
      path: /vault-eus-mixed\/backupProtectedItems/,
      fault: { kind: 'status', status: 403, body: FORBIDDEN },
    })

    const run = await plan(['--detailed-exit-code', '--json'], { mock })

    const { plan: made, vaults } = run.json<StaggerPlanResult>().result
    expect(run.exitCode).toBe(3)
    expect(run.json().warnings).toContainEqual(expect.stringContaining("'vault-eus-mixed' could not be read"))
    expect(made.findings[0]).toMatchObject({ code: 'SCOPE_UNREAD', severity: 'error' })
    expect(vaults.map(({ vault }) => vault)).not.toContain('vault-eus-mixed')
  })

  it('leaves the vaults of a subscription out whose VMs it could not read', async () => {
    const mock = createTestMock()
    const dev = mock.subscriptions[1]?.id ?? ''
    mock.control.inject({
      path: new RegExp(`${dev}/.*virtualMachines`, 'i'),
      fault: { kind: 'status', status: 403, body: FORBIDDEN },
    })

    const { vaults, plan: made, exitCode } = await resultOf(['--subscription', 'all'], { mock })

    expect(exitCode).toBe(3)
    expect(vaults.map(({ vault }) => vault)).toContain('vault-weu')
    expect(vaults.map(({ vault }) => vault)).not.toContain('vault-dev')
    expect(made.findings[0]).toMatchObject({
      code: 'SCOPE_UNREAD',
      message: expect.stringContaining('VMs of vault-dev'),
    })
  })

  it('fails when nothing at all could be read', async () => {
    const mock = jammedMock(3)
    mock.control.inject({ path: /backupProtectedItems/, fault: { kind: 'status', status: 403, body: FORBIDDEN } })

    expect(await plan([], { mock })).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('PERMISSION_MISSING'),
    })
  })

  it.each(OBJECTIVES)('plans for %s without breaking a limit', async (objective) => {
    const { plan: made } = await resultOf(['--objective', objective, '--window', '22:00-02:00'], {
      mock: jammedMock(90),
    })

    expect(made.objective).toBe(objective)
    expect(made.summary.after).toMatchObject({ violations: 0 })
    expect(made.certificate[0]).toMatchObject({ level: 'violations', achieved: 0, isProven: true })
  })

  it.each([
    [['--window', '22-06'], 'INVALID_WINDOW'],
    [['--window', '22:00-06:00 Mars'], "unknown time zone 'Mars'"],
    [['--window', '22:00-06:00 Europe/Oslu'], 'did you mean Europe/Oslo?\nTry: '],
    [['--window', '22:05-22:25'], 'no backup can start in 22:05-22:25'],
    [['--from', '2026-02-30'], 'INVALID_DAY'],
    [['--from', 'tomorrow'], 'INVALID_DAY'],
    [['--profile', 'nightly'], 'PROFILE_UNREADABLE'],
    [['--objective', 'cheapest'], '--objective'],
    [['--tag', 'env'], 'INVALID_TAG'],
  ])('refuses %j', async (argv, text) => {
    expect(await plan(argv, { mock: jammedMock(2) })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(text),
    })
  })

  it('plans by limits of a file', async () => {
    const folder = await folderWith({ 'limits.yaml': 'name: ours\nstartsTogether: 10\npolicyWritesPerDay: 2\n' })

    const { plan: made } = await resultOf(['--profile', join(folder, 'limits.yaml')], { mock: jammedMock(50) })

    expect(made.limits).toMatchObject({ name: 'ours', startsTogether: { value: 10 } })
    expect(made.summary.after).toMatchObject({ violations: 0, mostStarts: 10 })
    expect(made.days).toBe(Math.ceil(made.policies.length / 2))
    expect(made.policies.filter(({ day }) => day === 1)).toHaveLength(2)
  })
})

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

  it('takes no VM at all for an empty plan', async () => {
    const run = await planOf('vms.csv', 'name,vault\n')
    const asJson = await planOf('estate.json', '{"vaults":[{"name":"v"}],"machines":[]}', '--json')

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to plan') })
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
    expect(shown.stdout).toMatch(/VMs and disks over a limit +0 +20 +- +no useful bound is known\n/)
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
    expect(run.stderr).toMatch(/vms\.csv:3: impossible window: 'x' is not/)
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
