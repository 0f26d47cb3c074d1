import { describe, expect, it } from 'vitest'
import { listMachines } from '../../src/azure/machines.js'
import { isAnswerLost, isRepeatable } from '../../src/azure/retry.js'
import { findVault, listVaults } from '../../src/azure/vaults.js'
import { type Answer, scriptAzure } from '../helpers/scripted-azure.js'

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111'
const VAULT = { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-backup', name: 'rsv-contoso' }
const VAULT_ROW = {
  id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-contoso`,
  name: 'rsv-contoso',
  location: 'westeurope',
  properties: { provisioningState: 'Succeeded' },
}
const OK: Answer = { body: VAULT_ROW }
const ITEM = [VAULT.name, VAULT.resourceGroup, 'Azure', 'IaasVMContainer;iaasvmcontainerv2;rg;web-01', 'VM;x'] as const

function refusal(status: number, code: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { error: { code, message: `${code} was simulated.` } } }
}

const readVault = async (azure: ReturnType<typeof scriptAzure>) => findVault(azure.session, VAULT)
const startBackup = async (azure: ReturnType<typeof scriptAzure>) => {
  const client = await azure.session.backup(SUBSCRIPTION)
  return client.backups.trigger(...ITEM, { properties: { objectType: 'IaasVMBackupRequest' } })
}

describe('a read', () => {
  it('is sent again after the pause that a 429 asks for', async () => {
    const azure = scriptAzure([refusal(429, 'TooManyRequests', { 'retry-after': '17' }), OK])

    const vault = await readVault(azure)

    expect(vault?.name).toBe('rsv-contoso')
    expect(azure.pauses).toEqual([17_000])
  })

  it('is sent again after growing pauses when a 429 names none', async () => {
    const azure = scriptAzure([refusal(429, 'TooManyRequests'), refusal(429, 'TooManyRequests'), OK])

    await readVault(azure)

    expect(azure.pauses).toEqual([1_000, 2_000])
  })

  it('takes the pause from the words of a 429 without the header', async () => {
    const message = "Number of requests exceeded the limit. Please try again after '42' seconds."
    const azure = scriptAzure([{ status: 429, body: { error: { code: 'ResourceRequestsThrottled', message } } }, OK])

    await readVault(azure)

    expect(azure.pauses).toEqual([42_000])
  })

  it('ends with exit 7 and the pause when Azure asks for more than two minutes', async () => {
    const azure = scriptAzure([refusal(429, 'ResourceRequestsThrottled', { 'retry-after': '324' })])

    await expect(readVault(azure)).rejects.toMatchObject({
      code: 'THROTTLED',
      exitCode: 7,
      details: { retryAfterSeconds: 324 },
      suggestions: expect.arrayContaining(['Azure asks for a pause of 324 seconds.']),
    })
    expect(azure.sent).toHaveLength(1)
    expect(azure.pauses).toEqual([])
  })

  it('is not sent again when the service has stopped such calls for hours', async () => {
    const azure = scriptAzure([refusal(429, 'CloudDosTimeboudLimitReached', { 'retry-after': '5' })])

    await expect(readVault(azure)).rejects.toMatchObject({ code: 'QUOTA_STOP', exitCode: 7 })
    expect(azure.sent).toHaveLength(1)
  })

  it.each([408, 500, 502, 503, 504])('is sent again after HTTP %i', async (status) => {
    const azure = scriptAzure([refusal(status, 'Simulated'), OK])

    await readVault(azure)

    expect(azure.sent).toHaveLength(2)
  })

  it.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'PARSE_ERROR'])('is sent again after %s', async (fails) => {
    const azure = scriptAzure([{ fails }, OK])

    await readVault(azure)

    expect(azure.sent).toHaveLength(2)
  })

  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ENOTFOUND', 'DNS_FAILED'],
    ['EAI_AGAIN', 'DNS_FAILED'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_FAILED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED'],
    ['EPROTO', 'TLS_FAILED'],
  ])('is not sent again after %s, which a second attempt would meet again', async (fails, code) => {
    const azure = scriptAzure([{ fails }])

    await expect(readVault(azure)).rejects.toMatchObject({ code, exitCode: 1 })
    expect(azure.pauses).toEqual([])
  })

  it('is sent again by the newer SDKs too, which hand a bad status on instead of throwing it', async () => {
    const azure = scriptAzure([refusal(429, 'TooManyRequests', { 'retry-after': '7' }), { body: { value: [] } }])

    expect(await listMachines(azure.session, SUBSCRIPTION)).toEqual([])
    expect(azure.pauses).toEqual([7_000])
  })

  it('gives up after five attempts and says what Azure said', async () => {
    const azure = scriptAzure(Array.from({ length: 5 }, () => refusal(503, 'ServiceUnavailable')))

    await expect(readVault(azure)).rejects.toMatchObject({
      code: 'AZURE_UNAVAILABLE',
      details: { azureCode: 'ServiceUnavailable', status: 503 },
    })
    expect(azure.sent).toHaveLength(5)
    expect(azure.pauses).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('shows each further attempt with its reason and pause', async () => {
    const azure = scriptAzure([refusal(503, 'Simulated'), { fails: 'ECONNRESET' }, OK])

    await readVault(azure)

    expect(azure.events).toEqual([
      { type: 'retry', what: 'GET vaults/rsv-contoso', reason: 'HTTP 503', waitMs: 1_000, attempt: 1 },
      { type: 'retry', what: 'GET vaults/rsv-contoso', reason: 'ECONNRESET', waitMs: 2_000, attempt: 2 },
    ])
    expect(azure.session.requests).toEqual({ sent: 3, retried: 2 })
  })

  it('stops during a pause on Ctrl-C', async () => {
    const azure = scriptAzure([refusal(503, 'Simulated'), OK], { interruptDuringPause: 1 })

    await expect(readVault(azure)).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
    expect(azure.sent).toHaveLength(1)
  })
})

describe('a call that starts a job', () => {
  it('is sent again after a 429, which says that nothing happened', async () => {
    const azure = scriptAzure([refusal(429, 'TooManyRequests', { 'retry-after': '3' }), { status: 202 }])

    await startBackup(azure)

    expect(azure.sent.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })

  it.each<[string, Answer]>([
    ['a reset', { fails: 'ECONNRESET' }],
    ['a time-out', { fails: 'ETIMEDOUT' }],
    ['a 504 of a gateway', refusal(504, 'GatewayTimeout')],
    ['a 500', refusal(500, 'CloudInternalError')],
    ['a cut-off answer', { status: 202, text: '{"status":' }],
  ])('is sent once and counts as lost after %s', async (_, answer) => {
    const azure = scriptAzure([answer])

    const error = await startBackup(azure).catch((thrown: unknown) => thrown)

    expect(azure.sent).toHaveLength(1)
    expect(isAnswerLost(error)).toBe(true)
  })

  it('does not count as lost when Azure refused it or nobody took the connection', async () => {
    for (const answer of [refusal(400, 'UserErrorBackupOperationInProgress'), { fails: 'ECONNREFUSED' }]) {
      const error = await startBackup(scriptAzure([answer])).catch((thrown: unknown) => thrown)
      expect(isAnswerLost(error)).toBe(false)
    }
  })
})

describe('what may be repeated', () => {
  const item = 'https://x/vaults/v/backupFabrics/Azure/protectionContainers/c/protectedItems/i'

  it.each([
    ['GET', `${item}?api-version=1`, true],
    ['PUT', 'https://x/vaults/v', true],
    ['PATCH', 'https://x/vaults/v', true],
    ['PUT', 'https://x/vaults/v/backupPolicies/p', true],
    ['POST', 'https://x/locations/westeurope/backupStatus?api-version=1', true],
    ['POST', `${item}/recoveryPoints/1/accessToken`, true],
    ['POST', 'https://x/locations/northeurope/backupCrrJobs?$filter=a', true],
    ['PUT', item, false],
    ['PUT', `${item}/?api-version=1`, false],
    ['DELETE', item, false],
    ['POST', `${item}/backup`, false],
    ['POST', `${item}/recoveryPoints/1/restore`, false],
    ['POST', 'https://x/locations/northeurope/backupCrossRegionRestore', false],
    ['POST', 'https://x/vaults/v/backupJobs/j/cancel', false],
  ])('%s %s: %s', (method, url, repeatable) => {
    expect(isRepeatable(method, url)).toBe(repeatable)
  })
})

describe('an answer that is not of Azure', () => {
  it('is named instead of being taken for an empty list', async () => {
    const text = '<html><head><title>Sign in to Fabrikam Wi-Fi</title></head></html>'
    const azure = scriptAzure([{ text, headers: { 'content-type': 'text/html' } }])

    await expect(listVaults(azure.session, SUBSCRIPTION)).rejects.toMatchObject({
      code: 'NOT_AZURE',
      message: expect.stringContaining('a web page ("Sign in to Fabrikam Wi-Fi")'),
    })
  })

  it('is not printed when it is the page of a gateway', async () => {
    const page = { status: 403, text: '<!DOCTYPE html><html><title>Blocked</title><body>...</body></html>' }

    await expect(readVault(scriptAzure([page]))).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
      message: 'Could not finish reading vault \'rsv-contoso\': the answer is a web page ("Blocked").',
    })
  })

  it('is read again when it was cut off', async () => {
    const azure = scriptAzure([{ text: '{"id":"/subscr', headers: { 'content-type': 'application/json' } }, OK])

    expect((await readVault(azure))?.name).toBe('rsv-contoso')
  })

  it('cannot lead the login to another host by the address of the next page', async () => {
    const azure = scriptAzure([{ body: { value: [VAULT_ROW], nextLink: 'https://management.fabrikam.example/next' } }])

    await expect(listVaults(azure.session, SUBSCRIPTION)).rejects.toMatchObject({ code: 'FOREIGN_ADDRESS' })
    expect(azure.sent.map(({ url }) => new URL(url).host)).toEqual(['management.azure.com'])
  })
})
