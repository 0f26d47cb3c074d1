import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMock, type Mock, type MockOptions, type MockState } from '../mocks/index.js'
import { dailyPolicy } from '../mocks/worlds/policy-bodies.js'
import type { AppContext } from '../src/context.js'
import { LIMITS_PROFILES } from '../src/slots/limit-profiles.js'
import { applyStaggerPlan } from '../src/stagger/apply/apply.js'
import { readEstate } from '../src/stagger/estate.js'
import { makePlan } from '../src/stagger/make-plan.js'
import { killEverywhere } from '../test/helpers/kill-matrix.js'
import { virtualContext } from './virtual-clock.js'

const START = '2026-03-02T09:00:00.000Z'
const SUBSCRIPTION = '00000000-0000-4000-8000-00000000c0de'
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-jam`
const LOCATION = 'westeurope'
/** Moves end with one that nobody waits behind: an operation of Azure takes about so long. */
const LAST_MOVE_S = 10
/** What one login may write. Source: docs, throttling of Azure Resource Manager. */
const WRITES = { capacity: 200, perSecond: 10 }
const AIM = 1.05

/** `npm run bench apply`: 2,000 moves against the token buckets. `-- --kill [VMs]`: killed at every request, resumed. */
export async function bench(argv: string[]): Promise<void> {
  const kill = argv.indexOf('--kill')
  await (kill < 0 ? applyFleet() : killApply(Number(argv[kill + 1] ?? 50)))
}

/** Vaults full of VMs that all start at 22:00. */
function jammedWorld(vaults: number, vmsPerVault: number, options: MockOptions = {}): MockState {
  const { properties } = dailyPolicy('22:00', { days: 60 }) as { properties: Record<string, never> }
  const ids = Array.from(
    { length: vaults },
    (_, i) => `${GROUP}/providers/Microsoft.RecoveryServices/vaults/rsv-${i + 1}`,
  )
  const estate = {
    vaults: ids.map((id) => ({ id, location: LOCATION, policies: [{ name: 'standard-2200', properties }] })),
    vms: ids.flatMap((vaultId, v) =>
      Array.from({ length: vmsPerVault }, (_, i) => ({
        id: `${GROUP}/providers/Microsoft.Compute/virtualMachines/vm-${v + 1}-${i + 1}`,
        location: LOCATION,
        disks: [{ sizeGb: 64 }],
        protection: { vaultId, policy: 'standard-2200' },
      })),
    ),
  }
  return createMock({
    clock: { kind: 'manual', start: START },
    jobSpeed: 1,
    seed: 1,
    world: { estate },
    ...options,
  }).control.snapshot()
}

/** The plan of a world, in a file. Evening slots only, so that no start is near while the moves are made. */
async function planFile(ctx: AppContext, folder: string, together: number): Promise<{ file: string; moves: number }> {
  const reading = await readEstate(ctx, {})
  const window = { from: '18:00', to: '06:00', timeZone: 'UTC' }
  const machines = reading.estate.machines.map((machine) => ({ ...machine, window }))
  const { current } = LIMITS_PROFILES
  const { plan } = await makePlan(
    { ...reading, estate: { ...reading.estate, machines } },
    {
      limits: { ...current, startsTogether: { ...current.startsTogether, value: together } },
      dst: 'wallclock',
      from: START.slice(0, 10),
      objective: 'least-moves',
      seed: 1,
      basis: { source: 'azure', subscriptions: [SUBSCRIPTION] },
    },
  )
  const file = join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  return { file, moves: plan.moves.length + plan.policies.length }
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function applyFleet(): Promise<void> {
  const mock = createMock({
    state: jammedWorld(4, 540),
    clock: { kind: 'manual', start: START },
    jobSpeed: 1,
    throttle: 'azure',
  })
  const stateDir = tempFolder()
  const ctx = await virtualContext(mock, { stateDir })
  const { file, moves: writes } = await planFile(ctx, stateDir, 40)
  const from = {
    wall: performance.now(),
    virtual: mock.now().getTime(),
    requests: mock.control.requests.entries.length,
  }
  const result = await applyStaggerPlan(ctx, { plan: file })
  const seconds = (mock.now().getTime() - from.virtual) / 1000
  const moved = result.machines.filter(({ status }) => status === 'done').length
  const sent = mock.control.requests.entries.slice(from.requests)
  const least = Math.max(0, writes - WRITES.capacity) / WRITES.perSecond
  const refused = sent.filter(({ status }) => status === 429).length
  const ratio = seconds / (least + LAST_MOVE_S)
  console.log(`VMs moved:              ${moved} of ${result.machines.length}, policies made: ${result.policies.length}`)
  console.log(`Requests for each move: ${(sent.length / moved).toFixed(2)}`)
  console.log(`Answers 429:            ${refused} (aim 0)`)
  console.log(`Virtual time:           ${seconds.toFixed(1)} s`)
  console.log(`Least possible:         ${least} s for the tokens, ${LAST_MOVE_S} s for the last move`)
  console.log(`Ratio:                  ${ratio.toFixed(3)} (aim ${AIM})`)
  console.log(`Wall time:              ${((performance.now() - from.wall) / 1000).toFixed(1)} s (mock included)`)
  if (moved < result.machines.length || refused > 0 || ratio > AIM) process.exitCode = 1
}

/** Half of the VMs move. */
async function killApply(vms: number): Promise<void> {
  const world = jammedWorld(1, 2 * vms)
  const mock = createMock({ state: structuredClone(world), clock: { kind: 'manual', start: START }, jobSpeed: 1 })
  const folder = tempFolder()
  const { file } = await planFile(await virtualContext(mock, { stateDir: folder }), folder, vms)
  const from = performance.now()
  const matrix = await killEverywhere({
    world,
    run: (ctx, resume) => applyStaggerPlan(ctx, resume ? { resume } : { plan: file }),
    endOf,
  })
  const same = matrix.ends.filter(({ end }) => end === matrix.reference).length
  console.log(`VMs moved:              ${vms}, in ${matrix.requests} requests`)
  console.log(`Kills and resumes:      ${matrix.ends.length}: before and after each request`)
  console.log(`Same end, nothing twice: ${same} of ${matrix.ends.length}`)
  console.log(`Wall time:              ${((performance.now() - from) / 1000).toFixed(0)} s`)
  for (const { at, end } of matrix.ends.filter(({ end }) => end !== matrix.reference).slice(0, 3))
    console.log(`  differs ${at}: ${end}`)
  if (same < matrix.ends.length) process.exitCode = 1
}

/** VMs by policy, policies, and the number of changes of protection: one each. */
function endOf(mock: Mock): string {
  mock.control.advance(10 * 60_000)
  const rows = (path: string) => {
    const url = `https://management.azure.com${GROUP}/providers/Microsoft.RecoveryServices/vaults/rsv-1/${path}?api-version=2024-04-01`
    return (
      mock.control.send({ method: 'GET', url }).body as {
        value: { name: string; properties: Record<string, string> }[]
      }
    ).value
  }
  const machines = rows('backupProtectedItems').map(
    ({ properties }) => `${properties.friendlyName} ${properties.policyName}`,
  )
  const policies = rows('backupPolicies').map(({ name }) => name)
  const changes = rows('backupJobs').filter(({ properties }) => properties.operation === 'ConfigureBackup').length
  return JSON.stringify({ machines: machines.sort(), policies: policies.sort(), changes })
}
