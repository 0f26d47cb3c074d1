import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../src/config/settings.js'
import { BUILT_IN_TIERS } from '../../../src/config/tiers.js'
import type { ProtectedItem } from '../../../src/model/item.js'
import { START_JITTER_MS, type StatusFacts, statusRow } from '../../../src/status/plan.js'
import { aJob } from '../../helpers/jobs.js'
import { aMachine, anItem } from '../../helpers/machines.js'

const HOUR_MS = 3_600_000
const POINT = '2026-03-01T22:00:05.000Z'
const machine = aMachine()
const tier = BUILT_IN_TIERS.standard as Tier

function factsOf(item: Partial<ProtectedItem> | null, over: Partial<StatusFacts> = {}): StatusFacts {
  const { name, resourceGroup, id } = machine
  return {
    subject: { name, resourceGroup, id, exists: true },
    item: item === null ? null : anItem(machine, { lastPointTime: POINT, ...item }),
    uncertain: false,
    tier: { tier, reason: 'default' },
    policy: null,
    running: null,
    failed: null,
    ...over,
  }
}

const after = (ms: number) => new Date(new Date(POINT).getTime() + ms)
const rowOf = (facts: StatusFacts, ms = HOUR_MS) => statusRow(facts, after(ms))

describe('the RPO', () => {
  it('is met up to the tier’s RPO and the two hours in which Azure may start', () => {
    const limit = 24 * HOUR_MS + START_JITTER_MS

    expect(rowOf(factsOf({ lastPointTime: POINT }), limit)).toMatchObject({ rpoMet: true, pointAgeMs: limit })
    expect(rowOf(factsOf({ lastPointTime: POINT }), limit + 1).rpoMet).toBe(false)
  })

  it('is missed without a point, and by old points of a stopped VM', () => {
    expect(rowOf(factsOf({ lastPointTime: null, state: 'IRPending' })).rpoMet).toBe(false)
    expect(rowOf(factsOf({ state: 'ProtectionStopped' }), 48 * HOUR_MS).rpoMet).toBe(false)
  })

  it('is not judged where there is nothing to hold against it', () => {
    const softDelete = { deletedTime: POINT, purgeTime: '2026-03-15T22:00:05.000Z' }

    expect(rowOf(factsOf(null)).rpoMet).toBeNull()
    expect(rowOf(factsOf({ softDelete })).rpoMet).toBeNull()
    expect(rowOf(factsOf({}, { tier: { tier: { ...tier, rpoMs: null }, reason: 'default' } })).rpoMet).toBeNull()
  })

  it('sees no age before zero when the clocks differ', () => {
    expect(rowOf(factsOf({ lastPointTime: POINT }), -60_000).pointAgeMs).toBe(0)
  })
})

describe('the condition', () => {
  it.each([
    [null, false, 'unprotected'],
    [null, true, 'unknown'],
    [{ state: 'Protected' }, true, 'protected'],
    [{ state: 'IRPending' }, false, 'protected'],
    [{ state: 'ProtectionError' }, false, 'protected'],
    [{ state: 'ProtectionStopped' }, false, 'stopped'],
    [{ state: 'BackupsSuspended' }, false, 'suspended'],
    [{ state: 'Invalid' }, false, 'broken'],
  ] as const)('of %j, uncertain %s, is %s', (item, uncertain, condition) => {
    expect(rowOf(factsOf(item, { uncertain })).condition).toBe(condition)
  })

  it('of a stopped VM has no next run, although its policy has', () => {
    const policy = { schedule: 'daily at 22:00 UTC', nextRuns: [POINT], policy: {} as never }

    expect(rowOf(factsOf({}, { policy })).nextRuns).toEqual([POINT])
    expect(rowOf(factsOf({ state: 'ProtectionStopped' }, { policy }))).toMatchObject({ nextRuns: [], schedule: null })
  })

  it('comes with what runs and what failed', () => {
    const row = rowOf(factsOf({}, { running: aJob({ name: 'r' }), failed: aJob({ name: 'f' }) }))

    expect(row).toMatchObject({
      runningJob: 'r',
      lastFailure: { job: 'f', time: '2026-03-02T09:00:00.000Z', errors: [] },
    })
  })
})
