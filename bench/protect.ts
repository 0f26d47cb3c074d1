import type { HttpClient } from '@azure/core-rest-pipeline'
import { createMock } from '../mocks/index.js'
import { CLOUDS } from '../src/azure/clouds.js'
import { createSession } from '../src/azure/session.js'
import { mockTransport } from '../src/azure/transport.js'
import { resolveSettings } from '../src/config/resolve.js'
import type { AppContext } from '../src/context.js'
import type { Clock } from '../src/core/clock.js'
import { protectMachines } from '../src/protection/protect.js'
import { formatDuration } from '../src/view/format.js'

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
  const [{ id = '' } = {}] = mock.subscriptions
  const clock = virtualClock(mock)
  const { signal } = new AbortController()
  const env = { AZBK_SUBSCRIPTION: id, AZBK_STATE_DIR: '/nonexistent' }
  const settings = await resolveSettings({ flags: {}, typed: new Set(), env, cwd: '/nonexistent' })
  const session = createSession({
    cloud: CLOUDS.AzureCloud,
    transport: mockTransport({ httpClient: clock.watch(mock.httpClient), credential: mock.credential }),
    subscriptionId: id,
    clock,
    signal,
    progress: () => {},
    userAgent: 'azbk-bench',
    timeoutMs: 3_600_000,
  })
  const ctx: AppContext = {
    settings,
    session,
    clock,
    signal,
    progress: () => {},
    warn: () => {},
    confirm: async () => {},
  }
  return { ctx, log: () => mock.control.requests.entries, now: () => mock.now().getTime() }
}

/** Time that jumps to the next sleeper whenever no request is under way, so that waits overlap as they do in reality. */
function virtualClock(mock: ReturnType<typeof createMock>): Clock & { watch(client: HttpClient): HttpClient } {
  const sleepers: { due: number; wake: () => void }[] = []
  let busy = 0
  let scheduled = false
  const pump = () => {
    scheduled = false
    if (busy > 0 || sleepers.length === 0) return
    sleepers.sort((a, b) => a.due - b.due)
    const next = sleepers.shift()
    if (next === undefined) return
    mock.control.advance(Math.max(0, next.due - mock.now().getTime()))
    next.wake()
    schedule()
  }
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => setImmediate(pump))
  }
  return {
    now: () => mock.now(),
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ due: mock.now().getTime() + ms, wake })
        schedule()
      }),
    watch: (client) => ({
      async sendRequest(request) {
        busy += 1
        try {
          const response = await client.sendRequest(request)
          // Azure's answers of this kind carry no Retry-After that was ever recorded; the manual clock's is 0.
          response.headers.delete('retry-after')
          return response
        } finally {
          busy -= 1
          schedule()
        }
      },
    }),
  }
}
