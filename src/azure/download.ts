import type { HttpClient } from '@azure/core-rest-pipeline'
import { fromAzure, responseError } from './errors.js'
import type { PipelineHooks } from './pipeline.js'
import { retryPolicy } from './retry.js'

const WHAT = 'downloading a file that Azure named'

/** A file as it is. No login goes with the request: the address may be anybody's. */
export async function downloadFile(
  url: string,
  client: HttpClient,
  hooks: Pick<PipelineHooks, 'clock' | 'signal' | 'progress' | 'requests'>,
): Promise<Uint8Array> {
  const inline = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1]
  if (inline !== undefined) return Buffer.from(inline, 'base64')
  const { createEmptyPipeline, createPipelineRequest, redirectPolicy } = await import('@azure/core-rest-pipeline')
  const pipeline = createEmptyPipeline()
  pipeline.addPolicy(redirectPolicy({ allowCrossOriginRedirects: true }))
  pipeline.addPolicy(retryPolicy(hooks))
  const streamed = new Set([200])
  const request = createPipelineRequest({ url, abortSignal: hooks.signal, streamResponseStatusCodes: streamed })
  try {
    const response = await pipeline.sendRequest(client, request)
    if (response.status !== 200) throw responseError(response, WHAT)
    const { readableStreamBody: stream, bodyAsText = '' } = response
    if (!stream) return Buffer.from(bodyAsText ?? '')
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(Buffer.from(part))
    return Buffer.concat(parts)
  } catch (error) {
    throw fromAzure(error, WHAT)
  }
}
