import type { MockServer } from '../../mocks/index.js'
import { callServer } from './call-server.js'

export const SUBSCRIPTIONS = '/subscriptions?api-version=2022-12-01'
export const OWNER = { client_id: '00000000-0000-0000-0000-0000000000c1', client_secret: 'azbk-mock-owner' }
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export async function post(server: MockServer, path: string, form: Record<string, string>, headers = {}) {
  const body = new URLSearchParams(form).toString()
  const { status, text } = await callServer(server, { method: 'POST', path, headers: { ...FORM, ...headers }, body })
  return { status, body: JSON.parse(text) }
}

export function token(
  server: MockServer,
  form: Record<string, string>,
  path = `/${server.tenantId}/oauth2/v2.0/token`,
) {
  const scope = `${server.baseUrl}/.default`
  return post(server, path, { grant_type: 'client_credentials', scope, ...form })
}

export async function get(server: MockServer, path: string, authorization?: string) {
  const { status, headers, text } = await callServer(server, {
    path,
    headers: authorization === undefined ? {} : { authorization },
  })
  return { status, headers, body: JSON.parse(text) }
}

export async function bearer(server: MockServer, form: Record<string, string> = OWNER): Promise<string> {
  return `Bearer ${(await token(server, form)).body.access_token}`
}
