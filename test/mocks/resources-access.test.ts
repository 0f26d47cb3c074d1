import { describe, expect, test } from 'vitest'
import type { MockIdentity } from '../../mocks/index.js'
import { actionOf } from '../../mocks/providers/authorization/action-name.js'
import { allRoutes } from '../../mocks/providers/index.js'
import { createBench, enableBody, itemPath, makeVault, makeVm, protect, vaultPath, vmPath } from './helpers.js'

/** A vault and a protected VM, then the same state under another identity. */
function as(identity: MockIdentity) {
  const owner = createBench()
  makeVm(owner, 'web-01')
  makeVm(owner, 'web-02')
  makeVault(owner)
  protect(owner, 'web-01')
  return createBench({ state: owner.mock.control.snapshot(), identity })
}

const PERMISSIONS = '/providers/Microsoft.Authorization/permissions'

describe('roles', () => {
  test.each([
    ['owner', { vault: 200, vm: 200, backup: 202, enable: 202, policy: 204, remove: 202 }],
    ['backup-contributor', { vault: 200, vm: 403, backup: 202, enable: 202, policy: 204, remove: 202 }],
    ['backup-operator', { vault: 200, vm: 403, backup: 202, enable: 202, policy: 403, remove: 403 }],
    ['backup-reader', { vault: 200, vm: 403, backup: 403, enable: 403, policy: 403, remove: 403 }],
    ['none', { vault: 403, vm: 403, backup: 403, enable: 403, policy: 403, remove: 403 }],
  ] as const)('%s may do what the role says, and no more', (identity, expected) => {
    const bench = as(identity)

    const status = {
      vault: bench.send('GET', vaultPath()).status,
      vm: bench.send('GET', vmPath('web-01')).status,
      backup: bench.send('POST', `${itemPath('web-01')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
        .status,
      enable: bench.send('PUT', itemPath('web-02'), enableBody(bench, 'web-02')).status,
      policy: bench.send('DELETE', `${vaultPath()}/backupPolicies/none`).status,
    }
    // The backup is over by then: a running one would lock the item.
    bench.pass(4 * 3600)
    const remove = bench.send('DELETE', itemPath('web-01')).status

    expect({ ...status, remove }).toEqual(expected)
  })

  test('a refusal names the action and the scope as ARM does', () => {
    const { body } = as('backup-reader').send('POST', `${itemPath('web-01')}/backup`, {})

    expect(body.error.code).toBe('AuthorizationFailed')
    expect(body.error.message).toMatch(
      /^The client '[^']+' with object id '[^']+' does not have authorization to perform action 'Microsoft.RecoveryServices\/vaults\/backupFabrics\/protectionContainers\/protectedItems\/backup\/action' over scope '\/subscriptions\//,
    )
  })

  test('nobody without a role learns which groups there are', () => {
    const vm = '/resourceGroups/rg-none/providers/Microsoft.Compute/virtualMachines/web-01'

    expect(as('none').send('GET', vm).body.error.code).toBe('AuthorizationFailed')
    expect(as('owner').send('GET', vm).body.error.code).toBe('ResourceGroupNotFound')
  })

  test('permissions show the actions of the role in every scope', () => {
    expect(as('owner').send('GET', PERMISSIONS).body.value[0].actions).toEqual(['*'])
    const reader = as('backup-reader')
    for (const scope of ['', '/resourceGroups/rg-app', vaultPath()]) {
      expect(reader.send('GET', `${scope}${PERMISSIONS}`).body.value[0].actions).toContain(
        'Microsoft.RecoveryServices/Vaults/read',
      )
    }
    expect(as('none').send('GET', PERMISSIONS).body.value).toEqual([])
  })

  test('an identity without a role sees no subscription', () => {
    const bench = as('none')

    const url = 'https://management.azure.com/subscriptions?api-version=2022-12-01'
    expect(bench.mock.control.send({ method: 'GET', url }).body).toEqual({ value: [] })
    expect(bench.send('GET', '').status).toBe(403)
  })

  test('every route has an action name of the form that roles use', () => {
    const actions = allRoutes.map(actionOf)

    expect(actions.filter((action) => !/^[A-Za-z.]+(\/[A-Za-z:]+)+\/(read|write|delete|action)$/.test(action))).toEqual(
      [],
    )
    expect(actions).toContain('Microsoft.Compute/virtualMachines/start/action')
    expect(actions).toContain('Microsoft.RecoveryServices/vaults/backupFabrics/refreshContainers/action')
    expect(actions).toContain('Microsoft.Resources/subscriptions/resourceGroups/read')
  })
})

describe('locks', () => {
  const LOCK = '/providers/Microsoft.Authorization/locks/keep'
  const body = (level: string) => ({ properties: { level, notes: 'kept' } })

  test('a lock is made, listed from above and below, read and removed', () => {
    const { send } = createBench()

    expect(send('PUT', `/resourceGroups/rg-app${LOCK}`, body('CanNotDelete')).status).toBe(201)
    expect(send('PUT', `/resourceGroups/rg-app${LOCK}`, body('CanNotDelete')).status).toBe(200)
    for (const scope of ['', '/resourceGroups/rg-app', vmPath('any')]) {
      expect(send('GET', `${scope}/providers/Microsoft.Authorization/locks`).body.value).toHaveLength(1)
    }
    expect(send('GET', '/resourceGroups/rg-backup/providers/Microsoft.Authorization/locks').body.value).toEqual([])
    expect(send('GET', `/resourceGroups/rg-app${LOCK}`).body.properties).toEqual({
      level: 'CanNotDelete',
      notes: 'kept',
    })
    expect(send('DELETE', `/resourceGroups/rg-app${LOCK}`).status).toBe(200)
    expect(send('DELETE', `/resourceGroups/rg-app${LOCK}`).status).toBe(204)
    expect(send('GET', `/resourceGroups/rg-app${LOCK}`).status).toBe(404)
    expect(send('PUT', `/resourceGroups/rg-app${LOCK}`, body('Forever')).body.error.code).toBe('InvalidLockLevel')
  })

  test.each([
    ['the subscription', ''],
    ['the group', '/resourceGroups/rg-app'],
    ['the VM', vmPath('web-01')],
  ])('a CanNotDelete lock on %s stops deletes of what it covers, and of the group around it', (_, scope) => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    bench.send('PUT', `${scope}${LOCK}`, body('CanNotDelete'))

    const deleted = bench.send('DELETE', vmPath('WEB-01'))

    expect([deleted.status, deleted.body.error.code]).toEqual([409, 'ScopeLocked'])
    expect(bench.send('DELETE', '/resourceGroups/rg-app').body.error.code).toBe('ScopeLocked')
    expect(bench.send('PATCH', vmPath('web-01'), { tags: { a: 'b' } }).status).toBe(200)
  })

  test('a ReadOnly lock stops writes too, and nothing beside its scope', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    bench.send('PUT', `/resourceGroups/rg-app${LOCK}`, body('ReadOnly'))

    expect(bench.send('PATCH', vmPath('web-01'), {}).body.error.code).toBe('ScopeLocked')
    expect(bench.send('POST', `${vmPath('web-01')}/start`).body.error.code).toBe('ScopeLocked')
    expect(bench.send('GET', vmPath('web-01')).status).toBe(200)
    expect(bench.send('PATCH', '/resourceGroups/rg-backup', { tags: {} }).status).toBe(200)
  })
})
