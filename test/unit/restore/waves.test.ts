import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupBy } from '../../../src/core/group.js'
import { nameKey } from '../../../src/core/names.js'
import type { StorageAccount } from '../../../src/model/storage-account.js'
import { type StagingNeed, unfitness } from '../../../src/restore/staging.js'
import { planWaves } from '../../../src/restore/waves.js'
import { storageAccount } from '../../helpers/storage-account.js'

const accounts = fc
  .uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-d]{1,2}$/),
      location: fc.constantFrom('westeurope', 'West Europe', 'eastus'),
      kind: fc.constantFrom('StorageV2', 'BlobStorage'),
      sku: fc.constantFrom('Standard_LRS', 'Premium_LRS'),
    }),
    { selector: ({ name }) => name, maxLength: 5 },
  )
  .map((rows) => rows.map(({ name, ...facts }) => storageAccount(name, facts)))
const needs = fc.uniqueArray(
  fc.record({
    key: fc.stringMatching(/^vm[0-9]$/),
    region: fc.constantFrom('westeurope', 'eastus'),
    homes: fc.array(fc.stringMatching(/^[a-d]{1,2}$/), { maxLength: 3 }),
  }),
  { selector: ({ key }) => key, maxLength: 8 },
)
const plan = (wanted: readonly StagingNeed[], known: readonly StorageAccount[]) =>
  planWaves(wanted, { accounts: known, loads: new Map() })
const fits = (need: StagingNeed, account: StorageAccount) =>
  unfitness(account, need.region) === null && !need.homes.includes(account.name)

/** Whether all needs that fit anywhere can be served in so few waves; by trying all that there is. */
function canDo(wanted: readonly StagingNeed[], known: readonly StorageAccount[], waves: number): boolean {
  const used = new Map<StorageAccount, number>()
  const go = ([need, ...rest]: readonly StagingNeed[]): boolean =>
    need === undefined ||
    known.some((account) => {
      const before = used.get(account) ?? 0
      if (before >= waves || !fits(need, account)) return false
      used.set(account, before + 1)
      const isDone = go(rest)
      used.set(account, before)
      return isDone
    })
  return go(wanted.filter((need) => known.some((account) => fits(need, account))))
}

describe('waves of restores', () => {
  it('have a place for each VM that any account fits, in one that does, and never two in one account at once', () => {
    fc.assert(
      fc.property(accounts, needs, (known, wanted) => {
        const picks = plan(wanted, known)
        for (const need of wanted) {
          const pick = picks.get(need.key)
          expect(pick !== undefined).toBe(known.some((account) => fits(need, account)))
          if (pick !== undefined) expect(fits(need, pick.account)).toBe(true)
        }
        for (const own of groupBy(picks.values(), ({ account }) => account.id).values())
          expect(own.map(({ wave }) => wave).sort()).toEqual(own.map((_, i) => i + 1))
      }),
    )
  })

  it('are as few as can be', () => {
    fc.assert(
      fc.property(accounts, needs, (known, wanted) => {
        const waves = Math.max(0, ...[...plan(wanted, known).values()].map(({ wave }) => wave))
        if (waves > 0) expect(canDo(wanted, known, waves - 1)).toBe(false)
      }),
    )
  })

  it('are the same in whatever order the accounts are listed', () => {
    fc.assert(
      fc.property(accounts, needs, (known, wanted) => {
        expect(plan(wanted, [...known].reverse())).toEqual(plan(wanted, known))
      }),
    )
  })

  it('take the least loaded accounts first, then those open to all networks', () => {
    const busy = storageAccount('a')
    const closed = storageAccount('b', { openToNetworks: false })
    const open = storageAccount('c')
    const wanted = ['vm1', 'vm2', 'vm3', 'vm4'].map((key) => ({ key, region: 'westeurope', homes: [] }))

    const picks = planWaves(wanted, { accounts: [busy, closed, open], loads: new Map([[nameKey(busy.id), 2]]) })

    expect(wanted.map(({ key }) => [picks.get(key)?.account.name, picks.get(key)?.wave])).toEqual([
      ['c', 1],
      ['b', 1],
      ['a', 1],
      ['c', 2],
    ])
    expect(picks.get('vm3')?.why).toBe('general-purpose v2 in westeurope, the least used one left (2 uses)')
  })
})
