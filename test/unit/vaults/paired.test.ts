import { describe, expect, it } from 'vitest'
import { notFoundError, refusedError } from '../../../src/core/errors.js'
import type { Vault } from '../../../src/model/vault.js'
import { ignoreUnpaired, secondaryRegionOf } from '../../../src/vaults/paired.js'

const vaultIn = (location: string) => ({ name: 'rsv', location }) as Vault

describe('the paired region of a vault', () => {
  it('is looked up only when it is wanted', () => {
    expect(secondaryRegionOf(vaultIn('westeurope'), {})).toBeNull()
    expect(secondaryRegionOf(vaultIn('westeurope'), { secondary: true })).toBe('northeurope')
    expect(() => secondaryRegionOf(vaultIn('italynorth'), { secondary: true })).toThrow(
      expect.objectContaining({ code: 'NO_PAIRED_REGION', exitCode: 6 }),
    )
  })

  it('is an error for a vault that was named and has none, nothing in a search', async () => {
    const none = async () => Promise.reject(refusedError('CROSS_REGION_RESTORE_OFF', 'Off.'))
    const gone = async () => Promise.reject(notFoundError('GONE', 'Gone.'))

    await expect(ignoreUnpaired({ vault: 'rsv' }, none)).rejects.toMatchObject({ code: 'CROSS_REGION_RESTORE_OFF' })
    expect(await ignoreUnpaired({}, none)).toEqual([])
    await expect(ignoreUnpaired({}, gone)).rejects.toMatchObject({ code: 'GONE' })
  })
})
