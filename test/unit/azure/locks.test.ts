import { describe, expect, it } from 'vitest'
import { listLocks } from '../../../src/azure/locks.js'
import { ARM, scriptAzure } from '../../helpers/scripted-azure.js'

const vault = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1'

function lock(scope: string, name: string) {
  return { id: `${scope}/providers/Microsoft.Authorization/locks/${name}`, name, properties: { level: 'CanNotDelete' } }
}

describe('the locks of a resource', () => {
  it('are those on it, around it and in it, from all pages', async () => {
    const next = `${ARM}/subscriptions/s1/providers/Microsoft.Authorization/locks?page=2`
    const { session } = scriptAzure([
      {
        body: {
          value: [lock('/subscriptions/s1', 'sub'), lock('/subscriptions/s1/resourceGroups/rg2', 'other')],
          nextLink: next,
        },
      },
      {
        body: {
          value: [
            lock('/subscriptions/s1/resourceGroups/RG', 'group'),
            lock(vault, 'self'),
            lock(`${vault}/backupPolicies/p`, 'child'),
            lock(`${vault}2`, 'alike'),
          ],
        },
      },
    ])

    const locks = await listLocks(session, { id: vault, subscriptionId: 's1' })

    expect(locks.map(({ name }) => name)).toEqual(['sub', 'group', 'self', 'child'])
    expect(locks[1]).toMatchObject({ scope: '/subscriptions/s1/resourceGroups/RG', level: 'CanNotDelete' })
  })
})
