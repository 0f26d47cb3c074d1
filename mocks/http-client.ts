import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import type { ArmRequest } from './arm-types.js'
import { abortError } from './clock.js'
import { type Transport, TransportError } from './transport.js'

/** The seam of the Azure SDKs: a client that reaches the mock instead of the network. */
export function createHttpClient(transport: Transport): HttpClient {
  return {
    async sendRequest(request) {
      // Loaded late: the SDKs have loaded it by then, and a served mock never needs it.
      const { createHttpHeaders, RestError } = await import('@azure/core-rest-pipeline')
      if (request.abortSignal?.aborted) throw abortError()
      try {
        const signal = () => request.abortSignal as AbortSignal | undefined
        const reply = await transport(readRequest(request), { signal })
        if (request.abortSignal?.aborted) throw abortError()
        const response: PipelineResponse = { request, status: reply.status, headers: createHttpHeaders(reply.headers) }
        if (request.method !== 'HEAD') response.bodyAsText = reply.text
        return response
      } catch (error) {
        // The client for Node wraps every broken connection like this and keeps the code of the socket.
        if (error instanceof TransportError) throw new RestError(error.message, { code: error.code, request })
        throw error
      }
    },
  }
}

function readRequest(request: PipelineRequest): ArmRequest {
  const body = typeof request.body === 'function' ? request.body() : request.body
  return {
    method: request.method,
    url: request.url,
    headers: request.headers.toJSON(),
    body: typeof body === 'string' ? body : '',
  }
}
