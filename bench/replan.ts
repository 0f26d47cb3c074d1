import { measureSlots } from '../src/slots/measure.js'
import { movesBound } from '../src/slots/moves/bound.js'
import { replan } from '../src/slots/moves/replan.js'
import type { SlotProblem } from '../src/slots/problem.js'
import { changeOnePercent, messyHomes } from './fleets/events.js'
import { plantedFleet } from './fleets/planted.js'
import { figure, printTable } from './mock/figures.js'

const SEEDS = [1, 2]
const SIZES = [400, 4_000, 40_000, 100_000]

/** Re-planning: moves against their bound, after 1 % of a planned fleet has changed and for fleets nobody planned. */
export function bench(argv: string[]): void {
  const sizes = argv.length > 0 ? argv.map(Number) : SIZES
  const rows = sizes.flatMap((vms) =>
    SEEDS.flatMap((seed) => {
      const fleet = plantedFleet({ vms, seed, homes: 'planted' })
      const changed = fleet.map((problem) => changeOnePercent(problem, problem.vms.home, { seed }))
      const messy = fleet.map((problem) => messyHomes(problem, { seed }))
      return [
        measure(`${figure(vms)}, 1 % changed, seed ${seed}`, changed),
        measure(`${figure(vms)}, messy, seed ${seed}`, messy),
      ]
    }),
  )
  printTable(['VMs', 'bound', 'moves', 'ratio', 'over limits', 'new policies', 'bound ms', 'plan ms', 'CPU ms'], rows)
}

function measure(name: string, problems: readonly SlotProblem[]): string[] {
  const start = performance.now()
  const bound = sum(problems.map((problem) => movesBound(problem).lowerBound))
  const middle = performance.now()
  const cpu = process.cpuUsage()
  const plans = problems.map((problem) => ({ problem, ...replan(problem, { seed: 1 }) }))
  const cpuMs = sum(Object.values(process.cpuUsage(cpu))) / 1_000
  const end = performance.now()
  const measured = plans.map(({ problem, slots }) => measureSlots(problem, slots))
  const moves = sum(measured.map((plan) => plan.moves))
  const over = sum(measured.map((plan) => plan.violations))
  const made = sum(plans.map(({ problem, slots }) => countNewPolicies(problem, slots)))
  const ratio = bound === 0 ? (moves === 0 ? '1.000' : '-') : (moves / bound).toFixed(3)
  return [name, ...[bound, moves].map(figure), ratio, ...[over, made, middle - start, end - middle, cpuMs].map(figure)]
}

function countNewPolicies({ families, vms }: SlotProblem, slots: Int32Array): number {
  const made = new Set<string>()
  for (let vm = 0; vm < vms.count; vm += 1) {
    const family = vms.family[vm] as number
    if (families[family]?.slots[slots[vm] as number]?.policies === 0) made.add(`${family} ${slots[vm]}`)
  }
  return made.size
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
