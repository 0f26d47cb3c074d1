import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerPlan from '../../commands/stagger/plan.js'
import { OBJECTIVES } from '../../src/slots/objective.js'
import type { StaggerPlan as Plan } from '../../src/stagger/plan-file.js'
import type { StaggerPlanResult } from '../../src/stagger/stagger-plan.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { JAMMED_VAULT, jammedMock, jammedVm, oddMock } from '../helpers/jammed-world.js'
import { createTestMock, type RunOptions, runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const FORBIDDEN = { error: { code: 'AuthorizationFailed', message: 'The client does not have authorization.' } }

const plan = (argv: readonly string[], options: RunOptions = {}) => runAzbk(StaggerPlan, argv, options)
const resultOf = async (argv: readonly string[], options: RunOptions = {}) => {
  const run = await plan([...argv, '--json'], options)
  return { ...run.json<StaggerPlanResult>().result, exitCode: run.exitCode, stderr: run.stderr }
}

/** A network that nobody may use. */
const NO_NETWORK = fakeNetwork({})

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
    expect(lost.stderr).toContain(`there is no folder ${join(folder, 'none')}`)
    expect((await plan(['--out', folder], { mock: jammedMock(5) })).stderr).toContain('it is a folder')
  })

  it('tells all mistakes in flags at once, before anything is read', async () => {
    const folder = await folderWith({ 'vms.csv': 'name,vault,window\nweb-01,rsv-weu,22\n' })
    const wrong = ['--window', '22:00-22:00', '--from', '2026-02-30', '--profile', 'ours', '--out', folder]

    const run = await plan(wrong, { network: NO_NETWORK })
    const offline = await plan([...wrong, '--inventory', join(folder, 'vms.csv')], { network: NO_NETWORK })

    const all = ["'ours' is no profile", "--from '2026-02-30' is not a day", 'ends when it begins', 'it is a folder']
    for (const { exitCode, stderr } of [run, offline]) {
      expect(exitCode).toBe(2)
      for (const mistake of [...all, 'SEVERAL_MISTAKES']) expect(stderr).toContain(mistake)
    }
    expect(offline.stderr).toContain("vms.csv:2: impossible window: '22' is no window")
    const none = await plan(['--inventory', folder], { network: NO_NETWORK })
    expect(none.stderr).toContain(`Inventory ${folder} cannot be read: it is a folder.`)
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

  it('leaves out what starts off the half hour, as old policies may, and says how to mend that', async () => {
    const { plan: made, exitCode } = await resultOf([], { mock: oddMock(60) })

    expect(exitCode).toBe(0)
    expect(made.moves).toEqual([])
    expect(made.summary.before).toEqual({ violations: 0, mostStarts: 0, peak: 0, policies: 0 })
    expect(made.findings).toMatchObject([
      {
        code: 'POLICY_OFF_GRID',
        severity: 'warning',
        message: expect.stringMatching(
          /^60 VMs .* standard-2200 of vault rsv-jam: it starts at 22:10, .* not counted\.$/,
        ),
        cure: 'azbk policy update --name standard-2200 --vault rsv-jam --start <hour or half hour>',
      },
    ])
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
