import { describe, expect, it } from 'vitest'
import { POLICY_TEMPLATES } from '../../../../src/model/policy-templates.js'
import { readinessOf } from '../../../../src/stagger/apply/readiness.js'

const HOUR_MS = 3_600_000
const daily = (time: string) => ({ ...POLICY_TEMPLATES.standard, schedule: { frequency: 'daily' as const, time } })
const late = {
  old: daily('20:00'),
  next: daily('23:00'),
  lastGood: '2026-03-01T20:10:00.000Z',
  rpoMs: 24 * HOUR_MS,
  isBusy: false,
}

describe('why a move has to wait', () => {
  it('is a start that is near, when only that is in the way', () => {
    const readiness = readinessOf({ ...late, rpoMs: null }, '2026-03-02T20:30:00.000Z')

    expect(readiness).toMatchObject({ state: 'later', why: 'a start of its old or new schedule is near' })
  })

  it('is the RPO, when the VM could be moved now but would miss it', () => {
    const readiness = readinessOf(late, '2026-03-02T09:00:00.000Z')

    expect(readiness).toMatchObject({ state: 'later', stretch: { from: '2026-03-02T22:00:00.000Z' } })
    expect(readiness).toHaveProperty('why', expect.stringContaining('RPO asks for one more backup'))
  })
})
