import { describe, expect, it } from 'vitest'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { applyInput, isEmptyInput, type PolicyInput } from '../../../src/policies/wish.js'

const wished = (input: PolicyInput, base = POLICY_TEMPLATES.standard) => applyInput(base, input).spec
const fields = (input: PolicyInput) => applyInput(undefined, input).problems.map((problem) => problem.field)

describe('applyInput', () => {
  it('makes a daily enhanced policy of 30 days from nothing', () => {
    expect(applyInput(undefined, {})).toEqual({
      problems: [],
      spec: {
        kind: 'enhanced',
        schedule: { frequency: 'daily', time: '22:00' },
        retention: { daily: { count: 30 } },
        instantRestoreDays: 7,
        timeZone: 'UTC',
        consistency: 'app',
      },
    })
  })

  it('keeps all of the base that was not named', () => {
    expect(wished({})).toEqual(POLICY_TEMPLATES.standard)
    expect(wished({ 'keep-daily': 60 })).toEqual({
      ...POLICY_TEMPLATES.standard,
      retention: { ...POLICY_TEMPLATES.standard.retention, daily: { count: 60 } },
    })
  })

  it('removes a rule whose count is 0, and an archive that is never', () => {
    const base = { ...POLICY_TEMPLATES.standard, archive: { mode: 'recommended' as const } }

    expect(wished({ 'keep-weekly': 0, archive: 'never' }, base)).toEqual({
      ...POLICY_TEMPLATES.standard,
      retention: { daily: { count: 30 }, monthly: POLICY_TEMPLATES.standard.retention.monthly },
    })
  })

  it('turns a daily policy into a weekly one: no daily rule, weekly points on its days', () => {
    expect(wished({ days: ['wed', 'Sunday'] })).toMatchObject({
      schedule: { frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: '22:00' },
      retention: { weekly: { count: 12, days: ['Sunday', 'Wednesday'] } },
    })
    expect(wished({ days: ['Sunday'] }).retention.daily).toBeUndefined()
  })

  it('takes the days of a weekly schedule for new rules', () => {
    const { spec } = applyInput(undefined, { kind: 'standard', days: ['Friday'], 'keep-monthly': 12 })

    expect(spec).toMatchObject({
      instantRestoreDays: 5,
      retention: {
        weekly: { count: 12, days: ['Friday'] },
        monthly: { count: 12, on: { form: 'relative', weeks: ['First'], days: ['Friday'] } },
      },
    })
  })

  it('takes --every as an hourly schedule', () => {
    expect(applyInput(undefined, { every: 6 }).spec.schedule).toEqual({
      frequency: 'hourly',
      intervalHours: 6,
      windowStart: '08:00',
      windowHours: 24,
    })
  })

  it.each([
    ['First Sunday', { form: 'relative', weeks: ['First'], days: ['Sunday'] }],
    ['last,first fri, sun', { form: 'relative', weeks: ['First', 'Last'], days: ['Sunday', 'Friday'] }],
    ['15, 1,LAST', { form: 'absolute', days: [1, 15, 'last'] }],
    ['last', { form: 'absolute', days: ['last'] }],
  ])("reads '%s'", (text, on) => {
    expect(wished({ 'keep-monthly': 12, 'keep-monthly-on': text }).retention.monthly?.on).toEqual(on)
  })

  it.each([
    ['recommended', { mode: 'recommended' }],
    ['90d', { mode: 'after', duration: 90, unit: 'days' }],
    ['3M', { mode: 'after', duration: 3, unit: 'months' }],
    ['1y', { mode: 'after', duration: 1, unit: 'years' }],
  ])("reads archive '%s'", (text, archive) => {
    expect(wished({ archive: text }).archive).toEqual(archive)
  })

  it('sets and removes the snapshot group', () => {
    const withGroup = wished({ 'snapshot-group-prefix': 'rg-snap-', 'snapshot-group-suffix': '-x' })

    expect(withGroup.snapshotGroup).toEqual({ prefix: 'rg-snap-', suffix: '-x' })
    expect(wished({ 'snapshot-group-prefix': '' }, withGroup).snapshotGroup).toBeUndefined()
  })

  it('collects all that was typed and not understood', () => {
    expect(
      fields({
        frequency: 'daily',
        every: 4,
        window: 12,
        days: ['Sunday'],
        archive: 'soon',
        'snapshot-group-suffix': 'x',
      }),
    ).toEqual(['--every', '--window', '--days', '--snapshot-group-suffix', '--archive'])
    expect(
      fields({
        'keep-weekly': 3,
        'keep-weekly-on': ['Funday', 'We'],
        'keep-yearly': 3,
        'keep-yearly-in': ['Juno'],
        'keep-yearly-on': '1 Sunday',
      }),
    ).toEqual(['--keep-weekly-on', '--keep-weekly-on', '--keep-yearly-in', '--keep-yearly-on'])
    expect(
      fields({
        'keep-weekly-on': ['Sunday'],
        'keep-monthly-on': '1',
        'keep-yearly-on': '1',
        'keep-yearly-in': ['May'],
      }),
    ).toEqual(['--keep-weekly-on', '--keep-monthly-on', '--keep-yearly-on', '--keep-yearly-in'])
  })
})

describe('isEmptyInput', () => {
  it('is true only when nothing of the content was typed', () => {
    expect(isEmptyInput({})).toBe(true)
    expect(isEmptyInput({ archive: 'never' })).toBe(false)
    expect(isEmptyInput({ 'keep-daily': 0 })).toBe(false)
  })
})
