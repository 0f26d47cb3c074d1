import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { MockServeResult } from '../../src/mock/serve.js'
import { figure, median, printTable } from './figures.js'
import { AZBK, type ServedMock } from './server.js'

const ROUNDS = 5
const AT_LEAST = 4

/** A command of either client: its output is a JSON list. */
interface Tool {
  file: string
  argv: readonly string[]
  env: NodeJS.ProcessEnv
}

/**
 * The same three lists, as each client asks for them; `v` names a vault, `g` its group. azbk shows the items of a vault in
 * `status`, which also reads its jobs, its policies and the VMs around.
 */
const LISTS = [
  { name: 'vault list', az: ['backup', 'vault', 'list'], azbk: ['vault', 'list'] },
  { name: 'job list', az: ['backup', 'job', 'list', '-g', 'g', '-v', 'v'], azbk: ['job', 'list', '--vault', 'g/v'] },
  {
    name: 'item list (status)',
    az: ['backup', 'item', 'list', '-g', 'g', '-v', 'v'],
    azbk: ['status', '--vault', 'g/v'],
  },
] as const

/** A served world and a vault in it. */
export interface Place {
  world: string
  folder: string
  server: ServedMock
  vault: { name: string; group: string }
}

/** Runs azbk and az in each place, taking turns; says so when there is no az. True when azbk is so much faster everywhere. */
export function benchSideBySide(places: readonly Place[]): boolean {
  if (spawnSync('az', ['version'], { stdio: 'ignore' }).error) {
    console.log('azbk and az side by side: az is not installed, skipped.\n')
    return true
  }
  const rows = places.flatMap(compareIn)
  console.log(
    `azbk and az on the same server, whole commands, warm, medians of ${ROUNDS} (aim: ${AT_LEAST} times faster)`,
  )
  printTable(
    ['command', 'rows', 'azbk ms', 'az ms', 'ratio'],
    rows.map(({ name, count, azbkMs, azMs }) => [
      name,
      count,
      figure(azbkMs),
      figure(azMs),
      `${(azMs / azbkMs).toFixed(1)}${azMs / azbkMs < AT_LEAST ? ' !' : ''}`,
    ]),
  )
  return rows.every(({ azbkMs, azMs }) => azMs / azbkMs >= AT_LEAST)
}

function compareIn({ world, folder, server, vault }: Place) {
  const azEnv = openAz(folder, server)
  const azbkEnv = azbkEnvOf(folder, server.ready)
  const named = (argv: readonly string[]) =>
    argv.map((word) => ({ g: vault.group, v: vault.name, 'g/v': `${vault.group}/${vault.name}` })[word] ?? word)
  return LISTS.map(({ name, az, azbk }) => {
    const ours = { file: process.execPath, argv: [AZBK, ...named(azbk), '--json'], env: azbkEnv }
    const theirs = { file: 'az', argv: [...named(az), '-o', 'json'], env: azEnv }
    return { name: `${world}: ${name}`, ...compare(ours, theirs) }
  })
}

/** The first run of each warms caches of files and of the server; it gives the number of rows. */
function compare(ours: Tool, theirs: Tool) {
  const counts = [run(ours).rows, run(theirs).rows]
  const rounds = Array.from({ length: ROUNDS }, () => [run(ours).ms, run(theirs).ms] as const)
  return {
    count: counts[0] === counts[1] ? String(counts[0]) : counts.join('/'),
    azbkMs: median(rounds.map(([ms]) => ms)),
    azMs: median(rounds.map(([, ms]) => ms)),
  }
}

function run({ file, argv, env }: Tool): { ms: number; rows: number } {
  const from = performance.now()
  const stdout = execFileSync(file, argv, {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ms = performance.now() - from
  const value = JSON.parse(stdout)
  const { length } = Array.isArray(value) ? value : value.result
  return { ms, rows: length }
}

/** An az of its own that knows no cloud but the mock, logged in as the owner. */
function openAz(folder: string, { readyFile }: ServedMock): NodeJS.ProcessEnv {
  const argv = [
    AZBK,
    'mock',
    'az-login',
    '--server',
    readyFile,
    '--config-dir',
    join(folder, 'az'),
    '--quiet',
    '--json',
  ]
  const { result } = JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }))
  return { ...process.env, ...result.variables }
}

function azbkEnvOf(folder: string, ready: MockServeResult): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AZBK_ARM_ENDPOINT: ready.baseUrl,
    AZBK_AUTH: 'env',
    AZBK_SUBSCRIPTION: ready.subscriptionId,
    AZBK_STATE_DIR: join(folder, 'azbk'),
    AZURE_CONFIG_DIR: join(folder, 'no-az'),
    AZURE_TENANT_ID: ready.tenantId,
    AZURE_CLIENT_ID: ready.clientId,
    AZURE_CLIENT_SECRET: ready.clientSecret,
    NODE_EXTRA_CA_CERTS: ready.caFile,
    NO_COLOR: '1',
  }
}
