import { describe, expect, test } from 'vitest'
import { createMock } from '../../mocks/index.js'
import { createBench, enableBody, itemPath, type Json, makeVault, makeVm, protect, vaultPath } from './helpers.js'

const HOUR = 3600
const points = (bench: ReturnType<typeof createBench>) =>
  bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value
const tiersOf = (point: Json) => point.properties.recoveryPointTierDetails.map((tier: Json) => tier.type)

function protectedVm(policy = 'DefaultPolicy') {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeVault(bench)
  protect(bench, 'web-01', { policy })
  return bench
}

describe('nights', () => {
  test('each night starts one backup within two hours of its schedule, and the same seed starts it at the same second', () => {
    const starts = () => {
      const bench = protectedVm()
      bench.pass(5 * 24 * HOUR)
      const jobs = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Backup'`).body.value
      return jobs.map((job: Json) => job.properties.startTime)
    }

    const first = starts()

    expect(first).toHaveLength(5)
    for (const start of first) {
      expect(start.slice(11, 19) >= '16:30:00' && start.slice(11, 19) <= '18:30:00').toBe(true)
    }
    expect(new Set(first.map((start: string) => start.slice(11))).size).toBeGreaterThan(1)
    expect(starts()).toEqual(first)
  })

  test('another seed spreads the starts otherwise', () => {
    const start = (seed: number) => {
      const bench = createBench({ seed })
      makeVm(bench, 'web-01')
      makeVault(bench)
      protect(bench, 'web-01')
      bench.pass(24 * HOUR)
      return bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Backup'`).body.value[0].properties
        .startTime
    }

    expect(start(1)).not.toBe(start(2))
  })

  test('advancing in one step or in many gives the same world', () => {
    const one = protectedVm()
    const many = protectedVm()

    one.pass(72 * HOUR)
    for (let hour = 0; hour < 72; hour++) many.pass(HOUR)

    expect(many.mock.control.snapshot()).toEqual(one.mock.control.snapshot())
  })

  test('snapshots go after two days, vault copies after thirty, each with a day for the clean-up', () => {
    const bench = protectedVm()
    bench.pass(60 * 24 * HOUR)
    const now = bench.mock.now().getTime()

    const ages = (wanted: string) =>
      points(bench)
        .filter((point: Json) => tiersOf(point).includes(wanted))
        .map((point: Json) => (now - Date.parse(point.properties.recoveryPointTime)) / 86_400_000)

    expect(Math.max(...ages('InstantRP'))).toBeLessThanOrEqual(3)
    expect(Math.max(...ages('HardenedRP'))).toBeLessThanOrEqual(31)
    expect(ages('HardenedRP').length).toBeGreaterThanOrEqual(29)
  })

  test('a stopped item keeps its points for ever and makes no new ones', () => {
    const bench = protectedVm()
    bench.pass(3 * 24 * HOUR)
    const before = points(bench).length
    bench.send('PUT', itemPath('web-01'), {
      properties: { ...enableBody(bench, 'web-01').properties, policyId: '', protectionState: 'ProtectionStopped' },
    })
    bench.pass(60 * 24 * HOUR)

    expect([before, points(bench).length]).toEqual([3, 3])
  })

  test('a shorter policy prunes the points of the longer one', () => {
    const bench = protectedVm()
    bench.pass(20 * 24 * HOUR)
    const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
    properties.retentionPolicy.dailySchedule.retentionDuration.count = 7
    bench.send('PUT', `${vaultPath()}/backupPolicies/DefaultPolicy`, { properties })
    const before = points(bench).length

    bench.pass(24 * HOUR)

    expect(before).toBe(20)
    expect(points(bench).length).toBeLessThanOrEqual(9)
  })

  test.each<[string, (bench: ReturnType<typeof createBench>, body: Json) => void]>([
    ['changed', (bench, body) => bench.send('PUT', `${vaultPath()}/backupPolicies/DefaultPolicy`, body)],
    [
      'left for another',
      (bench, body) => {
        bench.send('PUT', `${vaultPath()}/backupPolicies/week`, body)
        bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01', { policy: 'week' }))
      },
    ],
  ])('when a policy is %s, old points show the new expiry after the daily clean-up, not before', (_, change) => {
    const bench = protectedVm()
    bench.pass(3 * 24 * HOUR)
    const [oldest] = points(bench).slice(-1)
    const keptDays = (point: Json) => {
      const { recoveryPointTime, recoveryPointProperties } = point.properties
      return (Date.parse(recoveryPointProperties.expiryTime) - Date.parse(recoveryPointTime)) / 86_400_000
    }
    const shown = () => keptDays(points(bench).find((point: Json) => point.name === oldest.name))
    const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
    properties.retentionPolicy.dailySchedule.retentionDuration.count = 7
    change(bench, { properties })
    bench.pass(60)

    const before = shown()
    bench.pass(24 * HOUR)

    expect([before, shown()]).toEqual([30, 7])
    // Retention itself changed at once: the point of the night in between was made with it.
    expect(keptDays(points(bench)[0])).toBe(7)
  })

  test('an hourly policy copies one backup of a day to the vault', () => {
    const bench = protectedVm('EnhancedPolicy')
    bench.pass(4 * 24 * HOUR)
    const vaulted = points(bench).filter((point: Json) => tiersOf(point).includes('HardenedRP'))
    const perDay = new Map<string, number>()
    for (const point of vaulted) {
      const day = point.properties.recoveryPointTime.slice(0, 10)
      perDay.set(day, (perDay.get(day) ?? 0) + 1)
    }

    expect(points(bench).length).toBeGreaterThan(vaulted.length)
    // The first backup of all goes to the vault as well.
    expect([...perDay.values()].sort()).toEqual([1, 1, 1, 2])
  })

  test('a changed policy runs at its new time and no longer at the old one', () => {
    const bench = protectedVm()
    const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
    properties.schedulePolicy.scheduleRunTimes = ['2026-01-01T02:00:00Z']
    properties.retentionPolicy.dailySchedule.retentionTimes = ['2026-01-01T02:00:00Z']
    bench.send('PUT', `${vaultPath()}/backupPolicies/DefaultPolicy`, { properties })
    bench.pass(3 * 24 * HOUR)

    const starts = bench
      .send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Backup'`)
      .body.value.map((job: Json) => job.properties.startTime.slice(11, 13))
    expect(starts).toHaveLength(3)
    expect(starts.every((hour: string) => hour >= '02' && hour <= '04')).toBe(true)
  })

  test('a VM that is gone fails its backups and the item tells it', () => {
    const bench = protectedVm()
    const state = bench.mock.control.snapshot()
    state.compute.virtualMachines = {}
    const again = createBench({ state })
    again.pass(24 * HOUR)
    const [job] = again.send('GET', `${vaultPath()}/backupJobs`).body.value

    expect(job.properties.status).toBe('Failed')
    expect(again.send('GET', itemPath('web-01')).body.properties.healthDetails[0].title).toBe(
      'UserErrorGenericResourceNotFound',
    )
  })
})

describe('clocks', () => {
  test('a manual clock stands still between requests unless it is told to move with them', () => {
    const still = createMock({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z' } })
    const before = still.now()
    still.control.send({ method: 'GET', url: 'https://management.azure.com/subscriptions?api-version=2022-12-01' })

    expect(still.now()).toEqual(before)
    expect(before.toISOString()).toBe('2026-01-05T10:00:00.000Z')
  })

  test('a real clock runs, advances at once, and never goes back', () => {
    const mock = createMock({ calendarSpeed: 1000 })
    const first = mock.now().getTime()
    mock.control.advance(86_400_000)
    const second = mock.now().getTime()

    expect(second - first).toBeGreaterThanOrEqual(86_400_000)
    expect(() => mock.control.advance(-1)).toThrow(RangeError)
  })

  test('durations are divided by the job speed, the calendar is not', () => {
    const bench = createBench({ jobSpeed: 600 })
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')
    bench.send('POST', `${itemPath('web-01')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
    bench.pass(20)

    expect(bench.send('GET', `${vaultPath()}/backupJobs`).body.value[0].properties.status).toBe('Completed')
    expect(Date.parse('2026-01-05T11:00:00Z')).toBeGreaterThan(bench.mock.now().getTime())
  })
})
