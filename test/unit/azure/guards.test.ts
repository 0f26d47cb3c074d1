import { describe, expect, it } from 'vitest'
import { azureError } from '../../../src/azure/errors.js'
import { findGuard, guardRequests, withGuard } from '../../../src/azure/guards.js'
import { type Answer, scriptAzure } from '../../helpers/scripted-azure.js'
import { GUARD } from '../../helpers/vaults.js'

const vault = { subscriptionId: 's1', resourceGroup: 'rg-backup', name: 'rsv-weu' }

function proxies(...approvals: string[]): Answer {
  const resourceGuardOperationDetails = approvals.map((type) => ({
    vaultCriticalOperation: 'any',
    defaultResourceRequest: `${GUARD}/${type}/default`,
  }))
  return { body: { value: [{ properties: { resourceGuardResourceId: GUARD, resourceGuardOperationDetails } }] } }
}

describe('the resource guard of a vault', () => {
  it('is read once per session and vault', async () => {
    const { session, sent } = scriptAzure([{ body: { value: [] } }])

    expect(await guardRequests(session, vault, 'deleteItem')).toEqual([])
    expect(await guardRequests(session, { ...vault, name: 'RSV-WEU' }, 'restore')).toEqual([])
    expect(sent).toHaveLength(1)
    expect(sent[0]?.url).toContain('/vaults/rsv-weu/backupResourceGuardProxies')
  })

  it('names the approval of what it guards, and leaves the rest free', async () => {
    const { session } = scriptAzure([proxies('deleteProtectedItemRequests')])

    expect(await guardRequests(session, vault, 'deleteItem')).toEqual([`${GUARD}/deleteProtectedItemRequests/default`])
    expect(await guardRequests(session, vault, 'updatePolicy')).toEqual([])
  })

  it('that does not say what it guards guards all', async () => {
    const { session } = scriptAzure([proxies()])

    expect(await guardRequests(session, vault, 'updatePolicy')).toEqual([
      `${GUARD}/updateProtectionPolicyRequests/default`,
    ])
    expect((await findGuard(session, vault))?.name).toBe('guard-01')
  })
})

describe('a guarded write', () => {
  const refusals = {
    'a right on the guard is missing': { status: 403, code: 'LinkedAuthorizationFailed', message: 'No access.' },
    'the refusal names the guard': { status: 403, code: 'AuthorizationFailed', message: `No access to ${GUARD}.` },
    'the approval is not known': {
      status: 400,
      code: 'SomeCode',
      message: 'ResourceGuard Operation requestid is either null or empty',
    },
  }

  it.each(Object.entries(refusals))('ends with exit 5 and the name of the guard when %s', async (_, refusal) => {
    const { session } = scriptAzure([proxies('deleteProtectedItemRequests')])
    const write = () => Promise.reject(azureError({ what: "deleting 'web-01'", ...refusal }))

    await expect(withGuard(session, { vault, operation: 'deleteItem' }, write)).rejects.toMatchObject({
      code: 'APPROVAL_NEEDED',
      exitCode: 5,
      message: expect.stringContaining("Resource guard 'guard-01'"),
      suggestions: [expect.stringContaining('Backup MUA Operator')],
      details: { resourceGuard: GUARD, azureCode: refusal.code },
    })
  })

  it('keeps every other refusal as it is', async () => {
    const { session } = scriptAzure([proxies('deleteProtectedItemRequests')])
    const refusal = azureError({
      what: 'x',
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No write on the vault.',
    })

    await expect(withGuard(session, { vault, operation: 'deleteItem' }, () => Promise.reject(refusal))).rejects.toBe(
      refusal,
    )
  })

  it('sends nothing about guards where there is none', async () => {
    const { session } = scriptAzure([{ body: { value: [] } }])

    expect(await withGuard(session, { vault, operation: 'deleteItem' }, async (requests) => requests)).toEqual([])
  })
})
