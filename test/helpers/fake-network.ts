import { createHttpHeaders, type HttpClient, type PipelineRequest, RestError } from '@azure/core-rest-pipeline'

/** What a server says: a body (200), a status with a body, or the code of a broken connection. */
export type Said = object | readonly [status: number, body: object] | string

export interface FakeNetwork extends HttpClient {
  readonly sent: readonly PipelineRequest[]
}

/** Servers by a part of their address, the first that fits; every other address is a failed test. */
export function fakeNetwork(servers: Readonly<Record<string, (request: PipelineRequest) => Said>>): FakeNetwork {
  const sent: PipelineRequest[] = []
  return {
    sent,
    sendRequest: async (request) => {
      sent.push(request)
      const server = Object.entries(servers).find(([part]) => request.url.includes(part))?.[1]
      if (!server) throw new Error(`nobody was asked to answer ${request.method} ${request.url}`)
      const said = server(request)
      if (typeof said === 'string') throw new RestError(`connect ${said}`, { code: said, request })
      const [status, body] = Array.isArray(said) ? said : [200, said]
      const headers = createHttpHeaders({ 'content-type': 'application/json', date: 'Mon, 02 Mar 2026 09:00:00 GMT' })
      return { request, status, headers, bodyAsText: JSON.stringify(body) }
    },
  }
}

/** A token as Azure makes them, with these claims; nobody checks its signature. */
export function fakeJwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.signature`
}
