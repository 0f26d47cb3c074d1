import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedRequest } from '../mocks/request-log.js'
import { azProcesses, findAz, startDriver } from '../test/az/az-process.js'
import { LOGIN, makePlace } from '../test/az/place.js'
import { fillIn, type Lane, runScenario, type ScenarioResult } from '../test/az/run-scenario.js'
import type { Scenario } from '../test/az/scenario.js'
import { SCENARIOS } from '../test/az/scenarios/index.js'
import { recordClients } from '../test/helpers/clients-seen.js'
import { startServedMock } from '../test/helpers/served-mock.js'

// npm run test:az [-- --no-build NAME...]: the real az against the served mock; scenarios whose name contains one of the
// words, or all.
const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
/** Two cores: the mock waits while az computes. */
const LANES = 2

const version = findAz()
if (version === undefined) {
  console.log('az steps: could not run, there is no az here. Debian, Ubuntu: apt-get install azure-cli')
  process.exit(1)
}
console.log(`az ${version}`)
if (!process.argv.includes('--no-build')) build()
const scenarios = SCENARIOS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const queue = [...scenarios]
const results: ScenarioResult[] = []
await Promise.all(Array.from({ length: LANES }, runLane))
if (words.length === 0)
  recordClients(
    'az',
    results.flatMap<LoggedRequest>(({ requests }) => requests),
  )
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log(`az steps: ${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1

function build(): void {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/tsx/dist/cli.mjs', 'scripts/build.ts', '--bundle-only'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (status !== 0) process.exit(1)
}

/** A mock and an az of its own for each lane; jobs take as long as in Azure, on a calendar that az's waits move. */
async function runLane(): Promise<void> {
  if (queue.length === 0) return
  const mock = await startServedMock(['--world', 'empty', '--job-speed', '1'])
  const place = makePlace(mock)
  const az = startDriver(place)
  try {
    await logIn({ mock, place, az })
    for (let scenario = queue.shift(); scenario; scenario = queue.shift())
      await runAndPrint(scenario.processes ? { mock, place, az: azProcesses(place) } : { mock, place, az }, scenario)
  } finally {
    az.close()
    await mock.stop()
    rmSync(place.folder, { recursive: true, force: true })
  }
}

async function logIn({ mock, az }: Lane): Promise<void> {
  const values = new Map(
    Object.entries(mock).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
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
