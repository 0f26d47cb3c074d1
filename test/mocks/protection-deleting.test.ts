import { describe, expect, test } from 'vitest'
import { backUp, enableBody, itemPath, protect, stopBody, vaultPath } from './helpers.js'
import { immutable, put, stateOf, withVm } from './protection-bench.js'

describe('deleting and undeleting', () => {
  function softDeleted() {
    const bench = withVm()
    protect(bench, 'web-01')
    backUp(bench, 'web-01')
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(60)
    return bench
  }

  test('a soft-deleted item is listed with the moment of its delete and the time left', () => {
    const bench = softDeleted()
    const { properties } = bench.send('GET', itemPath('web-01')).body

    expect(properties).toMatchObject({
      protectionState: 'ProtectionStopped',
      isScheduledForDeferredDelete: true,
      softDeleteRetentionPeriod: 14,
      policyId: '',
    })
    expect(Date.parse(properties.deferredDeleteTimeInUTC)).toBeLessThan(bench.mock.now().getTime())
    expect(properties.deferredDeleteTimeRemaining).toMatch(/^13\.23:59:\d\d\.\d{7}$/)
    expect(bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value).toHaveLength(1)
    expect(bench.send('GET', `${vaultPath()}/backupDeletedProtectionContainers`).body.value).toHaveLength(1)
    expect(bench.send('GET', `${vaultPath()}/backupProtectionContainers`).body.value).toEqual([])
  })

  test('it is gone after its retention and not before', () => {
    const bench = softDeleted()

    bench.pass(14 * 86_400 - 120)
    const before = bench.send('GET', itemPath('web-01')).status
    bench.pass(120)

    expect([before, bench.send('GET', itemPath('web-01')).status]).toEqual([200, 404])
    expect(put(bench, 'web-01', enableBody(bench, 'web-01')).status).toBe(202)
  })

  test('it can be enabled again only after an undelete, which leaves it stopped and stops the purge', () => {
    const bench = softDeleted()

    const plain = put(bench, 'web-01', enableBody(bench, 'web-01'))
    const withoutFlag = put(bench, 'web-01', stopBody(bench, 'web-01'))
    const undelete = put(bench, 'web-01', stopBody(bench, 'web-01', { isRehydrate: true }))
    const jobs = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Undelete'`).body.value
    bench.pass(20 * 86_400)

    expect([plain.status, withoutFlag.status, undelete.status]).toEqual([400, 400, 202])
    expect(jobs).toHaveLength(1)
    expect(stateOf(bench, 'web-01')).toBe('ProtectionStopped')
    expect(bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value).toHaveLength(1)
    expect(put(bench, 'web-01', enableBody(bench, 'web-01')).status).toBe(202)
  })

  test('deleted again after an undelete, it is kept for the whole time once more', () => {
    const bench = softDeleted()
    bench.pass(10 * 86_400)
    put(bench, 'web-01', stopBody(bench, 'web-01', { isRehydrate: true }))
    bench.send('DELETE', itemPath('web-01'))

    bench.pass(13 * 86_400)

    expect(bench.send('GET', itemPath('web-01')).body.properties.isScheduledForDeferredDelete).toBe(true)
  })

  test('a second delete is refused, a delete of nothing answers 204', () => {
    const bench = softDeleted()

    expect(bench.send('DELETE', itemPath('web-01')).status).toBe(400)
    expect(bench.send('DELETE', itemPath('web-99')).status).toBe(204)
  })

  test('with soft delete off, item, container and points go', () => {
    const bench = withVm({ softDeleteProfile: '2024' })
    bench.send('PATCH', `${vaultPath()}/backupconfig/vaultconfig`, {
      properties: { softDeleteFeatureState: 'Disabled' },
    })
    protect(bench, 'web-01')
    backUp(bench, 'web-01')

    bench.send('DELETE', itemPath('web-01'))
    bench.pass(200)

    expect(bench.send('GET', itemPath('web-01')).status).toBe(404)
    expect(bench.send('GET', `${vaultPath()}/backupProtectionContainers`).body.value).toEqual([])
    expect(bench.send('GET', `${vaultPath()}/backupProtectableItems`).body.value).toHaveLength(1)
  })

  test('what immutability holds is refused late: the operation ends as failed and the item stays', () => {
    const bench = withVm()
    protect(bench, 'web-01')
    backUp(bench, 'web-01')
    bench.send('PATCH', vaultPath(), immutable)
    bench.pass(600)

    const reply = bench.send('DELETE', itemPath('web-01'))
    bench.pass(60)
    const id = reply.headers.location?.split('?')[0]?.split('/').at(-1)
    const operation = bench.send('GET', `${vaultPath()}/backupOperations/${id}`)

    expect(reply.status).toBe(202)
    expect([operation.status, operation.body.status, operation.body.error.code]).toEqual([
      200,
      'Failed',
      'UserErrorDeleteBackupItemOnImmutableItem',
    ])
    expect(stateOf(bench, 'web-01')).toBe('Protected')
  })
})
