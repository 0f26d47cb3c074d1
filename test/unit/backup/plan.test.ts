import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expiryOf, planBackups } from '../../../src/backup/plan.js'
import type { BackupTarget } from '../../../src/backup/survey.js'
import type { ProtectedItem } from '../../../src/model/item.js'
import { aJob } from '../../helpers/jobs.js'
import { aMachine, anItem } from '../../helpers/machines.js'

const NOW = new Date('2026-03-02T09:00:00Z')
const WISH = { expiryTime: '2026-04-01T09:00:00.000Z', vaultId: null }

function targetOf(name: string, over: Partial<BackupTarget> = {}): BackupTarget {
  const machine = aMachine({ name })
  return { machine, item: anItem(machine), jobs: [], onDemandToday: 0, unread: null, ...over }
}

const withItem = (over: Partial<ProtectedItem>) => targetOf('web-01', { item: anItem(aMachine(), over) })
const planOf = (target: BackupTarget, wish = WISH) => {
  const [step] = planBackups([target], wish)
  if (step === undefined) throw new Error('no step')
  return step
}

describe('a plan of backups', () => {
  it('backs up what is protected', () => {
    expect(planOf(targetOf('web-01'))).toMatchObject({
      action: 'backup',
      refusal: null,
      warning: null,
      change: { action: 'create', reason: 'back up to vault rsv-weu, keep the point until 2026-04-01 09:00 UTC' },
    })
  })

  it('joins a running backup, ended ones do not count', () => {
    const ended = aJob({ name: 'old', status: 'Completed' })

    expect(planOf(targetOf('web-01', { jobs: [ended] }))).toMatchObject({ action: 'backup', knownJobs: ['old'] })
    expect(planOf(targetOf('web-01', { jobs: [aJob({ name: 'now' }), ended] }))).toMatchObject({
      action: 'join',
      running: { name: 'now' },
      change: { action: 'none' },
      warning: expect.stringContaining('job now'),
    })
  })

  it.each([
    [targetOf('web-01', { item: null }), 'NOT_PROTECTED', 6],
    [withItem({ state: 'ProtectionStopped', policyId: null }), 'PROTECTION_STOPPED', 6],
    [withItem({ state: 'BackupsSuspended' }), 'PROTECTION_STOPPED', 6],
    [
      withItem({ softDelete: { deletedTime: '2026-03-01T00:00:00Z', purgeTime: '2026-03-15T00:00:00Z' } }),
      'SOFT_DELETED',
      6,
    ],
    [withItem({ state: 'Invalid' }), 'ITEM_BROKEN', 6],
    [targetOf('web-01', { onDemandToday: 9 }), 'DAILY_BACKUP_LIMIT', 7],
  ])('refuses what cannot be backed up: %#', (target, code, exitCode) => {
    const { refusal } = planOf(target)

    expect(refusal).toMatchObject({ code, exitCode })
    expect(refusal?.suggestions.length).toBeGreaterThan(0)
  })

  it('refuses an item of another vault than the one named', () => {
    expect(planOf(targetOf('web-01'), { ...WISH, vaultId: '/other' as never }).refusal).toMatchObject({
      code: 'PROTECTED_ELSEWHERE',
    })
  })

  it('warns from three on, and lets a tenth join what runs', () => {
    expect(planOf(targetOf('web-01', { onDemandToday: 2 })).warning).toBeNull()
    expect(planOf(targetOf('web-01', { onDemandToday: 3 })).warning).toContain('3 on-demand backups today')
    expect(planOf(targetOf('web-01', { onDemandToday: 9, jobs: [aJob()] })).refusal).toBeNull()
  })

  it('is the same in whatever order the VMs come', () => {
    const targets = ['web-10', 'web-2', 'Web-1', 'db-1'].map((name) => targetOf(name))
    fc.assert(
      fc.property(fc.shuffledSubarray(targets, { minLength: targets.length }), (shuffled) => {
        expect(planBackups(shuffled, WISH).map(({ machine }) => machine.name)).toEqual([
          'db-1',
          'Web-1',
          'web-2',
          'web-10',
        ])
      }),
    )
  })
})

describe('the expiry of a point', () => {
  it('is 30 days away unless told otherwise', () => {
    expect(expiryOf({}, NOW)).toBe('2026-04-01T09:00:00.000Z')
    expect(expiryOf({ retainDays: 1 }, NOW)).toBe('2026-03-03T09:00:00.000Z')
    expect(expiryOf({ retainUntil: '2026-12-31T23:00-02:00' }, NOW)).toBe('2027-01-01T01:00:00.000Z')
  })

  it.each(['2026-03-02', '2026-03-03T08:59', '2099-01-01'])('cannot be %s', (retainUntil) => {
    expect(() => expiryOf({ retainUntil }, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_RETENTION' }))
  })
})
