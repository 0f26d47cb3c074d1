import { describe, expect, it } from 'vitest'
import { notFoundError, usageError } from '../../../src/core/errors.js'
import { tellAll } from '../../../src/core/tell-all.js'

const refuse = (code: string, suggestion: string) => () => {
  throw usageError(code, `${code} is wrong.`, [suggestion])
}

describe('tellAll', () => {
  it('gives the answers of all checks, whether they wait or not', async () => {
    expect(await tellAll([() => 1, async () => 'two', () => undefined])).toEqual([1, 'two', undefined])
  })

  it('throws a single mistake as it is', async () => {
    const lost = notFoundError('LOST', 'It is not there.')

    await expect(tellAll([() => 1, () => Promise.reject(lost)])).rejects.toBe(lost)
  })

  it('tells several mistakes at once, each piece of advice once', async () => {
    const told = tellAll([refuse('ONE', 'Look.'), refuse('TWO', 'Look.'), refuse('THREE', 'Again.')])

    await expect(told).rejects.toMatchObject({
      code: 'SEVERAL_MISTAKES',
      exitCode: 2,
      message: 'ONE is wrong.\nTWO is wrong.\nTHREE is wrong.',
      suggestions: ['Look.', 'Again.'],
      details: { codes: ['ONE', 'TWO', 'THREE'] },
    })
  })

  it('hides no error that nobody foresaw behind a mistake', async () => {
    const bug = new TypeError('no')

    await expect(tellAll([refuse('ONE', ''), () => Promise.reject(bug)])).rejects.toBe(bug)
  })
})
