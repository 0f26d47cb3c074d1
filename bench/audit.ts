import { LIMITS_PROFILES } from '../src/slots/limit-profiles.js'
import { createRandom } from '../src/slots/random.js'
import { measureJobs } from '../src/stagger/audit/happened.js'
import { createJobTable, type JobTable } from '../src/stagger/audit/job-table.js'
import { createDelays } from '../src/stagger/audit/start-delays.js'

const VMS = 100_000
const NIGHTS = 30
const VAULTS = 825
const HOUR_MS = 3_600_000
const FIRST_MS = Date.parse('2026-03-02T00:00:00Z')
const AT_MOST_MS = 2000
const ROUNDS = 5

/** Measures the jobs of a month of 100,000 VMs, once they are in memory: overlap, delays, durations, rates by vault. */
export function bench(): void {
  const table = monthOfJobs()
  const policies = Array.from({ length: 48 }, (_, slot) => policyAt(slot))
  const delays = createDelays(policies, { from: '2026-03-01', dst: 'wallclock' })
  const vaults = Array.from({ length: VAULTS }, (_, i) => `vault-${i}`)
  const times = Array.from({ length: ROUNDS }, () => {
    const from = performance.now()
    measureJobs(table, {
      vaults,
      limits: LIMITS_PROFILES.current,
      delayOf: (row) => delays((table.machine[row] as number) % 48, table.start[row] as number),
    })
    return performance.now() - from
  })
  const [median = 0] = [...times].sort((a, b) => a - b).slice(Math.floor(ROUNDS / 2))
  const verdict = median <= AT_MOST_MS ? '' : '  too much'
  console.log(
    `audit of ${table.count} jobs of ${VMS} VMs in ${VAULTS} vaults: ${median.toFixed(0)} ms (aim ${AT_MOST_MS})${verdict}`,
  )
  console.log(`resident memory: ${Math.round(process.memoryUsage().rss / 1e6)} MB`)
  if (median > AT_MOST_MS) process.exitCode = 1
}

function policyAt(slot: number) {
  const time = `${String(slot >> 1).padStart(2, '0')}:${slot % 2 === 0 ? '00' : '30'}`
  const spec = {
    kind: 'enhanced',
    schedule: { frequency: 'daily', time },
    retention: { daily: { count: 30 } },
    instantRestoreDays: 5,
    timeZone: slot % 3 === 0 ? 'UTC' : 'W. Europe Standard Time',
    consistency: 'app',
  } as const
  return { vault: 'vault-0', name: `standard-${time}`, spec }
}

/** In the order of their starts, as the audit has them. */
function monthOfJobs(): JobTable {
  const random = createRandom(1)
  const count = VMS * NIGHTS
  const starts = Float64Array.from({ length: count }, (_, job) => {
    const vm = job % VMS
    return FIRST_MS + (Math.floor(job / VMS) * 24 + (vm % 48) / 2 + 2 * random()) * HOUR_MS
  })
  const order = Uint32Array.from({ length: count }, (_, job) => job).sort(
    (a, b) => (starts[a] as number) - (starts[b] as number),
  )
  const table = createJobTable(count)
  order.forEach((job, row) => {
    table.machine[row] = job % VMS
    table.vault[row] = (job % VMS) % VAULTS
    table.start[row] = starts[job] as number
    table.end[row] = (starts[job] as number) + (0.2 + 3 * random()) * HOUR_MS
    table.outcome[row] = random() < 0.01 ? 1 : 0
    if (random() < 0.1) table.bytes[row] = 1e9 * random()
    table.transferMs[row] = HOUR_MS * random()
  })
  return table
}
