import { describe, expect, it } from 'vitest'
import { figure } from '../../../src/core/figure.js'
import { count } from '../../../src/view/format.js'

describe('figures', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [95_520, '95,520'],
    [1_234_567, '1,234,567'],
    [12.5, '12.5'],
  ])('%d is printed as %s', (n, text) => {
    expect(figure(n)).toBe(text)
  })

  it('are the same when things are counted', () => {
    expect(count(95_520, 'backup')).toBe('95,520 backups')
  })
})
