import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import StaggerPlan from '../../commands/stagger/plan.js'
import StaggerSimulate from '../../commands/stagger/simulate.js'
import type { SimulateStaggerResult } from '../../src/stagger/simulate.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { jammedMock } from '../helpers/jammed-world.js'
import { createTestMock, type RunOptions, runAzbk, runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const disks = [{ sizeGb: 128, usedGb: 60, churnPerDay: 0.05 }]

/** An inventory of VMs that all start at 22:00. */
function inventoryOf(vms: number, parts: object = {}): string {
  const machines = Array.from({ length: vms }, (_, i) => ({
    ...{ name: `vm-${i}`, vault: 'rsv-weu', policy: 'daily-2200', disks },
    ...parts,
  }))
  return JSON.stringify({
    vaults: [{ name: 'rsv-weu' }],
    policies: [{ vault: 'rsv-weu', name: 'daily-2200' }],
    machines,
  })
}

const simulate = (argv: readonly string[], options: RunOptions = {}) =>
  runForJson<SimulateStaggerResult>(StaggerSimulate, argv, options)

const withFiles = async (files: Record<string, string>) => {
  const folder = await folderWith(files)
  return (file: string) => join(folder, file)
}

describe('azbk stagger simulate', () => {
  let text: string
  beforeAll(() => {
    text = inventoryOf(90)
  })

  it('runs the nights of an inventory before and after its plan, without Azure', async () => {
    const file = await withFiles({ 'vms.json': text })

    const { result, exitCode } = await simulate(['--inventory', file('vms.json'), '--nights', '2'], {
      network: fakeNetwork({}),
    })

    expect(exitCode).toBe(0)
    expect(result).toMatchObject({ nights: 2, from: '2026-03-02T12:00:00.000Z', plan: { moves: 50, days: 1 } })
    expect(result.before).toMatchObject({ machines: 90, jobs: 180, failed: 0, mostStarts: 90, tooLong: 0 })
    expect(result.after).toMatchObject({ machines: 90, jobs: 180, failed: 0, mostStarts: 40 })
    expect(result.after.mostAtWork).toBeLessThan(result.before.mostAtWork)
    expect(result.before.movedGb).toBeGreaterThan(400)
    expect(result.before.vaults).toMatchObject([{ vault: 'rsv-weu', machines: 90, jobs: 180 }])
  })

  it('answers the query that its page shows', async () => {
    const file = await withFiles({ 'vms.json': inventoryOf(3) })
    const page = await readFile(new URL('../../docs/stagger-simulate.md', import.meta.url), 'utf8')
    const [, query = ''] = /--query '([^']+)'/.exec(page) ?? []

    const argv = ['--inventory', file('vms.json'), '--nights', '1', '--json', '--query', query]
    const { stdout } = await runAzbk(StaggerSimulate, argv)

    expect(JSON.parse(stdout)).toEqual([expect.any(Number), expect.any(Number)])
  })

  it('prints both nights side by side', async () => {
    const file = await withFiles({ 'vms.json': text })

    const { stdout, stderr } = await runAzbk(StaggerSimulate, ['--inventory', file('vms.json'), '--nights', '1'])

    expect(stderr).toBe('')
    expect(stdout).toMatch(/^1 night from 2026-03-02 12:00 UTC, seed 1: as it is, and after 50 moves in 1 day\.\n/)
    expect(stdout).toMatch(/ +Before +After\n/)
    expect(stdout).toMatch(/Most VMs of a vault that start together +90 +40\n/)
    expect(stdout).toMatch(/Time above 40 at work, a night +0 +0\n/)
    expect(stdout).toMatch(/Before {14,}[▁-█]+\nAfter {14,}[▁-█ ]+\n$/)
  })

  it('gives the same bytes for the same seed, and other nights for another', async () => {
    const file = await withFiles({ 'vms.json': text })
    const run = async (seed: string) =>
      (await simulate(['--inventory', file('vms.json'), '--nights', '1', '--seed', seed])).stdout

    const first = await run('3')

    expect(await run('3')).toBe(first)
    expect(await run('4')).not.toBe(first)
  })

  it('simulates a plan that was saved, with its limits and its day', async () => {
    const file = await withFiles({ 'vms.json': text })
    const argv = ['--inventory', file('vms.json')]
    const plan = ['--profile', 'classic-2017', '--from', '2026-05-04', '--out', file('plan.json')]
    await runAzbk(StaggerPlan, [...argv, ...plan])

    const { result, exitCode } = await simulate([...argv, '--plan', file('plan.json'), '--nights', '1'])

    expect(exitCode).toBe(0)
    expect(result).toMatchObject({ from: '2026-05-04T12:00:00.000Z', limits: { name: 'classic-2017' } })
    expect(result.after.mostStarts).toBe(40)
  })

  it('simulates the vaults of Azure and changes nothing there', async () => {
    const mock = jammedMock(60)
    const before = JSON.stringify(mock.control.snapshot().backup)

    const { result, exitCode } = await simulate(['--nights', '1'], { mock })

    expect(exitCode).toBe(0)
    expect(result.plan.moves).toBe(20)
    expect([result.before.mostStarts, result.after.mostStarts]).toEqual([60, 40])
    expect(JSON.stringify(mock.control.snapshot().backup)).toBe(before)
  })

  it('runs the policies of an estate as they are: hourly and weekly ones, and other time zones', async () => {
    const { result } = await simulate(['--vault', 'vault-weu', '--nights', '7'])

    expect(result.plan.moves).toBe(0)
    expect(result.after).toEqual(result.before)
    expect(result.before.failed).toBe(0)
    expect(result.before.jobs).toBeGreaterThan(7 * 20)
  })

  it('shows vaults and storage accounts where there are several, and what an audit finds', async () => {
    const vhds = [
      { ...disks[0], storageAccount: 'contosovhds' },
      { ...disks[0], storageAccount: 'contosovhds' },
    ]
    const machines = Array.from({ length: 120 }, (_, i) => {
      const vault = i % 3 === 0 ? 'rsv-two' : 'rsv-weu'
      return { name: `vm-${i}`, vault, policy: 'daily-2200', disks: vhds }
    })
    const vaults = [{ name: 'rsv-weu' }, { name: 'rsv-two' }]
    const policies = vaults.map(({ name }) => ({ vault: name, name: 'daily-2200' }))
    const file = await withFiles({ 'vms.json': JSON.stringify({ vaults, policies, machines }) })

    const { stdout } = await runAzbk(StaggerSimulate, ['--inventory', file('vms.json'), '--nights', '1'])

    expect(stdout).toMatch(/Findings in the jobs +1 warning +\S/)
    expect(stdout).toMatch(/Time above 40 at work, a night, in all vaults +\S/)
    expect(stdout).toMatch(/\nVault +VMs +At work +Above limit +Longest wait +Longest backup\nrsv-weu +80 +\d+ -> \d+/)
    expect(stdout).toMatch(/\nrsv-two +40 /)
    expect(stdout).toMatch(
      /\nStorage account +Most disks at once +Above 20, a night\ncontosovhds +\d+ -> \d+ +\dh.* -> 0\n$/,
    )
  })

  it('counts VMs that no policy backs up', async () => {
    const machines = [
      { name: 'web-01', vault: 'rsv-weu', policy: 'daily-2200', disks },
      { name: 'new-01', vault: 'rsv-weu', disks },
    ]
    const file = await withFiles({ 'vms.json': JSON.stringify({ ...JSON.parse(inventoryOf(1)), machines }) })

    const run = await runAzbk(StaggerSimulate, ['--inventory', file('vms.json'), '--nights', '1'])

    expect(run.stdout).toMatch(/VMs backed up +1 +2\n/)
    expect(run.stdout).toMatch(/VMs that no policy backs up +1 +0\n/)
  })

  it('says what could not be read, with exit code 3', async () => {
    const mock = createTestMock()
    mock.control.inject({ path: /vault-eus\/backupProtectedItems/, times: 20, fault: { kind: 'status', status: 403 } })

    const { result, exitCode } = await simulate(['--nights', '1'], { mock })

    expect(exitCode).toBe(3)
    expect(result.findings.map(({ code }) => code)).toContain('SCOPE_UNREAD')
  })
})

describe('azbk stagger simulate refuses', () => {
  it('a plan of another estate, with what does not fit', async () => {
    const file = await withFiles({
      'vms.json': inventoryOf(60),
      'others.json': inventoryOf(60).replaceAll('vm-', 'db-'),
    })
    await runAzbk(StaggerPlan, ['--inventory', file('others.json'), '--out', file('plan.json')])

    const { error, exitCode } = await simulate(['--inventory', file('vms.json'), '--plan', file('plan.json')])

    expect(exitCode).toBe(6)
    expect(error).toMatchObject({ code: 'PLAN_DOES_NOT_FIT' })
    expect(error?.message).toMatch(/VM 'db-\d+', which is not in the estate.*and \d+ more/s)
  })

  it('a plan whose moves are done already', async () => {
    const file = await withFiles({ 'vms.json': inventoryOf(60), 'moved.json': '' })
    await runAzbk(StaggerPlan, ['--inventory', file('vms.json'), '--out', file('plan.json')])
    const moved = JSON.parse(inventoryOf(60))
    moved.policies.push({ vault: 'rsv-weu', name: 'daily-0300' })
    for (const machine of moved.machines) machine.policy = 'daily-0300'
    const { writeFile } = await import('node:fs/promises')
    await writeFile(file('moved.json'), JSON.stringify(moved))

    const { error } = await simulate(['--inventory', file('moved.json'), '--plan', file('plan.json')])

    expect(error).toMatchObject({ code: 'PLAN_DOES_NOT_FIT' })
  })

  it.each([
    ['an inventory without VMs', inventoryOf(0), 'NO_MACHINES', 4],
    ['a vault of more VMs than Azure takes', inventoryOf(1_001), 'ESTATE_IMPOSSIBLE', 6],
    [
      'a VM of more disks than Azure takes',
      inventoryOf(1, { disks: Array(34).fill(disks[0]) }),
      'ESTATE_IMPOSSIBLE',
      6,
    ],
  ])('%s', async (_, content, code, exitCode) => {
    const file = await withFiles({ 'vms.json': content })

    const run = await simulate(['--inventory', file('vms.json')])

    expect({ code: run.error?.code, exitCode: run.exitCode }).toEqual({ code, exitCode })
  })

  it.each([['0'], ['31'], ['1000000'], ['-1'], ['some']])('--nights %s', async (nights) => {
    const { exitCode, error } = await simulate(['--nights', nights])

    expect(exitCode).toBe(2)
    expect(error?.message).toContain('nights')
  })

  it.each([
    ['a plan that is not there', 'none.json', 'PLAN_UNREADABLE'],
    ['a file that is no plan', 'vms.json', 'PLAN_INVALID'],
  ])('%s', async (_, plan, code) => {
    const file = await withFiles({ 'vms.json': inventoryOf(3) })

    const run = await simulate(['--inventory', file('vms.json'), '--plan', file(plan)])

    expect([run.exitCode, run.error?.code]).toEqual([2, code])
  })

  it('to go on after Ctrl-C', async () => {
    const file = await withFiles({ 'vms.json': inventoryOf(3) })

    const { exitCode } = await simulate(['--inventory', file('vms.json')], { signal: AbortSignal.abort() })

    expect(exitCode).toBe(130)
  })
})
