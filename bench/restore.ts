import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMock, type Mock, type MockState } from '../mocks/index.js'
import { dailyPolicy } from '../mocks/worlds/policy-bodies.js'
import { listItems } from '../src/azure/items.js'
import type { AppContext } from '../src/context.js'
import type { RecoveryPoint } from '../src/model/point.js'
import { listPoints } from '../src/points/list.js'
import type { RestoreInput } from '../src/restore/input.js'
import { restoreMachines } from '../src/restore/restore.js'
import { formatDuration } from '../src/view/format.js'
import { killEverywhere } from '../test/helpers/kill-matrix.js'
import { virtualContext } from './virtual-clock.js'

const VMS = 200
const START = '2026-03-02T09:00:00.000Z'
const SUBSCRIPTION = '00000000-0000-4000-8000-00000000c0de'
const ROOT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop`
const VAULT = `${ROOT}/providers/Microsoft.RecoveryServices/vaults/rsv-shop`
const LOCATION = 'westeurope'
const DAY_MS = 86_400_000
const DISKS_PER_VM = 2
/** To list its points, to begin the restore, to see its job end, and its share of what is read for all. */
const MOST_REQUESTS_PER_VM = 4
const INPUT: RestoreInput = { mode: 'disks', all: true, targetGroup: 'rg-shop' }

/** `npm run bench restore`: a fleet restored in waves against the throttle. `-- --from`: its points from a file; `-- --kill [VMs]`: killed at every request, resumed. */
export async function bench(argv: string[]): Promise<void> {
  const kill = argv.indexOf('--kill')
  await (kill < 0 ? restoreFleet({ fromFile: argv.includes('--from') }) : killRestore(Number(argv[kill + 1] ?? 20)))
}

/** VMs of one vault with a point each, and storage accounts to restore by way of. */
function shopWorld(vms: number, accounts: number): MockState {
  const { properties } = dailyPolicy('22:00', { days: 30 }) as { properties: Record<string, never> }
  const estate = {
    vaults: [{ id: VAULT, location: LOCATION, policies: [{ name: 'nightly', properties }] }],
    storageAccounts: Array.from({ length: accounts }, (_, i) => ({
      id: `${ROOT}/providers/Microsoft.Storage/storageAccounts/ststaging${i + 1}`,
      location: LOCATION,
    })),
    vms: Array.from({ length: vms }, (_, i) => ({
      id: `${ROOT}/providers/Microsoft.Compute/virtualMachines/web-${String(i + 1).padStart(3, '0')}`,
      location: LOCATION,
      disks: Array.from({ length: DISKS_PER_VM }, () => ({ sizeGb: 64 })),
      protection: { vaultId: VAULT, policy: 'nightly' },
    })),
  }
  const mock = createMock({ clock: { kind: 'manual', start: START }, jobSpeed: 1, seed: 1, world: { estate } })
  mock.control.advance(DAY_MS)
  return mock.control.snapshot()
}

function waiting(ctx: AppContext): AppContext {
  return { ...ctx, settings: { ...ctx.settings, wait: true } }
}

async function restoreFleet({ fromFile }: { readonly fromFile: boolean }): Promise<void> {
  const mock = createMock({
    state: shopWorld(VMS, VMS / 4),
    clock: { kind: 'manual', start: START },
    jobSpeed: 1,
    throttle: 'azure',
  })
  const stateDir = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }))
  const ctx = waiting(await virtualContext(mock, { stateDir }))
  const input = fromFile ? { ...INPUT, all: undefined, from: await pointsFile(mock, stateDir) } : INPUT
  mock.control.requests.reset()
  const from = { wall: performance.now(), virtual: mock.now().getTime() }
  const { machines } = await restoreMachines(ctx, input)
  const wallS = (performance.now() - from.wall) / 1000
  const virtualMs = mock.now().getTime() - from.virtual
  const restored = machines.filter(({ end }) => end === 'completed').length
  const waves = Math.max(...machines.map(({ staging }) => staging?.wave ?? 0))
  const sent = mock.control.requests.entries
  const refused = sent.filter(({ status }) => status === 429).length
  const perVm = sent.length / VMS
  console.log(`VMs restored:          ${restored} of ${VMS}, in ${waves} waves`)
  console.log(`Requests for each VM:  ${perVm.toFixed(2)} (at most ${MOST_REQUESTS_PER_VM})`)
  for (const [what, times] of kindsOf(sent)) console.log(`  ${String(times).padStart(5)}  ${what}`)
  console.log(`Answers 429:           ${refused} (aim 0)`)
  console.log(`Wall time:             ${wallS.toFixed(1)} s (mock included)`)
  console.log(`The same on Azure:     ${formatDuration(virtualMs)} by the mock's clock`)
  console.log(`Peak memory:           ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB (mock included)`)
  if (restored < VMS || refused > 0 || perVm > MOST_REQUESTS_PER_VM) process.exitCode = 1
}

/** The latest point of each VM, as `azbk point list` prints it. */
async function pointsFile(mock: Mock, folder: string): Promise<string> {
  const unhurried = await virtualContext(
    createMock({ state: mock.control.snapshot(), clock: { kind: 'manual', start: START } }),
    { stateDir: folder },
  )
  const points: RecoveryPoint[] = []
  for (const { machineName: vm } of await listItems(unhurried.session, {
    subscriptionId: SUBSCRIPTION,
    resourceGroup: 'rg-shop',
    name: 'rsv-shop',
  })) {
    points.push(...(await listPoints(unhurried, { vm })).slice(0, 1))
  }
  const file = join(folder, 'points.json')
  writeFileSync(file, JSON.stringify(points))
  return file
}

/** How often each kind of thing was asked for: what is most often first. */
function kindsOf(sent: readonly { readonly method: string; readonly path: string }[]): [string, number][] {
  const times = new Map<string, number>()
  for (const { method, path } of sent) {
    const words = path.split(/[?/]/).filter((word) => /^[a-z]+$/i.test(word))
    const kind = `${method} ${words.at(-1)}`
    times.set(kind, (times.get(kind) ?? 0) + 1)
  }
  return [...times].sort((a, b) => b[1] - a[1])
}

async function killRestore(vms: number): Promise<void> {
  const from = performance.now()
  const matrix = await killEverywhere({
    world: shopWorld(vms, Math.ceil(vms / 2)),
    run: (ctx, resume) => restoreMachines(waiting(ctx), resume ? { mode: INPUT.mode, resume } : INPUT),
    endOf,
  })
  const different = matrix.ends.filter(({ end }) => end !== matrix.reference)
  console.log(`VMs restored:            ${vms}, in ${matrix.requests} requests`)
  console.log(`Kills and resumes:       ${matrix.ends.length}: before and after each request`)
  console.log(`Same end, nothing twice: ${matrix.ends.length - different.length} of ${matrix.ends.length}`)
  console.log(`Wall time:               ${((performance.now() - from) / 1000).toFixed(0)} s`)
  for (const { at, end } of different.slice(0, 3)) console.log(`  differs ${at}: ${end}`)
  if (different.length > 0) process.exitCode = 1
}

/** How many disks there are, and the restores of each VM. */
function endOf(mock: Mock): string {
  mock.control.advance(DAY_MS / 2)
  const list = <T>(path: string) => {
    const url = `https://management.azure.com${path}?api-version=2024-04-01`
    return (mock.control.send({ method: 'GET', url }).body as { value: T[] }).value
  }
  const disks = list(`${ROOT}/providers/Microsoft.Compute/disks`).length
  const restores = list<{ properties: Record<string, string> }>(`${VAULT}/backupJobs`)
    .filter(({ properties }) => properties.operation === 'Restore')
    .map(({ properties }) => `${properties.entityFriendlyName} ${properties.status}`)
  return JSON.stringify({ disks, restores: restores.sort() })
}
