import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MockServeResult } from '../src/mock/serve.js'
import { type Client, logIn, openClient } from './mock/client.js'
import { figure, printTable } from './mock/figures.js'
import { type ServedMock, serve } from './mock/server.js'
import { benchSideBySide } from './mock/side-by-side.js'
import { benchStartUp } from './mock/start-up.js'
import { createDriver, findTargets, type Load, mixesOf } from './mock/traffic.js'

const CONNECTIONS = 16
const SLICES = 6
const SLICE_SECONDS = 2
const WARM_UP_SECONDS = 2
const FLEET = ['--world', 'fleet', '--vms', '10000', '--seed', '7']
const HELLO = fileURLToPath(new URL('mock/hello.ts', import.meta.url))

/** The served mock with 10,000 VMs: azbk beside az, requests a second, start-up, memory. */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  console.log(`Node ${process.versions.node}, ${process.platform}-${process.arch}, ${cpus().length} cores\n`)
  try {
    const saved = join(folder, 'fleet.json')
    const fleet = await serve(folder, [...FLEET, '--state', saved])
    if (!(await benchClients(folder, fleet))) process.exitCode = 1
    await benchTraffic(fleet.ready)
    console.log(`Peak memory of that server, the saving of its state included: ${figure(await fleet.stop())} MB\n`)
    if (!(await benchStartUp(folder, saved))) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchClients(folder: string, fleet: ServedMock): Promise<boolean> {
  const contoso = await serve(folder, ['--world', 'contoso', '--state', join(folder, 'contoso.json')])
  const inFolder = (name: string) => mkdtempSync(join(folder, `${name}-`))
  try {
    return benchSideBySide([
      {
        world: '60 VMs',
        folder: inFolder('contoso'),
        server: contoso,
        vault: { name: 'vault-weu', group: 'rg-backup-weu' },
      },
      {
        world: '10,000 VMs',
        folder: inFolder('fleet'),
        server: fleet,
        vault: { name: 'vault-westeurope-1', group: 'rg-fleet-backup' },
      },
    ])
  } finally {
    await contoso.stop()
  }
}

async function benchTraffic(ready: MockServeResult): Promise<void> {
  const client = openClient(ready.baseUrl, { caFile: ready.caFile, connections: CONNECTIONS })
  const headers = await logIn(client, ready)
  const targets = await findTargets(client, ready, headers)
  const rows: string[][] = []
  for (const [name, mix] of Object.entries(mixesOf(targets))) {
    const load = { mix, headers, connections: CONNECTIONS }
    const mock = createDriver(client, { ...load, pid: ready.pid })
    await mock.drive(WARM_UP_SECONDS)
    const hello = await openHello(ready.caFile, mock.load().bytes)
    const bare = createDriver(hello.client, { ...load, pid: hello.pid })
    await bare.drive(WARM_UP_SECONDS)
    for (const driver of [mock, bare]) driver.reset()
    // In turns, so that whatever else the machine does slows both.
    for (let slice = 0; slice < SLICES; slice++) for (const driver of [mock, bare]) await driver.drive(SLICE_SECONDS)
    hello.close()
    requireServed(mock.load())
    rows.push(rowOf(`mock, ${name}`, mock.load(), bare.load()), rowOf(`hello, ${name}`, bare.load(), bare.load()))
  }
  client.close()
  console.log(
    `Traffic over HTTPS, ${CONNECTIONS} connections for ${SLICES * SLICE_SECONDS} s, a process each for client and server. hello = a bare`,
  )
  console.log(
    'node:https server that answers the same requests with as many bytes. CPU ms: of the server, for each request.',
  )
  printTable(['server, traffic', 'requests/s', 'of hello', 'p50 ms', 'p99 ms', 'CPU ms', 'bytes', '2xx'], rows)
}

function rowOf(name: string, load: Load, hello: Load): string[] {
  const good = Object.entries(load.statuses).filter(([status]) => status.startsWith('2'))
  const share = good.reduce((sum, [, count]) => sum + count, 0) / load.requests
  const percent = (value: number) => `${(100 * value).toFixed(value > 0.999 ? 0 : 1)} %`
  const figures = [load.perSecond, load.p50, load.p99, load.cpuMs, load.bytes].map(figure)
  const [perSecond = '', ...others] = figures
  return [name, perSecond, percent(load.perSecond / hello.perSecond), ...others, percent(share)]
}

/** Refusals are part of the traffic (a backup that runs already); errors and throttling would make its figures worthless. */
function requireServed({ statuses, requests }: Load): void {
  const refused = Object.entries(statuses).filter(([status]) => !/^(2|400|409)/.test(status))
  const count = refused.reduce((sum, [, each]) => sum + each, 0)
  if (count > 0) throw new Error(`${count} of ${requests} requests were not served: ${JSON.stringify(statuses)}`)
}

/** A server that does nothing: what TLS, HTTP and this client cost. */
async function openHello(caFile: string, bytes: number): Promise<{ client: Client; pid: number; close(): void }> {
  const argv = ['--import', 'tsx', HELLO, join(dirname(caFile), 'server.json'), String(Math.round(bytes))]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(child.stdout, 'data')
  const client = openClient(`https://127.0.0.1:${String(port).trim()}`, { caFile, connections: CONNECTIONS })
  return {
    client,
    pid: child.pid ?? 0,
    close() {
      client.close()
      child.kill()
    },
  }
}
