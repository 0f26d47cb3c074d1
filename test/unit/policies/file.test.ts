import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { formatPolicyFile, parsePolicyFile, readPolicyFile } from '../../../src/policies/file.js'
import { validSpec } from '../../helpers/policy-arbitrary.js'

const parse = (...lines: string[]) => parsePolicyFile('gold.yaml', lines.join('\n'))

describe('parsePolicyFile', () => {
  it('reads what formatPolicyFile wrote', async () => {
    await fc.assert(
      fc.asyncProperty(validSpec, async (spec) => {
        const { spec: read } = await parsePolicyFile('p.yaml', await formatPolicyFile(spec))
        expect(read).toEqual(spec)
      }),
      { numRuns: 30 },
    )
  })

  it('reads JSON as well', async () => {
    const { spec } = await parse(JSON.stringify(POLICY_TEMPLATES.critical))

    expect(spec).toEqual(POLICY_TEMPLATES.critical)
  })

  it('fills in what may be left out, by the kind of policy', async () => {
    const content = ['schedule: {frequency: daily, time: 22:00}', 'retention: {daily: {count: 30}}']

    expect((await parse(...content)).spec).toMatchObject({
      kind: 'enhanced',
      instantRestoreDays: 7,
      timeZone: 'UTC',
      consistency: 'app',
    })
    expect((await parse('kind: standard', ...content)).spec).toMatchObject({ kind: 'standard', instantRestoreDays: 2 })
  })

  it('takes words in any case, repeats and any order of days, and IANA zones', async () => {
    const { spec } = await parse(
      'kind: ENHANCED',
      'timeZone: europe/berlin',
      'schedule: {frequency: Weekly, time: 22:00, days: [wednesday, SUNDAY, Wednesday]}',
      'retention:',
      '  weekly: {count: 12, days: [sunday, wednesday]}',
      '  monthly: {count: 12, on: {form: Relative, weeks: [LAST, first], days: [sunday]}}',
    )

    expect(spec).toMatchObject({
      kind: 'enhanced',
      timeZone: 'W. Europe Standard Time',
      schedule: { frequency: 'weekly', days: ['Sunday', 'Wednesday'] },
      retention: { monthly: { on: { weeks: ['First', 'Last'] } } },
    })
  })

  it('knows where a field stands, or its nearest parent', async () => {
    const { placeOf } = await parse(
      'schedule:',
      '  frequency: daily',
      '  time: 22:00',
      'retention:',
      '  daily: {count: 30}',
    )

    expect(placeOf('schedule.time')).toEqual({ line: 3, column: 3 })
    expect(placeOf('retention.daily.count')).toEqual({ line: 5, column: 11 })
    expect(placeOf('retention.weekly.days')).toEqual({ line: 4, column: 1 })
  })

  it('finds every mistake in the shape at once, with its line', async () => {
    const broken = parse(
      'kinds: enhanced',
      'schedule:',
      '  frequency: dayly',
      'retention:',
      '  daily: 30',
      "  weekly: {count: '3', days: [Sundy]}",
      '  monthly: {count: 3, on: {form: absolute, days: [lst]}}',
    )

    await expect(broken).rejects.toMatchObject({
      code: 'POLICY_FILE_INVALID',
      exitCode: 2,
      message: [
        'The policy file has 6 mistakes:',
        "  gold.yaml:1:1: unknown key 'kinds'; did you mean 'kind'?",
        "  gold.yaml:3:3: 'frequency' must be one of hourly, daily, weekly",
        "  gold.yaml:5:3: 'retention.daily' must be a mapping (key: value)",
        "  gold.yaml:6:12: 'retention.weekly.count' must be a number",
        '  gold.yaml:6:31: \'retention.weekly.days.0\' must be one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, not "Sundy"',
        "  gold.yaml:7:51: 'retention.monthly.on.days.0' must be a number or 'last'",
      ].join('\n'),
    })
  })

  it('never takes days of the month and days of the week in one rule', async () => {
    const mixed = parse(
      'schedule: {frequency: daily, time: 22:00}',
      'retention:',
      '  monthly: {count: 3, on: {form: absolute, days: [1, Sunday], weeks: [First]}}',
    )

    await expect(mixed).rejects.toThrow("unknown key 'weeks'")
    await expect(mixed).rejects.toThrow("'retention.monthly.on.days.1' must be a number or 'last'")
  })

  it.each([
    ['a tab', 'schedule:\n\tfrequency: daily', 'gold.yaml:2:1: a tab is used for indentation; YAML allows only spaces'],
    ['a key twice', 'schedule: {}\nschedule: {}', 'gold.yaml:2:1: map keys must be unique'],
    ['a list', '- daily', 'gold.yaml:1:1: the file must be a mapping (key: value)'],
    ['nothing', '', "gold.yaml:1:1: the file lacks 'schedule'"],
    ['an open bracket', 'schedule: {frequency: daily', 'gold.yaml:1:'],
    ['no frequency', 'schedule: {time: 22:00}\nretention: {}', "'schedule' lacks 'frequency'"],
  ])('says what is wrong with a file that holds %s', async (_, text, says) => {
    await expect(parsePolicyFile('gold.yaml', text)).rejects.toThrow(says)
  })

  it('says so when there is no such file', async () => {
    await expect(readPolicyFile('/nonexistent/gold.yaml')).rejects.toMatchObject({
      code: 'POLICY_FILE_UNREADABLE',
      exitCode: 2,
      message: 'Policy file /nonexistent/gold.yaml cannot be read: there is no such file.',
    })
  })
})
