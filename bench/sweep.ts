import { createRandom } from '../src/slots/random.js'
import { type Runs, sweepGroups, sweepOverlap } from '../src/slots/sweep.js'
import { figure, median, printTable } from './mock/figures.js'

const [VMS, NIGHTS, VAULTS, ROUNDS] = [100_000, 30, 825, 5]
const [MINUTE, HOUR] = [60_000, 3_600_000]

/** The audit's sweep: 100,000 VMs x 30 nights, as 3 million jobs in memory. Aim: at most 2 s. */
export function bench(): void {
  const { groups, ...runs } = createRuns()
  const limits = Array.from({ length: VAULTS }, () => 40)
  const rows = [
    measure('all jobs', () => sweepOverlap({ starts: runs.starts, ends: runs.ends }, 40)),
    measure('disks, by weight', () => sweepOverlap(runs, 40)),
    measure('each of 825 vaults', () => sweepGroups(runs, groups, limits)[0]),
  ]
  printTable(['3,000,000 jobs', 'median ms', 'worst ms', 'most at work'], rows)
}

function createRuns(): Required<Runs> & { groups: Int32Array } {
  const random = createRandom(1)
  const count = VMS * NIGHTS
  const runs = {
    starts: new Float64Array(count),
    ends: new Float64Array(count),
    weights: new Int32Array(count),
    groups: new Int32Array(count),
  }
  const from = Date.UTC(2026, 0, 1)
  for (let run = 0; run < count; run += 1) {
    const [night, vm] = [Math.floor(run / VMS), run % VMS]
    const start = from + night * 24 * HOUR + Math.floor((20 + random() * 10) * HOUR)
    runs.starts[run] = start
    runs.ends[run] = start + Math.floor((10 + random() * 300) * MINUTE)
    runs.weights[run] = 1 + Math.floor(random() * 4)
    runs.groups[run] = vm % VAULTS
  }
  return runs
}

function measure(name: string, sweep: () => { max: number } | undefined): string[] {
  let most = 0
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    most = sweep()?.max ?? 0
    return performance.now() - start
  })
  return [name, figure(median(times)), figure(Math.max(...times)), figure(most)]
}
