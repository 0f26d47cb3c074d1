import { levelPeak } from '../src/slots/peak/level.js'
import { peakOf } from '../src/slots/peak/peak-of.js'
import type { SlotProblem } from '../src/slots/problem.js'
import { mixedFleet } from './fleets/mixed.js'
import { plantedFleet } from './fleets/planted.js'
import { figure, printTable } from './mock/figures.js'

const SEEDS = [1, 2]
const SIZES = [400, 4_000, 40_000, 100_000]
const FLEETS = { planted: plantedFleet, mixed: mixedFleet }

/** The peak of the duration model, levelled from the planted plan with all limits kept, against its bound. */
export function bench(argv: string[]): void {
  const sizes = argv.length > 0 ? argv.map(Number) : SIZES
  const rows = sizes.flatMap((vms) =>
    Object.entries(FLEETS).flatMap(([name, createFleet]) =>
      SEEDS.map((seed) =>
        measure(`${figure(vms)}, ${name}, seed ${seed}`, createFleet({ vms, seed, homes: 'planted' })),
      ),
    ),
  )
  printTable(['VMs', 'planted peak', 'levelled', 'bound', 'gap', 'ms', 'CPU ms'], rows)
}

function measure(name: string, problems: readonly SlotProblem[]): string[] {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const plans = problems.map((problem) => {
    const { slots, lowerBound } = levelPeak(problem, problem.vms.home, { keep: 'none' })
    return { problem, plan: slots, lowerBound }
  })
  const end = performance.now()
  const bound = sum(plans.map(({ lowerBound }) => lowerBound))
  const cpuMs = sum(Object.values(process.cpuUsage(cpu))) / 1_000
  const before = sum(problems.map((problem) => peakOf(problem, problem.vms.home)))
  const after = sum(plans.map(({ problem, plan }) => peakOf(problem, plan)))
  const gap = `${((100 * (after - bound)) / bound).toFixed(1)} %`
  return [name, figure(before), figure(after), figure(bound), gap, ...[end - start, cpuMs].map(figure)]
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
