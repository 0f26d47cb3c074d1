import { describe, expect, it } from 'vitest'
import { captureOperation, type OperationHandle, requireSuccess, waitForOperation } from '../../src/azure/operations.js'
import { type Answer, ARM, scriptAzure } from '../helpers/scripted-azure.js'

const STATUS_URL = `${ARM}/subscriptions/s/providers/x/operationsStatus/1?api-version=2024-04-01&t=1&c=signed&s=a%2Fb&h=c`
const RESULT_URL = `${ARM}/subscriptions/s/providers/x/operationResults/1?api-version=2024-04-01`
const BY_STATUS: OperationHandle = { statusUrl: STATUS_URL, resultUrl: RESULT_URL, retryAfterMs: undefined }
const BY_RESULT: OperationHandle = { statusUrl: undefined, resultUrl: RESULT_URL, retryAfterMs: undefined }
const WHAT = "backing up VM 'web-01'"
const RUNNING: Answer = { body: { name: '1', status: 'InProgress', endTime: '0001-01-01T00:00:00' } }
const DONE: Answer = { body: { name: '1', status: 'Succeeded', properties: { jobId: 'job-1' } } }

async function wait(answers: readonly Answer[], handle = BY_STATUS, options: Parameters<typeof scriptAzure>[1] = {}) {
  const azure = scriptAzure(answers, options)
  const end = await waitForOperation(azure.session, handle, WHAT).catch((error: unknown) => error)
  return { azure, end }
}

describe('a wait on a status address', () => {
  it('ends as succeeded with the id of the job', async () => {
    const { azure, end } = await wait([RUNNING, RUNNING, DONE])

    expect(end).toMatchObject({ status: 'succeeded', jobId: 'job-1' })
    expect(azure.pauses).toEqual([5_000, 5_000, 5_000])
    expect(azure.events.map(({ type }) => type)).toEqual(['operation', 'operation'])
  })

  it('uses the signed address exactly as given', async () => {
    const { azure } = await wait([DONE])

    expect(azure.sent).toEqual([{ method: 'GET', url: STATUS_URL, body: undefined, authorized: true }])
  })

  it('ends as failed with what Azure says under HTTP 200', async () => {
    const error = { code: 'UserErrorDeleteBackupItemOnImmutableItem', message: 'The item is immutable.' }
    const { end } = await wait([RUNNING, { body: { status: 'Failed', error } }])

    expect(end).toMatchObject({ status: 'failed', error: { details: { azureCode: error.code } } })
  })

  it.each(['Canceled', 'Cancelled'])('ends as cancelled when Azure says %s', async (status) => {
    expect((await wait([{ body: { status } }])).end).toEqual({ status: 'cancelled' })
  })

  it('ends as timed out when the time is over, without a pause past it', async () => {
    const { azure, end } = await wait([RUNNING, RUNNING, RUNNING], BY_STATUS, { timeoutMs: 12_000 })

    expect(end).toEqual({ status: 'timedOut' })
    expect(azure.pauses).toEqual([5_000, 5_000, 2_000])
  })

  it('ends as failed when the operation is unknown', async () => {
    const { end } = await wait([{ status: 404, body: { error: { code: 'ResourceNotFound', message: 'Gone.' } } }])

    expect(end).toMatchObject({ status: 'failed', error: { exitCode: 4 } })
  })

  it('is interrupted by Ctrl-C and says that the work goes on', async () => {
    const { end } = await wait([RUNNING, DONE], BY_STATUS, { interruptDuringPause: 2 })

    expect(end).toMatchObject({ code: 'INTERRUPTED', message: `Stopped waiting for ${WHAT}; it goes on in Azure.` })
  })

  it('paces itself by Retry-After, on the first answer and on each later one', async () => {
    const { azure } = await wait([{ ...RUNNING, headers: { 'retry-after': '60' } }, RUNNING, DONE], {
      ...BY_STATUS,
      retryAfterMs: 7_000,
    })

    expect(azure.pauses).toEqual([7_000, 60_000, 5_000])
  })

  it('survives a lost answer and a gateway in between', async () => {
    const { end } = await wait([{ fails: 'ECONNRESET' }, { status: 504, text: '<html></html>' }, DONE])

    expect(end).toMatchObject({ status: 'succeeded' })
  })

  it('never sends the login to another host', async () => {
    const { azure, end } = await wait([], { ...BY_STATUS, statusUrl: 'https://management.fabrikam.example/op/1' })

    expect(end).toMatchObject({ code: 'FOREIGN_ADDRESS', exitCode: 1 })
    expect(azure.sent).toEqual([])
  })

  it.each([
    ['202', 202, undefined],
    ['204', 204, 'succeeded'],
    ['200', 200, 'succeeded'],
  ])('reads an answer without a status by its code: %s', async (_, status, expected) => {
    const { end } = await wait([{ status }, DONE])

    expect(end).toMatchObject({ status: 'succeeded', jobId: expected === undefined ? 'job-1' : undefined })
  })
})

describe('a wait on a result address', () => {
  it('goes on at 202 and ends at 204', async () => {
    const { azure, end } = await wait([{ status: 202 }, { status: 204 }], BY_RESULT)

    expect(end).toEqual({ status: 'succeeded', jobId: undefined, body: {} })
    expect(azure.sent.map(({ url }) => url)).toEqual([RESULT_URL, RESULT_URL])
  })

  it('follows the address when it moves', async () => {
    const moved = `${RESULT_URL}&page=2`
    const { azure } = await wait(
      [
        { status: 202, headers: { location: moved } },
        { status: 200, body: { a: 1 } },
      ],
      BY_RESULT,
    )

    expect(azure.sent.map(({ url }) => url)).toEqual([RESULT_URL, moved])
  })

  it('ends as failed at an error', async () => {
    const { end } = await wait([{ status: 409, body: { error: { code: 'Conflict', message: 'Busy.' } } }], BY_RESULT)

    expect(end).toMatchObject({ status: 'failed', error: { exitCode: 6 } })
  })
})

describe('an operation', () => {
  it('without any address has ended already', async () => {
    const none = { statusUrl: undefined, resultUrl: undefined, retryAfterMs: undefined }

    expect((await wait([], none)).end).toMatchObject({ status: 'succeeded' })
  })

  it('takes its addresses from the answer of a call without a poller', async () => {
    const headers = { 'azure-asyncoperation': STATUS_URL, location: RESULT_URL, 'retry-after': '60' }
    const azure = scriptAzure([{ status: 202, headers }])
    const operation = captureOperation(azure.session.signal)
    const client = await azure.session.backup('s')

    await client.backups.trigger('v', 'rg', 'Azure', 'c', 'i', {}, operation.options)

    expect(operation.handle()).toEqual({ statusUrl: STATUS_URL, resultUrl: RESULT_URL, retryAfterMs: 60_000 })
  })

  it('that must have succeeded throws every other end with its exit code', () => {
    expect(() => requireSuccess({ status: 'timedOut' }, WHAT)).toThrow(expect.objectContaining({ exitCode: 8 }))
    expect(() => requireSuccess({ status: 'cancelled' }, WHAT)).toThrow(expect.objectContaining({ exitCode: 6 }))
    expect(requireSuccess({ status: 'succeeded', jobId: 'j', body: {} }, WHAT)).toEqual({ jobId: 'j', body: {} })
  })
})
