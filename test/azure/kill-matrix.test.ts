import { describe, expect, it } from 'vitest'
import type { Mock } from '../../mocks/index.js'
import { backUpMachines } from '../../src/backup/backup.js'
import { protectMachines } from '../../src/protection/protect.js'
import { createEstate, type Estate } from '../helpers/estate.js'
import { killEverywhere } from '../helpers/kill-matrix.js'

const names = (n: number) => Array.from({ length: n }, (_, i) => `vm-${String(i + 1).padStart(2, '0')}`)

function estateOf(vms: readonly string[]): Estate {
  const estate = createEstate()
  estate.vault('rsv-weu')
  for (const name of vms) estate.vm({ name })
  return estate
}

/** The protection of each VM, and the jobs there were: each request that took effect has made one. */
function endOf(mock: Mock): Readonly<Record<string, unknown>> {
  mock.control.advance(10 * 60_000)
  const vault = `/subscriptions/${mock.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-weu`
  const rows = (path: string) => {
    const url = `https://management.azure.com${vault}/${path}?api-version=2024-04-01`
    return (mock.control.send({ method: 'GET', url }).body as { value: { properties: Record<string, string> }[] }).value
  }
  const jobs = rows('backupJobs').map(({ properties }) => `${properties.entityFriendlyName} ${properties.operation}`)
  return Object.fromEntries(
    rows('backupProtectedItems').map(({ properties }) => [
      properties.friendlyName,
      {
        policy: properties.policyName,
        state: properties.protectionState,
        jobs: jobs.filter((job) => job.startsWith(`${properties.friendlyName} `)).sort(),
      },
    ]),
  )
}

describe('a fleet run that is killed and gone on with', () => {
  it('protects each of 20 VMs once, wherever it is killed', async () => {
    const estate = estateOf(names(20))

    const matrix = await killEverywhere({
      world: estate.mock.control.snapshot(),
      run: (ctx, resume) => protectMachines(ctx, resume ? { resume } : { all: true }),
      endOf,
    })

    expect(Object.keys(matrix.reference).sort()).toEqual(names(20))
    expect(matrix.reference['vm-01']).toEqual({
      policy: 'standard-2200',
      state: 'IRPending',
      jobs: ['vm-01 ConfigureBackup'],
    })
    expect(matrix.ends.length).toBeGreaterThan(20)
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
  })

  it('chooses no policy anew for 44 VMs, killed while their policies are made', async () => {
    const estate = estateOf(names(44))

    const matrix = await killEverywhere({
      world: estate.mock.control.snapshot(),
      run: (ctx, resume) => protectMachines(ctx, resume ? { resume } : { all: true }),
      endOf,
      at: (request) => /^PUT .*backupPolicies/.test(request),
    })

    const policies = Object.values(matrix.reference).map((end) => (end as { policy: string }).policy)
    expect(new Set(policies).size).toBeGreaterThan(1)
    expect(matrix.ends.length).toBeGreaterThan(1)
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
  })

  it('starts one backup of each of 6 VMs, wherever it is killed', async () => {
    const estate = estateOf(names(6))
    for (const name of names(6)) estate.protect(name, 'rsv-weu')

    const matrix = await killEverywhere({
      world: estate.mock.control.snapshot(),
      run: (ctx, resume) => backUpMachines(ctx, resume ? { resume } : { all: true }),
      endOf,
    })

    expect(matrix.reference['vm-01']).toMatchObject({ jobs: ['vm-01 Backup', 'vm-01 ConfigureBackup'] })
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
  })
})
