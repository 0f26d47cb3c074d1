import { describe, expect, it } from 'vitest'
import { runPoller } from '../../../src/azure/poller.js'
import type { AzureSession } from '../../../src/azure/session.js'
import { type Answer, ARM, scriptAzure } from '../../helpers/scripted-azure.js'

const VAULT = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1'
const STATUS = `${ARM}${VAULT}/operationStatus/op1?api-version=2024-04-01`
const ACCEPTED: Answer = {
  status: 202,
  headers: { 'azure-asyncoperation': STATUS, location: STATUS, 'retry-after': '60' },
}

function running(retryAfter?: string): Answer {
  const headers = { 'azure-asyncoperation': STATUS, ...(retryAfter ? { 'retry-after': retryAfter } : {}) }
  return { headers, body: { id: 'op1', status: 'InProgress' } }
}

function remove(session: AzureSession): Promise<unknown> {
  return session
    .vaults('s1')
    .then((client) =>
      runPoller(session, "deleting vault 'v1'", (options) => client.vaults.beginDelete('rg', 'v1', options)),
    )
}

describe('an operation with a poller of the SDK', () => {
  it('is awaited at the pace that Azure asks for, and at ours where it asks for none', async () => {
    const azure = scriptAzure([ACCEPTED, running('60'), running('7'), running(), { body: { status: 'Succeeded' } }])

    await remove(azure.session)

    expect(azure.pauses).toEqual([60_000, 7_000, 5_000])
    expect(azure.events.every((event) => event.type === 'operation')).toBe(true)
  })

  it('that fails at once or later is told with the code of Azure', async () => {
    const failed: Answer = { body: { status: 'Failed', error: { code: 'SomethingBroke', message: 'It broke.' } } }

    for (const answers of [
      [ACCEPTED, failed],
      [ACCEPTED, running('1'), failed],
    ]) {
      await expect(remove(scriptAzure(answers).session)).rejects.toMatchObject({
        code: 'AZURE_REFUSED',
        message: expect.stringContaining("deleting vault 'v1': It broke."),
        details: { azureCode: 'SomethingBroke' },
      })
    }
  })

  it('that Azure cancels ends as cancelled', async () => {
    const azure = scriptAzure([ACCEPTED, running('1'), { body: { status: 'Canceled' } }])

    await expect(remove(azure.session)).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', exitCode: 6 })
  })

  it('that outlives the timeout ends as still running, after no more than the timeout', async () => {
    const azure = scriptAzure([ACCEPTED, running('60'), running('60'), running('60')], { timeoutMs: 90_000 })

    await expect(remove(azure.session)).rejects.toMatchObject({ code: 'OPERATION_STILL_RUNNING', exitCode: 8 })
    expect(azure.pauses).toEqual([60_000, 30_000])
  })

  it('goes on in Azure when Ctrl-C ends the wait, and says so', async () => {
    const azure = scriptAzure([ACCEPTED, running('60')], { interruptDuringPause: 1 })

    await expect(remove(azure.session)).rejects.toMatchObject({
      code: 'INTERRUPTED',
      exitCode: 130,
      message: expect.stringContaining('it goes on in Azure'),
    })
  })

  it('that is refused is told as the refusal it is', async () => {
    const refusal = { error: { code: 'ResourceGroupNotFound', message: 'No such group.' } }
    const azure = scriptAzure([{ status: 404, body: refusal }])

    await expect(remove(azure.session)).rejects.toMatchObject({ code: 'RESOURCE_GROUP_NOT_FOUND', exitCode: 4 })
  })
})
