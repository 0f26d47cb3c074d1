import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMock } from '../mocks/index.js'
import { protectMachines } from '../src/protection/protect.js'
import { formatDuration } from '../src/view/format.js'
import { virtualContext } from './virtual-clock.js'

const VMS = 1000
const MOST_REQUESTS_PER_VM = 3
const START = '2026-03-02T09:00:00.000Z'

/** 1,000 VMs enabled against the mock in virtual time: requests for each VM, wall time, and how long Azure would take. */
export async function bench(): Promise<void> {
  const { ctx, log, now } = await openFleet()
  const from = performance.now()
  const virtualFrom = now()
  const result = await protectMachines(ctx, { all: true })
  const wallMs = performance.now() - from
  const protectedOnes = result.machines.filter((row) => row.status === 'done').length
  const perVm = log().filter(isAboutOneVm).length / VMS
  const listing = log().length - perVm * VMS
  const peakMb = process.resourceUsage().maxRSS / 1024
  console.log(`VMs protected:          ${protectedOnes} of ${VMS}`)
  console.log(
    `Requests for each VM:   ${perVm.toFixed(2)} (at most ${MOST_REQUESTS_PER_VM}), and ${listing} for listing`,
  )
  console.log(`Wall time:              ${(wallMs / 1000).toFixed(1)} s (mock included)`)
  console.log(`The same on Azure:      ${formatDuration(now() - virtualFrom)} by the mock's clock`)
  console.log(`Peak memory:            ${peakMb.toFixed(0)} MB (mock included)`)
  if (protectedOnes !== VMS || perVm > MOST_REQUESTS_PER_VM) process.exitCode = 1
}

function isAboutOneVm({ path }: { path: string }): boolean {
  return /\/protectedItems\/|\/backupJobs\/|\/virtualMachines\/[^?]/i.test(path)
}

async function openFleet() {
  const mock = createMock({
    world: { fleet: { vms: VMS, seed: 7, protectedShare: 0 } },
    clock: { kind: 'manual', start: START },
    jobSpeed: 1,
  })
  const stateDir = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }))
  const ctx = await virtualContext(mock, { stateDir })
  return { ctx, log: () => mock.control.requests.entries, now: () => mock.now().getTime() }
}
