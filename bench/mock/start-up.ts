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

/** Times the start of servers, cases taking turns; `saved` is the state file of a fleet. True when none took too long. */
export async function benchStartUp(folder: string, saved: string): Promise<boolean> {
  const rounds: { ms: number; mb: number }[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const results: { ms: number; mb: number }[] = []
    for (const { argv } of CASES) {
      const fresh = join(mkdtempSync(join(folder, 'state-')), 'mock.json')
      const server = await serve(folder, argv ? [...argv, '--state', fresh] : ['--state', saved])
      results.push({ ms: server.readyMs, mb: await server.stop() })
    }
    rounds.push(results)
  }
  const rows = CASES.map(({ name, atMostMs }, i) => {
    const ms = median(rounds.map((results) => results[i]?.ms ?? 0))
    const mb = median(rounds.map((results) => results[i]?.mb ?? 0))
    return { name, ms, mb, atMostMs, ok: atMostMs === undefined || ms <= atMostMs }
  })
  console.log(`Start of the process to the ready file, medians of ${ROUNDS}`)
  printTable(
    ['world', 'ms', 'aim', 'peak MB'],
    rows.map(({ name, ms, mb, atMostMs, ok }) => [
      name,
      `${figure(ms)}${ok ? '' : ' !'}`,
      atMostMs === undefined ? '' : figure(atMostMs),
      figure(mb),
    ]),
  )
  return rows.every(({ ok }) => ok)
}
