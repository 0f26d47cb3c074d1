import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMock, type EstateOptions } from '../mocks/index.js'
import { dailyPolicy } from '../mocks/worlds/policy-bodies.js'
import { nightSimulator } from '../src/cli/night-simulator.js'
import type { SimulateNights } from '../src/model/nights.js'
import { simulateInventory } from '../src/stagger/simulate.js'
import { renderSimulate } from '../src/stagger/simulate-view.js'
import { figure, printTable } from './mock/figures.js'
import { virtualContext } from './virtual-clock.js'

const VMS = 1_000
const NIGHTS = 30
const START = '2026-03-02T09:00:00.000Z'
const BIG_ESTATE = 10_000
const BIG_ESTATE_AIM_S = 5

/** `npm run bench simulate`: 1,000 VMs for 30 nights, all at 22:00 and staggered; and how fast 10,000 VMs are loaded. */
export async function bench(): Promise<void> {
  console.log(`Node ${process.versions.node}, ${process.platform}-${process.arch}, ${cpus().length} cores\n`)
  const { result, times } = await simulateJam()
  console.log(`${await renderSimulate(result, { color: false, width: 120 })}\n`)
  const rows = times.map(({ name, wallS, cpuS, jobs }) => [
    name,
    figure(wallS),
    figure(cpuS),
    figure(jobs),
    figure(jobs / wallS),
  ])
  printTable([`${VMS} VMs, ${NIGHTS} nights`, 's', 's of CPU', 'backups', 'backups/s'], rows)
  console.log(`Peak memory: ${figure(process.resourceUsage().maxRSS / 1024)} MB`)
  const load = loadEstate()
  const spent = `${figure(load.wallS)} s, ${figure(load.cpuS)} s of CPU (aim: ${BIG_ESTATE_AIM_S})`
  console.log(`An estate of ${figure(BIG_ESTATE)} VMs in 10 vaults is loaded in ${spent}`)
  if (load.cpuS > BIG_ESTATE_AIM_S || result.before.failed + result.after.failed > 0) process.exitCode = 1
}

interface Spent {
  readonly wallS: number
  /** Tells what the work costs where others use the machine too. */
  readonly cpuS: number
}

interface SideTime extends Spent {
  readonly name: string
  readonly jobs: number
}

function stopwatch(): () => Spent {
  const [from, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return { wallS: (performance.now() - from) / 1000, cpuS: (user + system) / 1e6 }
  }
}

async function simulateJam() {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const inventory = join(folder, 'vms.json')
  writeFileSync(inventory, JSON.stringify(jam()))
  const ctx = await virtualContext(createMock({ clock: { kind: 'manual', start: START } }), { stateDir: folder })
  const times: SideTime[] = []
  const simulate = nightSimulator(ctx)
  const timed: SimulateNights = async (estate, options) => {
    const passed = stopwatch()
    const jobs = await simulate(estate, options)
    const name = times.length === 0 ? 'all at 22:00' : 'staggered'
    times.push({ name, ...passed(), jobs: jobs.machine.length })
    return jobs
  }
  const input = { inventory, nights: NIGHTS, seed: 1, dst: 'wallclock', objective: 'least-moves' } as const
  const { result } = await simulateInventory(ctx, input, timed)
  return { result, times }
}

/** One vault, two disks each; two VMs of five have theirs in one of eight storage accounts. */
function jam(): object {
  const machines = Array.from({ length: VMS }, (_, i) => {
    const account = i % 5 < 2 ? { storageAccount: `contosovhds${i % 8}` } : {}
    const disk = (sizeGb: number, usedGb: number) => ({ sizeGb, usedGb, churnPerDay: 0.04, ...account })
    return {
      name: `vm-${i}`,
      vault: 'rsv-weu',
      policy: 'daily-2200',
      disks: [disk(128, 50), disk(1024, 200 + (i % 10) * 60)],
    }
  })
  return { vaults: [{ name: 'rsv-weu' }], policies: [{ vault: 'rsv-weu', name: 'daily-2200' }], machines }
}

function loadEstate(): Spent {
  const group = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-load/providers'
  const vaultIds = Array.from({ length: 10 }, (_, i) => `${group}/Microsoft.RecoveryServices/vaults/rsv-${i}`)
  const { properties } = dailyPolicy('22:00', { days: 30 }) as { properties: Record<string, never> }
  const location = 'westeurope'
  const estate: EstateOptions = {
    vaults: vaultIds.map((id) => ({ id, location, policies: [{ name: 'daily-2200', properties }] })),
    vms: Array.from({ length: BIG_ESTATE }, (_, i) => ({
      id: `${group}/Microsoft.Compute/virtualMachines/vm-${i}`,
      location,
      disks: [{ sizeGb: 128 }, { sizeGb: 512 }],
      protection: { vaultId: vaultIds[i % 10] ?? '', policy: 'daily-2200' },
    })),
  }
  const passed = stopwatch()
  createMock({ world: { estate }, clock: { kind: 'manual', start: START }, transferModel: 'shared' })
  return passed()
}
