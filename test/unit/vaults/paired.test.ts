import { describe, expect, it } from 'vitest'
import { notFoundError, refusedError } from '../../../src/core/errors.js'
import type { Vault } from '../../../src/model/vault.js'
import { ignoreUnpaired, secondaryRegionOf } from '../../../src/vaults/paired.js'
import { scriptAzure } from '../../helpers/scripted-azure.js'

const WANTED = { secondary: true }
const vaultIn = (location: string) => ({ name: 'rsv', location, subscriptionId: 's1' }) as Vault
const moved = { name: 'westeurope', metadata: { pairedRegion: [{ name: 'swedencentral' }] } }

describe('the paired region of a vault', () => {
  it('is looked up only when it is wanted, as Azure tells it now', async () => {
    const { session, sent } = scriptAzure([{ body: { value: [moved] } }])

    expect(await secondaryRegionOf(session, vaultIn('westeurope'), {})).toBeNull()
    expect(sent).toHaveLength(0)
    expect(await secondaryRegionOf(session, vaultIn('westeurope'), WANTED)).toBe('swedencentral')
    expect(await secondaryRegionOf(session, vaultIn('eastus'), WANTED)).toBe('westus')
    expect(sent).toHaveLength(1)
    await expect(secondaryRegionOf(session, vaultIn('italynorth'), WANTED)).rejects.toMatchObject({
      code: 'NO_PAIRED_REGION',
      exitCode: 6,
    })
  })

  it('is the one of our table for a login that may not list regions', async () => {
    const { session } = scriptAzure([{ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } }])

    expect(await secondaryRegionOf(session, vaultIn('westeurope'), WANTED)).toBe('northeurope')
  })

  it('is an error for a vault that was named and has none, nothing in a search', async () => {
    const none = async () => Promise.reject(refusedError('CROSS_REGION_RESTORE_OFF', 'Off.'))
    const gone = async () => Promise.reject(notFoundError('GONE', 'Gone.'))

    await expect(ignoreUnpaired({ vault: 'rsv' }, none)).rejects.toMatchObject({ code: 'CROSS_REGION_RESTORE_OFF' })
    expect(await ignoreUnpaired({}, none)).toEqual([])
    await expect(ignoreUnpaired({}, gone)).rejects.toMatchObject({ code: 'GONE' })
  })
})
