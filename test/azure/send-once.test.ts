import { RestError } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { azureCall } from '../../src/azure/errors.js'
import { sendOnce } from '../../src/azure/send-once.js'
import { scriptAzure } from '../helpers/scripted-azure.js'

const WHAT = "backing up VM 'web-01'"
const LOST = new RestError('socket hang up', { code: 'ECONNRESET' })

/** Runs sendOnce on scripted sends (an error to throw, or a value) and looks (a value, or undefined for no effect). */
async function run(
  sends: readonly unknown[],
  looks: readonly unknown[],
  options: { interruptDuringPause?: number } = {},
) {
  const azure = scriptAzure([], options)
  const calls = { sends: 0, looks: 0 }
  const next = (script: readonly unknown[], at: number) => {
    const value = script[at]
    if (value instanceof Error) throw value
    return value
  }
  const outcome = await sendOnce<unknown>(azure.session, WHAT, {
    send: async () => next(sends, calls.sends++),
    findEffect: async () => next(looks, calls.looks++),
  }).catch((error: unknown) => error)
  return { outcome, calls, azure }
}

describe('sending once', () => {
  it('does not look for an effect when there is an answer', async () => {
    const { outcome, calls } = await run(['accepted'], [])

    expect(outcome).toBe('accepted')
    expect(calls).toEqual({ sends: 1, looks: 0 })
  })

  it('adopts the effect of a request whose answer was lost', async () => {
    const { outcome, calls, azure } = await run([LOST], ['job-1'])

    expect(outcome).toBe('job-1')
    expect(calls).toEqual({ sends: 1, looks: 1 })
    expect(azure.events).toMatchObject([{ type: 'retry', what: WHAT, reason: 'answer lost, looking for its effect' }])
  })

  it('looks a second time, later, before it believes that nothing happened', async () => {
    const { outcome, calls, azure } = await run([LOST], [undefined, 'job-1'])

    expect(outcome).toBe('job-1')
    expect(calls).toEqual({ sends: 1, looks: 2 })
    expect(azure.pauses).toEqual([5_000, 15_000])
  })

  it('sends again when there is no effect', async () => {
    const { outcome, calls } = await run([LOST, 'accepted'], [])

    expect(outcome).toBe('accepted')
    expect(calls).toEqual({ sends: 2, looks: 2 })
  })

  it('gives up after three sends', async () => {
    const { outcome, calls } = await run([LOST, LOST, LOST], [])

    expect(outcome).toBe(LOST)
    expect(calls.sends).toBe(3)
  })

  it('passes a refusal on at once', async () => {
    const refused = new RestError('no', { code: 'UserErrorBackupOperationInProgress', statusCode: 400 })
    const { outcome, calls } = await run([refused], [])

    expect(outcome).toBe(refused)
    expect(calls).toEqual({ sends: 1, looks: 0 })
  })

  it('recognises a lost answer that was already put into words', async () => {
    const inWords = await azureCall(WHAT, async () => Promise.reject(LOST)).catch((error: unknown) => error)
    const { outcome } = await run([inWords], ['job-1'])

    expect(outcome).toBe('job-1')
  })

  it('claims neither success nor failure when the effect cannot be read', async () => {
    const { outcome } = await run([LOST], [new RestError('refused', { code: 'ECONNREFUSED' })])

    expect(outcome).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      exitCode: 1,
      message: expect.stringContaining(`The answer to ${WHAT} was lost`),
    })
  })

  it('stops on Ctrl-C while it looks', async () => {
    const { outcome, calls } = await run([LOST, 'accepted'], [], { interruptDuringPause: 1 })

    expect(outcome).toMatchObject({ code: 'INTERRUPTED' })
    expect(calls.sends).toBe(1)
  })
})
