import { describe, expect, it } from 'vitest'
import { closest } from '../../../src/core/closest.js'

const KEYS = ['defaults', 'vaults', 'tiers', 'rules', 'limits']

describe('the closest word', () => {
  it.each([
    ['defualts', 'defaults'],
    ['Vault', 'vaults'],
    ['tier', 'tiers'],
    ['limitz', 'limits'],
    ['rulse', 'rules'],
  ])('to %s is %s', (typed, meant) => {
    expect(closest(typed, KEYS)).toBe(meant)
  })

  it('is none when nothing is near', () => {
    expect(closest('policies', KEYS)).toBeUndefined()
    expect(closest('x', [])).toBeUndefined()
  })
})
