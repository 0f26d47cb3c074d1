import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import { nameKey } from '../../../src/core/names.js'
import type { StorageAccount } from '../../../src/model/storage-account.js'
import { assignStaging, unfitness } from '../../../src/restore/staging.js'

function account(name: string, facts: Partial<StorageAccount> = {}): StorageAccount {
  const id = armId(`/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`)
  const usual = {
    location: 'westeurope',
    kind: 'StorageV2',
    sku: 'Standard_LRS',
    openToNetworks: true,
    hierarchical: false,
  }
  return { id, name, resourceGroup: 'rg', ...usual, ...facts }
}

const accounts = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,3}$/),
    location: fc.constantFrom('westeurope', 'West Europe', 'eastus'),
    kind: fc.constantFrom('StorageV2', 'BlobStorage'),
    sku: fc.constantFrom('Standard_LRS', 'Premium_LRS'),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
)
const needs = fc.uniqueArray(
  fc.record({
    key: fc.stringMatching(/^vm[0-9]$/),
    region: fc.constantFrom('westeurope', 'eastus'),
    homes: fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 2 }),
  }),
  { selector: ({ key }) => key, maxLength: 8 },
)

describe('staging accounts', () => {
  it('are fit, never that of the VM itself, and never used twice', () => {
    fc.assert(
      fc.property(accounts, needs, (rows, wanted) => {
        const known = rows.map(({ name, ...facts }) => account(name, facts))
        const picks = assignStaging(wanted, { accounts: known, loads: new Map() })
        const used = [...picks.values()].map((pick) => pick.account.id)
        expect(new Set(used).size).toBe(used.length)
        for (const { key, region, homes } of wanted) {
          const pick = picks.get(key)
          if (pick === undefined) continue
          expect(unfitness(pick.account, region)).toBeNull()
          expect(homes).not.toContain(pick.account.name)
        }
      }),
    )
  })

  it('are taken in the same way in whatever order they are listed', () => {
    fc.assert(
      fc.property(accounts, needs, (rows, wanted) => {
        const known = rows.map(({ name, ...facts }) => account(name, facts))
        const there = assignStaging(wanted, { accounts: known, loads: new Map() })
        const back = assignStaging(wanted, { accounts: [...known].reverse(), loads: new Map() })
        expect(back).toEqual(there)
      }),
    )
  })

  it('come least loaded first, then those open to all networks', () => {
    const busy = account('a')
    const closed = account('b', { openToNetworks: false })
    const open = account('c')
    const wanted = ['vm1', 'vm2', 'vm3'].map((key) => ({ key, region: 'westeurope', homes: [] }))

    const picks = assignStaging(wanted, { accounts: [busy, closed, open], loads: new Map([[nameKey(busy.id), 2]]) })

    expect(wanted.map(({ key }) => picks.get(key)?.account.name)).toEqual(['c', 'b', 'a'])
    expect(picks.get('vm3')?.why).toBe('general-purpose v2 in westeurope, the least used one left (2 uses)')
  })

  it.each([
    [{ location: 'northeurope' }, 'lies in northeurope, not in westeurope'],
    [{ sku: 'Premium_LRS' }, 'is premium (Premium_LRS)'],
    [{ kind: 'BlobStorage' }, 'is of kind BlobStorage, not general-purpose v2'],
  ])('do not fit: %o', (facts, why) => {
    expect(unfitness(account('a', facts), 'westeurope')).toBe(why)
  })
})
