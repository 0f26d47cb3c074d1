import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { figure, median, printTable } from './figures.js'
import { serve } from './server.js'

const ROUNDS = 5

/** What is started: fresh worlds, and one from the file that an earlier server saved. */
const CASES = [
  { name: 'empty', argv: ['--world', 'empty'], atMostMs: 500 },
  { name: 'contoso', argv: ['--world', 'contoso'], atMostMs: undefined },
  { name: 'fleet of 10,000, built', argv: ['--world', 'fleet', '--vms', '10000', '--seed', '7'], atMostMs: 3000 },
  { name: 'fleet of 10,000, saved', argv: undefined, atMostMs: 3000 },
]

interface Start {
  ms: number
  /** Without the time in which others had the processor. */
  cpuMs: number
  mb: number
}

/** Times the start of servers, cases taking turns; `saved` is the state file of a fleet. True when none took too long. */
export async function benchStartUp(folder: string, saved: string): Promise<boolean> {
  const rounds: Start[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const results: Start[] = []
    for (const { argv } of CASES) {
      const fresh = join(mkdtempSync(join(folder, 'state-')), 'mock.json')
      const server = await serve(folder, argv ? [...argv, '--state', fresh] : ['--state', saved])
      results.push({ ms: server.readyMs, cpuMs: server.readyCpuMs, mb: await server.stop() })
    }
    rounds.push(results)
  }
  const rows = CASES.map(({ name, atMostMs }, i) => {
    const ms = median(rounds.map((results) => results[i]?.ms ?? 0))
    const cpuMs = median(rounds.map((results) => results[i]?.cpuMs ?? 0))
    const mb = median(rounds.map((results) => results[i]?.mb ?? 0))
    return { name, ms, cpuMs, mb, atMostMs, ok: atMostMs === undefined || ms <= atMostMs }
  })
  console.log(`Start of the process to the ready file, medians of ${ROUNDS}`)
  printTable(
    ['world', 'ms', 'aim', 'CPU ms', 'peak MB'],
    rows.map(({ name, ms, cpuMs, mb, atMostMs, ok }) => [
      name,
      `${figure(ms)}${ok ? '' : ' !'}`,
      atMostMs === undefined ? '' : figure(atMostMs),
      figure(cpuMs),
      figure(mb),
    ]),
  )
  return rows.every(({ ok }) => ok)
}
