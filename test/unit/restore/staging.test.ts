import { expect, it } from 'vitest'
import { unfitness } from '../../../src/restore/staging.js'
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
