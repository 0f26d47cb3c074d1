import { measureSlots, misplaced } from '../../src/slots/measure.js'
import type { Objective } from '../../src/slots/objective.js'
import type { SlotProblem, SlotSolution } from '../../src/slots/problem.js'
import { solveSlots } from '../../src/slots/solve.js'
import { firstFit, roundRobin } from './baselines.js'
import { FLEETS } from './fleets.js'

/** One line of a table: a fleet solved in a process of its own, so that time and memory are its own. */
export interface RowRequest {
  readonly fleet: string
  readonly vms: number
  readonly seed: number
  readonly objective: Objective
}

export interface Row extends RowRequest {
  readonly parts: number
  /** The first solution of the process, and the median of three more. */
  readonly coldMs: number
  readonly warmMs: number
  /** Processor time of the first one: what the machine's other work does not touch. */
  readonly cpuMs: number
  /** Of the whole process, generator included. */
  readonly peakMb: number
  readonly levels: readonly { level: string; lowerBound: number; achieved: number; proven: number }[]
  readonly unplaced: number
  readonly baselines: Readonly<Record<'roundRobin' | 'firstFit', { policies: number; violations: number }>>
}

function run({ fleet, vms, seed, objective }: RowRequest): Row {
  const problems = FLEETS[fleet]?.({ vms, seed }) ?? []
  const cpu = process.cpuUsage()
  const cold = timed(problems, { objective, seed })
  const { user, system } = process.cpuUsage(cpu)
  const peakMb = process.resourceUsage().maxRSS / 1024
  const warm = [0, 1, 2].map(() => timed(problems, { objective, seed }).ms).sort((a, b) => a - b)
  return {
    fleet,
    vms: problems.reduce((sum, problem) => sum + problem.vms.count, 0),
    seed,
    objective,
    parts: problems.length,
    coldMs: cold.ms,
    warmMs: warm[1] ?? 0,
    cpuMs: (user + system) / 1000,
    peakMb,
    levels: sumLevels(cold.solutions),
    unplaced: problems.reduce((sum, problem, p) => sum + misplaced(problem, cold.solutions[p]?.slots as Int32Array), 0),
    baselines: { roundRobin: baseline(problems, roundRobin), firstFit: baseline(problems, firstFit) },
  }
}

function timed(problems: readonly SlotProblem[], options: { objective: Objective; seed: number }) {
  const from = performance.now()
  const solutions = problems.map((problem) => solveSlots(problem, options))
  return { ms: performance.now() - from, solutions }
}

function sumLevels(solutions: readonly SlotSolution[]): Row['levels'] {
  const first = solutions[0]?.levels ?? []
  return first.map(({ level }, l) => ({
    level,
    lowerBound: solutions.reduce((sum, { levels }) => sum + (levels[l]?.lowerBound ?? 0), 0),
    achieved: solutions.reduce((sum, { levels }) => sum + (levels[l]?.achieved ?? 0), 0),
    proven: solutions.filter(({ levels }) => levels[l]?.isProven).length,
  }))
}

function baseline(problems: readonly SlotProblem[], plan: (problem: SlotProblem) => Int32Array) {
  const measured = problems.map((problem) => measureSlots(problem, plan(problem)))
  return {
    policies: measured.reduce((sum, { policies }) => sum + policies, 0),
    violations: measured.reduce((sum, { violations }) => sum + violations, 0),
  }
}

process.stdout.write(JSON.stringify(run(JSON.parse(process.argv[2] ?? '{}') as RowRequest)))
