import { describe, expect, test } from 'vitest'
import { loadState } from '../../mocks/index.js'
import { folderWith } from '../helpers/temp-folder.js'
import { type EstateDisk, estateOf, jobsOf, type NightJob, sharedBench, VAULT_ID } from './estates.js'
import { createBench, makeVault, makeVm, protect } from './helpers.js'

const HOUR = 3_600
const DAY = 24 * HOUR
const fresh = { vaultId: VAULT_ID, policy: 'daily-2200', isBackedUp: false }
const transferSeconds = (job: NightJob | undefined) => ((job?.endMs ?? 0) - (job?.transferStartMs ?? 0)) / 1000
const disksOf = (count: number, disk: EstateDisk) => Array.from({ length: count }, () => disk)

/** A bench on which snapshots take five minutes and transfers nothing but the copy. */
function bareBench(...given: Parameters<typeof sharedBench>) {
  const bench = sharedBench(...given)
  bench.mock.control.fixDuration('snapshot', 300)
  bench.mock.control.fixDuration('transferPrepare', 0)
  return bench
}

describe('what a backup moves', () => {
  test('the first one moves all data, the next what changed since: the job says how much', async () => {
    const disks = [{ sizeGb: 128, usedGb: 40, churnPerDay: 0.1 }]
    const bench = bareBench(estateOf([{ disks, protection: fresh }]))
    bench.pass(2 * DAY)

    const [first, second] = await jobsOf(bench)

    const days = ((second?.startMs ?? 0) - (first?.startMs ?? 0)) / 1000 / DAY
    expect(first?.sizeMb).toBe(40_000)
    expect((second?.sizeMb ?? 0) / (days * 4_000)).toBeCloseTo(1, 2)
  })

  test('an excluded disk is not moved, a disk that came later is moved whole', async () => {
    const disk = { sizeGb: 64, usedGb: 10, churnPerDay: 0 }
    const bench = bareBench(estateOf([{ disks: disksOf(2, disk) }]))
    const [item] = Object.values(bench.mock.control.snapshot().backup.vaults).flatMap((vault) =>
      Object.values(vault.items),
    )
    const choose = (diskLunList: number[]) =>
      bench.send(
        'PUT',
        `/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-a/backupFabrics/Azure/protectionContainers/IaasVMContainer;${item?.key}/protectedItems/vm;${item?.key}`,
        {
          properties: {
            protectedItemType: 'Microsoft.Compute/virtualMachines',
            sourceResourceId: item?.vmId,
            policyId: `${VAULT_ID}/backupPolicies/daily-2200`,
            extendedProperties: { diskExclusionProperties: { diskLunList, isInclusionList: false } },
          },
        },
      )

    choose([0])
    bench.pass(DAY)
    choose([])
    bench.pass(DAY)

    // The first night finds both disks copied when the estate was made; the second misses the copy of one.
    expect((await jobsOf(bench)).map((job) => job.sizeMb)).toEqual([0, 10_000])
  })

  test('disks of which the world says nothing keep what they are given from the seed', async () => {
    const sizes = async (seed: number) => {
      const bench = bareBench(estateOf([{ disks: [{ sizeGb: 100 }], protection: fresh }]), { seed })
      bench.pass(DAY)
      return (await jobsOf(bench)).map((job) => job.sizeMb)
    }

    const [one, same, other] = [await sizes(1), await sizes(1), await sizes(2)]

    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
    expect(one[0]).toBeGreaterThan(20_000)
    expect(one[0]).toBeLessThan(80_000)
  })
})

describe('how fast it moves', () => {
  test('a first copy at 160 Mbit/s a disk; the slowest disk ends the job', async () => {
    const disks = [10, 72, 30].map((usedGb) => ({ sizeGb: 128, usedGb }))
    const bench = bareBench(estateOf([{ disks, protection: fresh }]))
    bench.pass(DAY)

    expect(transferSeconds((await jobsOf(bench))[0])).toBe(HOUR)
  })

  test('changes at the 60 MB/s of a blob, which are less than 640 Mbit/s', async () => {
    const disks = [{ sizeGb: 1024, usedGb: 500, churnPerDay: 1 }]
    const bench = bareBench(estateOf([{ disks }]))
    bench.pass(3 * DAY)

    const job = (await jobsOf(bench))[0]

    expect((job?.sizeMb ?? 0) / transferSeconds(job)).toBeCloseTo(60, 2)
  })

  test('VHDs of one account share what it sends, across VMs; managed disks beside them do not', async () => {
    const disk = { sizeGb: 64, usedGb: 36, storageAccount: 'contosovhds' }
    const id = `${VAULT_ID.split('/providers')[0]}/providers/Microsoft.Storage/storageAccounts/contosovhds`
    const estate = estateOf([
      ...Array.from({ length: 5 }, () => ({ disks: disksOf(2, disk), protection: fresh })),
      { disks: [{ sizeGb: 64, usedGb: 36 }], protection: fresh },
    ])
    // 80 MB/s for ten VHDs that could take 20 each.
    const bench = bareBench({ ...estate, storageAccounts: [{ id, location: 'westeurope', egressMbps: 640 }] })
    bench.pass(DAY)

    const jobs = await jobsOf(bench)
    const vhds = jobs.filter((job) => job.vm !== 'vm-005')
    const busy = busySeconds(vhds)

    expect(jobs).toHaveLength(6)
    expect(transferSeconds(jobs.find((job) => job.vm === 'vm-005'))).toBe(1_800)
    expect(Math.max(...vhds.map(transferSeconds))).toBeGreaterThan(1_800)
    // All bytes at no more than the account sends, and at no less whenever four disks or more are under way.
    const bytesMb = vhds.reduce((sum, job) => sum + job.sizeMb, 0)
    expect(busy).toBeGreaterThanOrEqual(bytesMb / 80 - 1)
    expect(busy).toBeLessThan((bytesMb / 80) * 2)
  })

  test('an old account sends 10 Gbit/s, a newer one 50', async () => {
    const seconds = async (kind: string) => {
      const disk = { sizeGb: 4_096, usedGb: 2_000, churnPerDay: 1, storageAccount: 'contosovhds' }
      const id = `${VAULT_ID.split('/providers')[0]}/providers/Microsoft.Storage/storageAccounts/contosovhds`
      const estate = estateOf(Array.from({ length: 1 }, () => ({ disks: disksOf(30, disk) })))
      const bench = bareBench({ ...estate, storageAccounts: [{ id, location: 'westeurope', kind }] })
      bench.pass(2 * DAY)
      const [job] = await jobsOf(bench)
      return (job?.sizeMb ?? 0) / transferSeconds(job)
    }

    // 30 disks could take 1,800 MB/s.
    expect(await seconds('Storage')).toBeCloseTo(1_250, 0)
    expect(await seconds('StorageV2')).toBeCloseTo(1_800, 0)
  })
})

describe('the queue of a vault', () => {
  const many = (count: number, usedGb: number) =>
    estateOf(Array.from({ length: count }, () => ({ disks: [{ sizeGb: 4_096, usedGb }], protection: fresh })))

  test('forty transfers run at once, the next ones wait in turn', async () => {
    const bench = bareBench(many(60, 250))
    bench.pass(DAY)

    const jobs = await jobsOf(bench)
    const bySnapshot = [...jobs].sort((left, right) => left.snapshotEndMs - right.snapshotEndMs)
    const starts = bySnapshot.map((job) => job.transferStartMs)

    expect(jobs.every((job) => job.status === 'Completed')).toBe(true)
    expect(starts).toEqual([...starts].sort((left, right) => left - right))
    expect(mostAtOnce(jobs)).toBe(40)
    expect(bySnapshot.filter((job) => job.transferStartMs === job.snapshotEndMs)).toHaveLength(40)
  })

  test('nobody waits longer than eight hours', async () => {
    const bench = bareBench(many(60, 2_000))
    bench.pass(3 * DAY)

    const [longest = 0] = (await jobsOf(bench))
      .map((job) => (job.transferStartMs - job.snapshotEndMs) / 1000)
      .sort((left, right) => right - left)

    expect(longest).toBe(8 * HOUR)
  })

  test('while a job waits, its transfer has not started', () => {
    const bench = bareBench(many(41, 500))
    bench.pass(15 * HOUR)

    const last = Object.values(bench.mock.control.snapshot().backup.vaults)[0]?.transfers?.waiting[0]
    const { properties } = bench.send(
      'GET',
      `/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-a/backupJobs/${last}`,
    ).body

    expect(properties.extendedInfo.tasksList).toMatchObject([
      { taskId: 'Take Snapshot', status: 'Completed' },
      { taskId: 'Transfer data to vault', status: 'NotStarted', duration: 'PT0S' },
    ])
    expect(properties.status).toBe('InProgress')
  })
})

describe('nights that share', () => {
  const mixed = (churnPerDay = 0.05) =>
    estateOf(
      Array.from({ length: 50 }, (_, index) => ({
        disks: disksOf(1 + (index % 3), {
          sizeGb: 512,
          usedGb: 200 + index,
          churnPerDay,
          ...(index % 2 === 0 ? { storageAccount: `account${index % 4}` } : {}),
        }),
      })),
    )

  test('the same seed gives the same jobs, byte for byte; another seed gives others', () => {
    const night = (seed: number) => {
      const bench = sharedBench(mixed(), { seed })
      bench.pass(2 * DAY)
      return JSON.stringify(bench.mock.control.snapshot())
    }

    const first = night(1)

    expect(night(1)).toBe(first)
    expect(night(2)).not.toBe(first)
  })

  test('advancing in one step or in many gives the same world', () => {
    const one = sharedBench(mixed())
    const many = sharedBench(mixed())

    one.pass(2 * DAY)
    for (let step = 0; step < 480; step++) many.pass(360)

    expect(many.mock.control.snapshot()).toEqual(one.mock.control.snapshot())
  })

  test('a state that was saved in the middle of a night goes on as the one that was not', () => {
    const bench = sharedBench(mixed(0.8))
    bench.pass(13 * HOUR)
    const saved = JSON.parse(JSON.stringify(bench.mock.control.snapshot()))
    const underWay = Object.keys(saved.transfers.links).length
    const again = createBench({ state: saved })

    for (const each of [bench, again]) each.pass(11 * HOUR)

    expect(underWay).toBeGreaterThan(0)
    expect(again.mock.control.snapshot()).toEqual(bench.mock.control.snapshot())
  })

  test('when all is done nothing is left under way, and every byte was moved once', async () => {
    const bench = sharedBench(mixed())
    bench.pass(20 * HOUR)

    const { transfers, backup } = bench.mock.control.snapshot()
    const jobs = await jobsOf(bench)

    expect(jobs.map((job) => job.status)).toEqual(jobs.map(() => 'Completed'))
    expect(transfers.links).toEqual({})
    expect(Object.values(backup.vaults).map((vault) => vault.transfers)).toEqual([{ running: 0, waiting: [] }])
    for (const job of jobs) {
      const index = Number(job.vm.slice(3))
      // Copied when the estate was made, at 09:59.
      const days = (job.snapshotEndMs - Date.parse('2026-01-05T09:59:00Z')) / 1000 / DAY
      const expected = (1 + (index % 3)) * (200 + index) * 1000 * 0.05 * days
      expect(job.sizeMb / expected).toBeCloseTo(1, 2)
    }
  })

  test('a faster job speed makes transfers and queues faster too', async () => {
    const span = async (jobSpeed: number) => {
      const bench = sharedBench(mixed(), { jobSpeed })
      bench.pass(20 * HOUR)
      return Math.max(...(await jobsOf(bench)).map((job) => job.endMs - job.snapshotEndMs)) / 1000
    }

    expect((await span(1)) / (await span(10))).toBeGreaterThan(5)
  })
})

describe('the model of a mock', () => {
  test('is the recorded one unless somebody asks, and is saved with the state', () => {
    const bench = createBench()
    const shared = createBench({ transferModel: 'shared' }).mock.control.snapshot()

    expect(bench.mock.control.snapshot().transfers.model).toBe('recorded')
    expect(createBench({ state: shared }).mock.control.snapshot().transfers.model).toBe('shared')
  })

  test('an older state, which knows no models, goes on with the recorded one', async () => {
    const { transfers: _, ...older } = createBench().mock.control.snapshot()
    const folder = await folderWith({ 'mock.json': JSON.stringify(older) })

    expect(loadState(`${folder}/mock.json`).transfers).toEqual({
      model: 'recorded',
      disks: {},
      egressMbps: {},
      ingressMbps: {},
      links: {},
    })
  })

  test('a backup that runs while the model changes ends as it began', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')
    bench.mock.control.fixDuration('transfer', 4 * HOUR)
    bench.pass(10 * HOUR)
    const again = createBench({ state: bench.mock.control.snapshot(), transferModel: 'shared' })
    again.pass(10 * HOUR)

    const jobs = Object.values(again.mock.control.snapshot().backup.vaults).flatMap(({ jobs }) => Object.values(jobs))
    expect(jobs.map((job) => job.status)).toEqual(['Completed', 'Completed'])
  })
})

/** Seconds in which at least one of the transfers runs. */
function busySeconds(jobs: readonly NightJob[]): number {
  const spans = jobs.map((job) => [job.transferStartMs, job.endMs] as const).sort(([left], [right]) => left - right)
  let [busyMs, until] = [0, 0]
  for (const [start, end] of spans) {
    busyMs += Math.max(0, end - Math.max(start, until))
    until = Math.max(until, end)
  }
  return busyMs / 1000
}

function mostAtOnce(jobs: readonly NightJob[]): number {
  return Math.max(
    ...jobs.map(({ transferStartMs: at }) => jobs.filter((job) => job.transferStartMs <= at && at < job.endMs).length),
  )
}
