import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { coverageTable } from '../../scripts/coverage.js'
import { findRefusals } from '../../scripts/coverage-refusals.js'

const refusals = findRefusals()
const FILE = fileURLToPath(new URL('../../mocks/COVERAGE.md', import.meta.url))

it('says what the mock covers as it is now: else run `npm run docs` and look at what changed', async () => {
  expect(readFileSync(FILE, 'utf8')).toBe(await coverageTable(refusals))
})

it('finds refusals behind helpers, tables and interfaces, and those of the front door once', () => {
  expect(refusals.common).toContain('SubscriptionNotFound')
  expect(refusals.of('backup', 'putItem')).toContain('BMSUserErrorItemInSoftDeletedState')
  expect(refusals.of('compute', 'remove')).toContain('OperationNotAllowed')
  expect(refusals.of('backup', 'putItem')).not.toContain('SubscriptionNotFound')
  expect(() => refusals.of('backup', 'nobody')).toThrow('no handler nobody')
})
