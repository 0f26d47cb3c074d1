import { describe, expect, test } from 'vitest'
import { type EstateDisk, estateOf, sharedBench, VAULT_ID } from './estates.js'
import { createBench, type Json } from './helpers.js'

const HOUR = 3_600
const GROUP_ID = VAULT_ID.split('/providers')[0]
const accountId = (name: string) => `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/${name}`
const disk: EstateDisk = { sizeGb: 144, usedGb: 10, churnPerDay: 0 }
const RESTORES_PATH = VAULT_ID.replace(/^\/subscriptions\/[^/]+/, '')

type Bench = ReturnType<typeof sharedBench>

/** VMs with a point in the vault, and accounts that take so many Mbit/s; what is not the copy takes no time. */
function bareBench(vms: number, ingressMbps?: number): Bench {
  const estate = estateOf(Array.from({ length: vms }, () => ({ disks: [disk] })))
  const storageAccounts = ['stageone', 'stagetwo'].map((name) => ({
    id: accountId(name),
    location: 'westeurope',
    ...(ingressMbps === undefined ? {} : { ingressMbps }),
  }))
  const bench = sharedBench({ ...estate, storageAccounts })
  for (const kind of ['restorePrepare', 'restoreInstant'] as const) bench.mock.control.fixDuration(kind, 0)
  // The snapshots of the first copies go: from then on the data comes from the vault.
  bench.pass(9 * 24 * HOUR)
  return bench
}

const itemsOf = (bench: Bench): Json[] =>
  Object.values(bench.mock.control.peek().backup.vaults).flatMap((vault) => Object.values(vault.items))

/** Restores the disks of an item from a point that is in the vault alone; gives the job's id. */
function restoreDisks(bench: Bench, item: Json, account = 'stageone'): string {
  const point = item.points.find((row: Json) => row.instantUntilMs === undefined && row.vaultUntilMs !== undefined)
  const path = `${RESTORES_PATH}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${item.key}/protectedItems/vm;${item.key}`
  const reply = bench.send('POST', `${path}/recoveryPoints/${point.name}/restore`, {
    properties: {
      objectType: 'IaasVMRestoreRequest',
      recoveryPointId: point.name,
      recoveryType: 'RestoreDisks',
      sourceResourceId: item.vmId,
      storageAccountId: accountId(account),
      targetResourceGroupId: GROUP_ID,
      region: 'westeurope',
    },
  })
  if (reply.status !== 202) throw new Error(JSON.stringify(reply.body))
  return reply.headers.location?.split('?')[0]?.split('/').at(-1) ?? ''
}

function jobOf(bench: Bench, id: string): Json {
  const [vault] = Object.values(bench.mock.control.peek().backup.vaults)
  return vault?.jobs[id]
}

const seconds = (job: Json) => (job.endMs - job.startMs) / 1000

describe('the time of a restore from the vault, transfers being shared', () => {
  test('is that of the size of the disks at 30 to 50 MB/s', () => {
    const bench = bareBench(1)
    const id = restoreDisks(bench, itemsOf(bench)[0])
    bench.pass(3 * HOUR)

    const rate = 144_000 / seconds(jobOf(bench, id))

    expect(jobOf(bench, id).status).toBe('Completed')
    expect(rate).toBeGreaterThanOrEqual(30)
    expect(rate).toBeLessThanOrEqual(50)
  })

  test('grows where several restores use an account that takes no more, and not where each has its own', () => {
    const times = (accounts: string[]) => {
      // 40 MB/s an account.
      const bench = bareBench(2, 320)
      const ids = itemsOf(bench).map((item, index) => restoreDisks(bench, item, accounts[index]))
      bench.pass(6 * HOUR)
      return ids.map((id) => seconds(jobOf(bench, id)))
    }

    const apart = Math.max(...times(['stageone', 'stagetwo']))
    const together = Math.max(...times(['stageone', 'stageone']))

    expect(apart).toBeLessThanOrEqual(144_000 / 30)
    expect(together).toBeCloseTo(288_000 / 40, 0)
  })

  test('is no longer that of the others once a restore is cancelled', () => {
    const bench = bareBench(2, 320)
    bench.mock.control.fixDuration('cancel', 1)
    const [first = '', second = ''] = itemsOf(bench).map((item) => restoreDisks(bench, item))
    bench.pass(60)
    const cancel = bench.send('POST', `${RESTORES_PATH}/backupJobs/${first}/cancel`).status
    bench.pass(3 * HOUR)

    expect(cancel).toBe(202)
    expect(jobOf(bench, first).status).toBe('Cancelled')
    expect(seconds(jobOf(bench, second))).toBeLessThanOrEqual(144_000 / 30 + 61)
    expect(bench.mock.control.peek().transfers.links).toEqual({})
  })

  test('goes on after a cancel that failed', () => {
    const bench = bareBench(1)
    bench.mock.control.fixDuration('cancel', 1)
    const id = restoreDisks(bench, itemsOf(bench)[0])
    bench.pass(60)
    bench.mock.control.inject({ path: '**/cancel', fault: { kind: 'operation-fails' } })
    bench.send('POST', `${RESTORES_PATH}/backupJobs/${id}/cancel`)
    bench.pass(3 * HOUR)

    expect(jobOf(bench, id).status).toBe('Completed')
    expect(144_000 / seconds(jobOf(bench, id))).toBeLessThanOrEqual(50)
  })

  test.each([
    ['job-fails', 'Failed'],
    ['job-stuck', 'InProgress'],
  ])('can end otherwise by the weather: %s', (kind, status) => {
    const bench = bareBench(1)
    const fault = kind === 'job-stuck' ? { kind } : { kind, code: 'CopyingVHDsFromBackUpVaultTakingLongTime' }
    bench.mock.control.inject({ path: '**/restore', fault: fault as never })
    const id = restoreDisks(bench, itemsOf(bench)[0])
    bench.pass(5 * HOUR)

    expect(jobOf(bench, id).status).toBe(status)
  })

  test('goes on from a saved state', () => {
    const bench = bareBench(1)
    const id = restoreDisks(bench, itemsOf(bench)[0])
    bench.pass(600)
    const state = bench.mock.control.snapshot()
    const again = createBench({ state })
    for (const kind of ['restorePrepare', 'restoreInstant'] as const) again.mock.control.fixDuration(kind, 0)
    bench.pass(3 * HOUR)
    again.pass(3 * HOUR)

    expect(jobOf(again, id).endMs).toBe(jobOf(bench, id).endMs)
  })
})
