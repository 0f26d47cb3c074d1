import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../src/model/job.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import type { RunListResult } from '../../src/runs/list.js'
import { servedAzbk } from '../helpers/served-azbk.js'

/** A served contoso, and azbk on it, which answers in JSON. What is read of the world is read by azbk, too. */
async function estate() {
  const run = await servedAzbk(['--world', 'contoso', '--job-speed', '1000'])
  return async (argv: readonly string[], meanwhile?: (child: ChildProcess) => void) => {
    const ended = await run([...argv, '--json'], meanwhile)
    const document = ended.stdout === '' ? {} : JSON.parse(ended.stdout)
    return { ...ended, result: document.result as never, error: document.error as { code: string } | undefined }
  }
}

const RESTORES = ['job', 'list', '--vault', 'vault-weu', '--operation', 'Restore', '--last', '1h']
const SECONDARY = ['job', 'list', '--vault', 'vault-weu', '--secondary', '--last', '1h']
const LANDING = ['--network', 'vnet-westeurope', '--subnet', 'restore']
const THERE = ['--cross-region', '--vault', 'rg-backup-weu/vault-weu']

describe('a restore by the built azbk', () => {
  it.each([
    ['disks', ['disks', '--vm', 'erp-app-01', '--target-group', 'rg-backup-weu'], 'Restore'],
    ['a VM', ['vm', '--vm', 'gone-01', '--target-group', 'rg-backup-weu', ...LANDING], 'Restore'],
    ['disks of a VM in place', ['replace', '--vm', 'erp-app-01', '--yes'], 'Restore'],
    [
      'disks of the paired region',
      ['disks', '--vm', 'erp-app-01', '--target-group', 'rg-shop', ...THERE],
      'CrossRegionRestore',
    ],
  ])('of %s ends with its job', async (_, argv, operation) => {
    const azbk = await estate()

    const planned = await azbk(['restore', ...argv, '--dry-run', '--detailed-exit-code'])
    const { result, exitCode, stderr } = await azbk(['restore', ...argv, '--wait'])

    expect(planned.exitCode, planned.stderr).toBe(10)
    expect(planned.result).toMatchObject({ applied: false, machines: [{ status: 'planned' }] })
    expect(exitCode, stderr).toBe(0)
    const { machines } = result as RestoreResult
    expect(machines).toMatchObject([{ end: 'completed', errors: [] }])
    const where = ['--vault', 'vault-weu', ...(operation === 'Restore' ? [] : ['--secondary'])]
    const job = await azbk(['job', 'show', String(machines[0]?.jobId), ...where])
    expect(job.result).toMatchObject({ operation, status: 'Completed' })
  })

  it('tells in JSON why it is refused, and sends nothing', async () => {
    const azbk = await estate()

    const gone = await azbk(['restore', 'replace', '--vm', 'gone-01', '--yes'])
    const unasked = await azbk(['restore', 'replace', '--vm', 'erp-app-01'])

    expect([gone.exitCode, gone.error?.code]).toEqual([6, 'VM_GONE'])
    expect([unasked.exitCode, unasked.stdout.includes('--yes')]).toEqual([2, true])
    expect((await azbk(RESTORES)).result).toEqual([])
  })

  it.each([
    ['disks', ['--target-group', 'rg-backup-weu']],
    ['disks', ['--target-group', 'rg-shop', '--cross-region']],
    ['vm', ['--target-group', 'rg-backup-weu', ...LANDING]],
    ['replace', ['--yes']],
  ])(
    'of several VMs (%s %j) that was killed is gone on with by another process, and each VM is restored once',
    async (mode, where) => {
      const azbk = await estate()
      const isNear = !where.includes('--cross-region')

      const fleet = ['restore', mode, '--tag', 'app=erp', '--vault', 'vault-weu', ...where]
      const killed = await azbk(fleet, killOnceBegun)
      const [run] = (await azbk(['run', 'list'])).result as RunListResult
      const rest = await azbk(['restore', mode, '--resume', 'latest', '--wait'])

      expect(killed.exitCode).toBe(null)
      expect(run).toMatchObject({ state: 'killed', items: 6 })
      expect(rest.exitCode, rest.stderr).toBe(0)
      const { machines } = rest.result as RestoreResult
      expect(machines.map(({ end }) => end)).toEqual(Array(6).fill('completed'))
      const jobs = (await azbk(isNear ? RESTORES : SECONDARY)).result as Job[]
      expect(jobs.map(({ machineName }) => machineName).sort()).toEqual(machines.map(({ name }) => name).sort())
    },
  )
})

/** Ends the process a while after its run has begun. */
function killOnceBegun(child: ChildProcess): void {
  child.stderr?.on('data', async (chunk: string) => {
    if (!chunk.includes('Go on after a stop with')) return
    await wait(300)
    child.kill('SIGKILL')
  })
}
