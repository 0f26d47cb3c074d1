import { createHttpHeaders, createPipelineRequest, type HttpMethods } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { olderApiPolicy } from '../../src/azure/older-api.js'

const TYPES =
  "No registered resource provider found for location 'local' and API version '2024-07-01' for type 'virtualMachines'. The supported api-versions are '2016-03-30, 2020-06-01, 2020-12-01-preview, 2019-12-01'. The supported locations are 'local'."
const ROOT = "The api-version '2024-07-01' is invalid. The supported versions are '2015-01-01,2016-06-01'."

/** Sends one request to an Azure that refuses it first and takes it then. */
async function ask(options: { message: string; method?: HttpMethods; status?: number }) {
  const url = 'https://management.local/virtualMachines?statusOnly=true&api-version=2024-07-01&$filter=a%20b'
  const request = createPipelineRequest({ url, method: options.method ?? 'GET' })
  const urls: string[] = []
  const response = await olderApiPolicy().sendRequest(request, async ({ url }) => {
    urls.push(url)
    const [status, body] =
      urls.length === 1 ? [options.status ?? 400, { error: { code: 'X', message: options.message } }] : [200, {}]
    return { request, status, headers: createHttpHeaders(), bodyAsText: JSON.stringify(body) }
  })
  return { status: response.status, urls }
}

describe('an older make of Azure', () => {
  it.each([
    [TYPES, '2020-06-01'],
    [ROOT, '2016-06-01'],
  ])('is asked again in the newest stable version that it names: %s', async (message, version) => {
    const { status, urls } = await ask({ message })

    expect(status).toBe(200)
    expect(urls[1]).toBe(urls[0]?.replace('2024-07-01', version))
  })

  it.each([
    ['a write', { message: TYPES, method: 'PUT' }],
    ['a refusal for another reason', { message: 'The name is too long.' }],
    ['a refusal that names newer versions only', { message: ROOT.replace(/'2015.*'/, "'2025-01-01'") }],
    ['another status', { message: TYPES, status: 409 }],
  ] as const)('is not asked again after %s', async (_what, options) => {
    expect((await ask(options)).urls).toHaveLength(1)
  })
})
