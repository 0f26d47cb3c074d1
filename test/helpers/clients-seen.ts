import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRoutes } from '../../mocks/providers/index.js'
import { routeName, routeOf } from './routes.js'

/** The clients whose use of a route is evidence that the route is right. */
export type Client = 'az' | 'azbk' | 'python'

const FILE = join(import.meta.dirname, '..', '..', 'mocks', 'coverage', 'clients.json')

/**
 * Adds to `mocks/coverage/clients.json` which routes of the mock a client has used: `{"GET /subscriptions/:sub": ["az"]}`.
 * Call it once at the end of a suite (`afterAll`), with all entries of the log: `mock.control.requests.entries` in process,
 * `GET {controlUrl}/requests` of a server. Entries without a route, and those that got 501 or no answer, are left out; routes
 * that the mock no longer has are dropped. The file is written only when that changes it; then run `npm run docs` and
 * commit both. Not for suites that run at the same moment: the last one would win.
 */
export function recordClients(
  client: Client,
  entries: readonly { method: string; path: string; status?: number }[],
): void {
  const seen = new Map(Object.entries(readClients()))
  for (const entry of entries) {
    const route = entry.status === undefined || entry.status === 501 ? undefined : routeOf(entry)
    if (!route) continue
    const name = routeName(route)
    seen.set(name, [...new Set([...(seen.get(name) ?? []), client])].sort())
  }
  const names = allRoutes.map(routeName).filter((name) => seen.has(name))
  const rows = [...new Set(names)].sort().map((name) => `  ${JSON.stringify(name)}: ${line(seen.get(name) ?? [])}`)
  const text = `{\n${rows.join(',\n')}\n}\n`
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text)
}

/** The clients that used each route, by name of the route. */
export function readClients(): Record<string, Client[]> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
}

/** A list on one line, as the formatter writes it. */
function line(clients: readonly Client[]): string {
  return `[${clients.map((client) => `"${client}"`).join(', ')}]`
}
