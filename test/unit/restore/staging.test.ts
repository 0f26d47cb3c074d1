import { expect, it } from 'vitest'
import { noStaging } from '../../../src/restore/preflight/place.js'
import { unfitFor, unfitness } from '../../../src/restore/staging.js'
import { storageAccount } from '../../helpers/storage-account.js'

it.each([
  [{ location: 'northeurope' }, 'lies in northeurope, not in westeurope'],
  [{ sku: 'Premium_LRS' }, 'is premium (Premium_LRS)'],
  [{ kind: 'BlobStorage' }, 'is of kind BlobStorage, not general-purpose v2'],
  [{ hierarchical: true }, 'has a hierarchical namespace'],
  [{ hierarchical: true }, 'has a hierarchical namespace'],
])('a staging account does not fit: %o', (facts, why) => {
  expect(unfitness(storageAccount('a', facts), 'westeurope')).toBe(why)
})

it('a staging account does not fit the VM that has a disk in it', () => {
  const need = { region: 'westeurope', homes: ['STVHDS'] }
  const own = storageAccount('stvhds')

  expect(unfitFor(need, own)).toBe('holds a disk of the VM')
  expect(unfitFor(need, storageAccount('stone'))).toBeNull()
  const where = { vm: 'web-01', azScope: ' --subscription s2' }
  const named = noStaging(need, { accounts: [own], named: true }, where)
  const any = noStaging(need, { accounts: [own] }, where)
  expect(named.message).toMatch(/'stvhds' holds a disk of the VM/)
  expect(any.message).toMatch(/1 lie there \('stvhds' holds a disk of the VM\)/)
  expect(any.suggestions.join()).toMatch(/^az storage account create .* --subscription s2$/)
})
