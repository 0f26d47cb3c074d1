import { type createBench, type Json, vaultPath } from './helpers.js'

/** Sends a request through transport and weather. */
export async function fetchJson(bench: ReturnType<typeof createBench>, method: string, path: string, body?: unknown) {
  const join = path.includes('?') ? '&' : '?'
  const url = `https://management.azure.com/subscriptions/${bench.sub}${path}${join}api-version=2024-04-01`
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await bench.mock.fetch(new Request(url, init))
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Json }
}

/** Statuses of GETs of the vault, one after the other. */
export async function statuses(bench: ReturnType<typeof createBench>, count: number, path = vaultPath()) {
  const seen: number[] = []
  for (let index = 0; index < count; index++) seen.push((await fetchJson(bench, 'GET', path)).status)
  return seen
}
