import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRoutes } from '../../mocks/providers/index.js'
import { routeName } from '../../mocks/router.js'
import { routeOf } from './routes.js'

/** The clients whose use of a route is evidence that the route is right. */
export type Client = 'az' | 'azbk' | 'python'

const FILE = join(import.meta.dirname, '..', '..', 'mocks', 'coverage', 'clients.json')

/**
 * Adds to `mocks/coverage/clients.json` which routes of the mock a client has used: `{"az": ["GET /subscriptions/:sub"]}`.
 * Call it once at the end of a suite (`afterAll`), with all entries of the log: `mock.control.requests.entries` in process,
 * `GET {controlUrl}/requests` of a server. Entries without a route, and those that got 501 or no answer, are left out; routes
 * that the mock no longer has are dropped. The file is written only when that changes it; then run `npm run docs` and
 * commit both. Not for suites that run at the same moment: the last one would win.
 */
export function recordClients(
  client: Client,
  entries: readonly { method: string; path: string; status?: number }[],
): void {
  const answered = entries.filter(({ status }) => status !== undefined && status !== 501)
  const used = new Set(answered.flatMap((entry) => routeOf(entry) ?? []).map(routeName))
  const before = readClients()
  for (const name of before[client] ?? []) used.add(name)
  const known = new Set(allRoutes.map(routeName))
  const after = { ...before, [client]: [...used] }
  const rows = Object.entries(after)
    .sort()
    .map(([name, routes]) => [name, routes.filter((route) => known.has(route)).sort()] as const)
  const text = `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text)
}

/** The routes that each client used, by name. */
function readClients(): Partial<Record<Client, string[]>> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
}
