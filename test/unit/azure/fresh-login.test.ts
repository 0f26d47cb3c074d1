import { createHttpHeaders, createPipelineRequest, type PipelineRequest } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { freshLoginPolicy } from '../../../src/azure/fresh-login.js'

const EXPIRED = JSON.stringify({ error: { code: 'ExpiredAuthenticationToken', message: 'Too late.' } })

/** Sends a request through the policy to an Azure with these answers, and tells with which tokens it came. */
async function sendTo(answers: readonly { status: number; bodyAsText: string }[], freshToken = async () => 'new') {
  const requests = { sent: 0, retried: 0 }
  const tokens: (string | undefined)[] = []
  const left = [...answers]
  const next = async (request: PipelineRequest) => {
    tokens.push(request.headers.get('authorization'))
    return { request, headers: createHttpHeaders(), ...(left.shift() ?? { status: 200, bodyAsText: '' }) }
  }
  const headers = createHttpHeaders({ authorization: 'Bearer old' })
  const request = createPipelineRequest({ url: 'https://management.azure.com/x', method: 'POST', headers })
  const { status } = await freshLoginPolicy({ requests, freshToken }).sendRequest(request, next)
  return { status, tokens, retried: requests.retried }
}

describe('an expired login', () => {
  it('is renewed, and the request sent once more', async () => {
    expect(await sendTo([{ status: 401, bodyAsText: EXPIRED }])).toEqual({
      status: 200,
      tokens: ['Bearer old', 'Bearer new'],
      retried: 1,
    })
  })

  it('is not renewed a second time', async () => {
    const run = await sendTo(Array(5).fill({ status: 401, bodyAsText: EXPIRED }))

    expect(run).toMatchObject({ status: 401, tokens: ['Bearer old', 'Bearer new'] })
  })

  it.each([
    { status: 401, bodyAsText: '{"error":{"code":"InvalidAuthenticationToken"}}' },
    { status: 403, bodyAsText: EXPIRED },
    { status: 200, bodyAsText: '' },
  ])('is not what $status with $bodyAsText says', async (answer) => {
    expect((await sendTo([answer])).tokens).toEqual(['Bearer old'])
  })

  it('is renewed once for requests that are under way together', async () => {
    let logins = 0
    const freshToken = async () => `new ${++logins}`
    const policy = freshLoginPolicy({ requests: { sent: 0, retried: 0 }, freshToken })
    const send = async () => {
      const headers = createHttpHeaders({ authorization: 'Bearer old' })
      const request = createPipelineRequest({ url: 'https://management.azure.com/x', headers })
      const isOld = () => request.headers.get('authorization') === 'Bearer old'
      const { status } = await policy.sendRequest(request, async () => ({
        request,
        headers: createHttpHeaders(),
        ...(isOld() ? { status: 401, bodyAsText: EXPIRED } : { status: 200, bodyAsText: '' }),
      }))
      return status
    }

    expect(await Promise.all([send(), send(), send()])).toEqual([200, 200, 200])
    expect(logins).toBe(1)
  })

  it('that cannot be renewed ends with what the login says', async () => {
    const refuse = async () => {
      throw new Error('Log in again.')
    }

    await expect(sendTo([{ status: 401, bodyAsText: EXPIRED }], refuse)).rejects.toThrow('Log in again.')
  })
})
