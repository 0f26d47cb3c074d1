import { describe, expect, test } from 'vitest'
import {
  backUp,
  codeOf,
  createBench,
  enableBody,
  GROUP,
  itemPath,
  makeVault,
  makeVm,
  protect,
  stopBody,
  VAULT,
  vaultPath,
} from './helpers.js'
import type { Target } from './restore-bench.js'

const DAY = 86_400
const NEW = '2025-08-01'
const DELETED = '/providers/Microsoft.RecoveryServices/locations/westeurope/deletedVaults'

const listDeleted = (bench: Target) => bench.send('GET', DELETED, undefined, NEW).body.value

const undelete = (bench: Target, name: string, group = GROUP) => {
  const properties = { recoveryResourceGroupId: `/subscriptions/${bench.sub}/resourceGroups/${group}` }
  return bench.send('POST', `${DELETED}/${name}/undelete`, { properties }, NEW)
}

/** Undeletes the item, which takes longer than the vault lives. */
function undeleteInVain(bench: Target): void {
  bench.mock.control.fixDuration('undelete', 3600)
  bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { isRehydrate: true }))
}

/** A vault that was deleted two days after the only item in it, and what came last before that. */
function withDeletedVault(last: (bench: Target) => void = () => {}): { bench: Target; name: string } {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeVault(bench)
  protect(bench, 'web-01')
  backUp(bench, 'web-01')
  bench.send('DELETE', itemPath('web-01'))
  bench.pass(2 * DAY)
  last(bench)
  bench.send('DELETE', vaultPath(), undefined, NEW)
  bench.pass(120)
  return { bench, name: listDeleted(bench)[0]?.name }
}

describe('the vaults that were deleted', () => {
  test('are listed where they lay, with the moment of the purge 14 days ahead', () => {
    const { bench, name } = withDeletedVault()

    const one = bench.send('GET', `${DELETED}/${name}`, undefined, NEW).body
    const elsewhere = bench.send('GET', DELETED.replace('westeurope', 'northeurope'), undefined, NEW).body.value

    const { vaultId, vaultDeletionTime, purgeAt } = one.properties
    expect(vaultId).toBe(`/subscriptions/${bench.sub}${vaultPath()}`)
    expect(Date.parse(purgeAt) - Date.parse(vaultDeletionTime)).toBeCloseTo(14 * DAY * 1000, -3)
    expect([one.type, elsewhere]).toEqual(['Microsoft.RecoveryServices/locations/deletedVaults', []])
  })

  test('are those that held soft-deleted items: an empty one goes for good', () => {
    const bench = createBench()
    makeVault(bench)

    bench.send('DELETE', vaultPath(), undefined, NEW)
    bench.pass(120)

    expect([bench.send('GET', vaultPath()).status, listDeleted(bench)]).toEqual([404, []])
  })

  test('are purged after 14 days', () => {
    const { bench, name } = withDeletedVault()

    bench.pass(14 * DAY)

    expect([listDeleted(bench), undelete(bench, name).status]).toEqual([[], 404])
  })

  test('leave nothing behind that reaches a new vault of their name', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    bench.mock.control.fixDuration('enable', 3600)
    bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01'))
    bench.send('DELETE', vaultPath(), undefined, NEW)
    bench.pass(120)

    makeVault(bench)
    bench.pass(4000)

    expect(bench.send('GET', itemPath('web-01')).status).toBe(404)
  })

  test('leave their name free for a new vault, and can be told apart from it', () => {
    const { bench, name } = withDeletedVault()

    makeVault(bench)

    expect(listDeleted(bench)).toHaveLength(1)
    expect(codeOf(undelete(bench, name))).toEqual([409, 'VaultAlreadyExists'])
  })
})

describe('undeleting a vault', () => {
  test('brings it back with its soft-deleted items, which can be undeleted in turn', () => {
    const { bench, name } = withDeletedVault()

    const reply = undelete(bench, name)
    const status = reply.headers['azure-asyncoperation']?.split(bench.sub)[1]?.split('?')[0] ?? ''
    const { body: running, headers } = bench.send('GET', status)
    bench.pass(120)
    bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { isRehydrate: true }))
    bench.pass(300)

    expect([reply.status, running.status, bench.send('GET', status).body.status]).toEqual([
      202,
      'InProgress',
      'Succeeded',
    ])
    expect(headers['retry-after']).toBeDefined()
    expect(bench.send('GET', vaultPath()).body.properties.provisioningState).toBe('Succeeded')
    expect(bench.send('GET', itemPath('web-01')).body.properties.protectionState).toBe('ProtectionStopped')
    expect(bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value).toHaveLength(1)
    expect(listDeleted(bench)).toEqual([])
  })

  test('makes it the vault of its VMs again', () => {
    const { bench, name } = withDeletedVault()
    undelete(bench, name)
    bench.pass(120)
    bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { isRehydrate: true }))
    makeVault(bench, 'vault-b')

    const reply = bench.send(
      'PUT',
      itemPath('web-01', { vault: 'vault-b' }),
      enableBody(bench, 'web-01', { vault: 'vault-b' }),
    )

    expect(codeOf(reply)).toEqual([400, 'VirtualMachineAlreadyProtected'])
  })

  test('lets its schedules run again, and its items go when their own time is over', () => {
    const { bench, name } = withDeletedVault()
    undelete(bench, name)
    bench.pass(120)
    makeVm(bench, 'web-02')
    protect(bench, 'web-02')

    bench.pass(13 * DAY)

    const names = bench.send('GET', `${vaultPath()}/backupProtectedItems`).body.value
    expect(names.map((item: { properties: { friendlyName: string } }) => item.properties.friendlyName)).toEqual([
      'web-02',
    ])
    expect(bench.send('GET', `${itemPath('web-02')}/recoveryPoints`).body.value.length).toBeGreaterThan(5)
  })

  test('leaves nothing running or locked that was so when it was deleted', () => {
    const { bench, name } = withDeletedVault(undeleteInVain)

    undelete(bench, name)
    bench.pass(120)

    const { value } = bench.send('GET', `${vaultPath()}/backupJobs?$filter=status eq 'InProgress'`).body
    const again = bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { isRehydrate: true }))
    expect([value, again.status]).toEqual([[], 202])
  })

  test('is no way for an operation of its former life to have its effect after all', () => {
    const { bench, name } = withDeletedVault(undeleteInVain)

    undelete(bench, name)
    bench.pass(4000)

    expect(bench.send('GET', itemPath('web-01')).body.properties.isScheduledForDeferredDelete).toBe(true)
  })

  test('can put it into another group', () => {
    const { bench, name } = withDeletedVault()

    undelete(bench, name, 'rg-app')
    bench.pass(120)

    expect(bench.send('GET', vaultPath().replace(GROUP, 'rg-app')).body.name).toBe(VAULT)
    expect(bench.send('GET', vaultPath()).status).toBe(404)
  })

  test('is refused without a group, and into one that is not there', () => {
    const { bench, name } = withDeletedVault()

    expect(codeOf(bench.send('POST', `${DELETED}/${name}/undelete`, {}, NEW))).toEqual([400, 'InvalidRestApiParameter'])
    expect(codeOf(undelete(bench, name, 'none'))).toEqual([404, 'ResourceGroupNotFound'])
    expect(undelete(bench, 'none').status).toBe(404)
  })
})
