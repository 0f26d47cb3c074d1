import { describe, expect, it } from 'vitest'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import { parseLimitsFile } from '../../../src/slots/limits-file.js'

const parse = (text: string) => parseLimitsFile('limits.yaml', text)

describe('parseLimitsFile', () => {
  it('takes an empty file as the limits of today', async () => {
    expect(await parse('')).toEqual({ ...LIMITS_PROFILES.current, name: 'custom' })
  })

  it('changes the rows that are named, with a source that points into the file', async () => {
    const limits = await parse('name: contoso\nextends: classic-2017\ndisksPerAccount: 12\nclassicPerHour: null\n')

    expect(limits).toEqual({
      ...LIMITS_PROFILES['classic-2017'],
      name: 'contoso',
      disksPerAccount: { value: 12, scope: 'account', kind: 'advice', source: 'limits.yaml:3' },
      classicPerHour: null,
    })
  })

  it('takes scope, kind and source of a row, and keeps those that it does not say', async () => {
    const limits = await parse('startsTogether: {value: 60, scope: region, source: "ticket 123"}')

    expect(limits.startsTogether).toEqual({ value: 60, scope: 'region', kind: 'advice', source: 'ticket 123' })
  })

  it('switches a limit on that the extended profile has off', async () => {
    const limits = await parse('extends: classic-2017\nitemsPerVault: 500')

    expect(limits.itemsPerVault).toEqual({ value: 500, scope: 'vault', kind: 'advice', source: 'limits.yaml:2' })
  })

  it('names all mistakes at once, with their lines', async () => {
    const text =
      'extends: newest\nstartsTogther: 4\ndisksPerAccount: -1\nqueueHours: null\nclassicPerHour: {scope: vault}\n'

    await expect(parse(text)).rejects.toMatchObject({
      code: 'LIMITS_FILE_INVALID',
      exitCode: 2,
      message: [
        'The limits file has mistakes:',
        `  limits.yaml:1:1: 'extends' must be one of current, classic-2017, not "newest"`,
        "  limits.yaml:2:1: unknown key 'startsTogther'; did you mean 'startsTogether'?",
        "  limits.yaml:3:1: 'disksPerAccount' must be a whole number from 1, null to switch it off, or a mapping of value, kind (hard, daily budget, advice) and source",
        "  limits.yaml:4:1: 'queueHours' must be a whole number from 0 or a mapping of value, kind (hard, daily budget, advice) and source",
        "  limits.yaml:5:1: 'classicPerHour' must be a whole number from 1, null to switch it off, or a mapping of value, kind (hard, daily budget, advice) and source",
      ].join('\n'),
    })
  })

  it('says where YAML itself is broken', async () => {
    await expect(parse('startsTogether: {value: 4\n')).rejects.toMatchObject({ code: 'LIMITS_FILE_INVALID' })
  })
})

describe('the profiles', () => {
  it.each(Object.entries(LIMITS_PROFILES))('%s cites a source for every limit', (name, profile) => {
    expect(profile.name).toBe(name)
    for (const limit of Object.values(profile)) {
      if (typeof limit === 'object' && limit !== null) expect(limit.source).toMatch(/\((.* )?20\d\d\)$/)
    }
  })
})
