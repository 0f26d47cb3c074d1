import { describe, expect, it } from 'vitest'
import { closeNames, compareNames, regionKey } from '../../../src/core/names.js'

describe('names', () => {
  it('sort numbers by value and without case, the same way round each time', () => {
    expect(['vm-10', 'VM-9', 'vm-9', 'a'].sort(compareNames)).toEqual(['a', 'VM-9', 'vm-9', 'vm-10'])
  })

  it('of regions are one in both of their forms', () => {
    expect(regionKey('West Europe')).toBe(regionKey('westeurope'))
  })

  it('that are close are named nearest first, three at most, each once', () => {
    expect(closeNames('web-1', ['web-01', 'WEB-1b', 'sql-01', 'web-1', 'web-1'])).toEqual(['web-1', 'WEB-1b', 'web-01'])
    expect(closeNames('web', ['web-1', 'web-2', 'web-3', 'web-4'])).toEqual(['web-1', 'web-2', 'web-3'])
  })

  it('that are not alike are not named', () => {
    expect(closeNames('web-01', ['database', 'x'])).toEqual([])
  })
})
