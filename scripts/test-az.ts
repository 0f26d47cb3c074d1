import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Az, type AzPlace, azProcesses, findAz, startDriver } from '../test/az/az-process.js'
import { LOGIN, makePlace } from '../test/az/place.js'
import { fillIn, type Lane, runScenario, type ScenarioResult } from '../test/az/run-scenario.js'
import type { Scenario } from '../test/az/scenario.js'
import { SCENARIOS } from '../test/az/scenarios/index.js'
import { recordClients } from '../test/helpers/clients-seen.js'
import { startServedMock } from '../test/helpers/served-mock.js'

// npm run test:az [-- --no-build WORD...]: the real az against the served mock; all scenarios, or those whose name
// contains one of the words.
const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))

const version = findAz()
if (version === undefined) {
  console.log('az steps: not tried, there is no az here. On Debian: apt-get install azure-cli')
  process.exit(1)
}
console.log(`az ${version}; the scenarios are written for 2.45.0`)
if (!process.argv.includes('--no-build')) build()

const wanted = SCENARIOS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const quick = wanted.filter(({ processes }) => !processes)
const slow = wanted.filter(({ processes }) => processes)
const results: ScenarioResult[] = []
// Two at a time on two cores; the third mostly sleeps. Jobs take as long as in Azure where az's waits move the calendar.
const lanes = await Promise.allSettled([
  runLane(quick, { start: startDriver, jobSpeed: 1 }),
  runLane(quick, { start: startDriver, jobSpeed: 1 }),
  runLane(slow, { start: azProcesses, jobSpeed: 600 }),
])
const broken = lanes.flatMap((lane) => (lane.status === 'rejected' ? [String(lane.reason)] : []))
if (broken.length > 0) console.log(broken.join('\n'))
const requests = results.flatMap((result) => result.requests)
if (words.length === 0 && broken.length === 0) recordClients('az', requests)
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log(`${requests.length} requests`)
console.log(`az steps: ${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0 || broken.length > 0) process.exitCode = 1

function build(): void {
  const argv = ['node_modules/tsx/dist/cli.mjs', 'scripts/build.ts', '--bundle-only']
  if (spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
}

/** Works off the queue with a mock and an az of its own. */
async function runLane(queue: Scenario[], way: { start(place: AzPlace): Az; jobSpeed: number }): Promise<void> {
  if (queue.length === 0) return
  const mock = await startServedMock(['--world', 'empty', '--job-speed', String(way.jobSpeed)])
  const place = makePlace(mock)
  const lane = { mock, place, az: way.start(place) }
  try {
    await logIn(lane)
    for (let scenario = queue.shift(); scenario; scenario = queue.shift()) await runAndPrint(lane, scenario)
  } finally {
    lane.az.close()
    await mock.stop()
    rmSync(place.folder, { recursive: true, force: true })
  }
}

async function logIn({ mock, az }: Lane): Promise<void> {
  const { baseUrl, clientId, clientSecret, tenantId } = mock
  const values = new Map(Object.entries({ baseUrl, clientId, clientSecret, tenantId }))
  for (const line of LOGIN) {
    const { exitCode, stderr } = await az.run(fillIn(line, values))
    if (exitCode !== 0) throw new Error(`az ${line} ended with ${exitCode}: ${stderr}`)
  }
}

async function runAndPrint(lane: Lane, scenario: Scenario): Promise<void> {
  const result = await runScenario(lane, scenario)
  results.push(result)
  const total = result.passed + result.failed
  console.log([`${scenario.name}: ${result.passed} of ${total} steps`, ...result.failures].join('\n'))
}
