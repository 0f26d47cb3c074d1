import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MockServeResult } from '../src/mock/serve.js'
import { logIn, openClient } from './mock/client.js'
import { figure, printTable } from './mock/figures.js'
import { type ServedMock, serve } from './mock/server.js'
import { benchSideBySide } from './mock/side-by-side.js'
import { benchStartUp } from './mock/start-up.js'
import { drive, findTargets, type Load, type Mix, mixesOf } from './mock/traffic.js'

const CONNECTIONS = 16
const SECONDS = 10
const WARM_UP_SECONDS = 2
const FLEET = ['--world', 'fleet', '--vms', '10000', '--seed', '7']
const HELLO = fileURLToPath(new URL('mock/hello.ts', import.meta.url))

/** The served mock with 10,000 VMs: requests a second, start-up, memory, and azbk beside az. */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  console.log(`Node ${process.versions.node}, ${process.platform}-${process.arch}, ${cpus().length} cores\n`)
  try {
    const saved = join(folder, 'fleet.json')
    const server = await serve(folder, [...FLEET, '--state', saved])
    const mb = await benchServer(folder, server)
    console.log(`Peak memory of the server: ${figure(mb)} MB, with the saving of its state at the end\n`)
    if (!(await benchStartUp(folder, saved))) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchServer(folder: string, server: ServedMock): Promise<number> {
  const vault = { name: 'vault-westeurope-1', group: 'rg-fleet-backup' }
  if (!benchSideBySide(folder, server.ready, vault)) process.exitCode = 1
  await benchTraffic(server.ready)
  return server.stop()
}

async function benchTraffic(ready: MockServeResult): Promise<void> {
  const client = openClient(ready.baseUrl, { caFile: ready.caFile, connections: CONNECTIONS })
  const headers = await logIn(client, ready)
  const targets = await findTargets(client, ready, headers)
  const rows: string[][] = []
  for (const [name, mix] of Object.entries(mixesOf(targets))) {
    const load = { mix, headers, connections: CONNECTIONS }
    await drive(client, { ...load, seconds: WARM_UP_SECONDS })
    const mock = await drive(client, { ...load, seconds: SECONDS })
    const hello = await driveHello(ready.caFile, { mix, headers, bytes: mock.bytes })
    rows.push(rowOf(`mock, ${name}`, mock, hello), rowOf(`hello, ${name}`, hello, hello))
    requireServed(mock)
  }
  client.close()
  console.log(
    `Traffic over HTTPS, ${CONNECTIONS} connections for ${SECONDS} s, server and client a process each. hello = a bare node:https`,
  )
  console.log('server that answers the same requests with as many bytes; client and server take a core each.')
  printTable(['server, traffic', 'requests/s', 'of hello', 'p50 ms', 'p99 ms', 'bytes', '2xx'], rows)
}

function rowOf(name: string, load: Load, hello: Load): string[] {
  const good = Object.entries(load.statuses).filter(([status]) => status.startsWith('2'))
  const share = good.reduce((sum, [, count]) => sum + count, 0) / load.requests
  const percent = (value: number) => `${(100 * value).toFixed(value > 0.999 ? 0 : 1)} %`
  const figures = [load.perSecond, load.p50, load.p99, load.bytes].map(figure)
  const [perSecond = '', ...others] = figures
  return [name, perSecond, percent(load.perSecond / hello.perSecond), ...others, percent(share)]
}

/** Refusals are part of the traffic (a backup that runs already); errors and throttling would make its figures worthless. */
function requireServed({ statuses, requests }: Load): void {
  const refused = Object.entries(statuses).filter(([status]) => !/^(2|400|409)/.test(status))
  const count = refused.reduce((sum, [, each]) => sum + each, 0)
  if (count > 0) throw new Error(`${count} of ${requests} requests were not served: ${JSON.stringify(statuses)}`)
}

/** The same requests, answered by a server that does nothing: what TLS, HTTP and this client cost. */
async function driveHello(
  caFile: string,
  { mix, headers, bytes }: { mix: Mix; headers: Record<string, string>; bytes: number },
): Promise<Load> {
  const argv = ['--import', 'tsx', HELLO, join(dirname(caFile), 'server.json'), String(Math.round(bytes))]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [port] = await once(child.stdout, 'data')
    const client = openClient(`https://127.0.0.1:${String(port).trim()}`, { caFile, connections: CONNECTIONS })
    const load = { mix, headers, connections: CONNECTIONS }
    await drive(client, { ...load, seconds: WARM_UP_SECONDS })
    const result = await drive(client, { ...load, seconds: SECONDS })
    client.close()
    return result
  } finally {
    child.kill()
  }
}
