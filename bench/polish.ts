import { parseArgs } from 'node:util'
import { type PolishedPart, polishSlots } from '../src/slots/exact/polish.js'
import { withSolver } from '../src/slots/exact/solver.js'
import { measureSlots } from '../src/slots/measure.js'
import { LEVELS, type Level, type Objective } from '../src/slots/objective.js'
import { solveSlots } from '../src/slots/solve.js'
import { figure, printTable } from './mock/figures.js'
import { FLEETS } from './stagger/fleets.js'

/** VMs, seconds to polish and how many seeds. */
const ROWS = [
  { vms: 40, seconds: 3, seeds: 20 },
  { vms: 400, seconds: 3, seeds: 20 },
  { vms: 4_000, seconds: 10, seeds: 3 },
  { vms: 40_000, seconds: 60, seeds: 1 },
  { vms: 100_000, seconds: 120, seeds: 1 },
]

/**
 * `npm run bench polish -- [--n 400] [--fleet mixed] [--objective lowest-peak]`: what the objective asks for first,
 * before and after polishing by the clock.
 * Optimal: seeds whose plan reaches the bound of the whole.
 */
export async function bench(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      n: { type: 'string', multiple: true },
      fleet: { type: 'string', default: 'planted' },
      objective: { type: 'string', default: 'fewest-policies' },
    },
  })
  const objective = values.objective as Objective
  const level = LEVELS[objective][1] as Level
  const sizes = values.n?.map(Number)
  const rows: string[][] = []
  for (const row of ROWS.filter(({ vms }) => sizes?.includes(vms) ?? true)) {
    const polished: Polished[] = []
    for (let seed = 1; seed <= row.seeds; seed += 1)
      polished.push(await polish(values.fleet, { ...row, seed, objective, level }))
    rows.push(show(row, polished))
  }
  const gaps = ['gap', 'polished', 'gap', 'vaults proven', 'seeds optimal']
  printTable(['VMs', 's', level, ...gaps, 'over a limit', 'median ms', 'longest ms'], rows)
}

interface Polished {
  readonly before: number
  readonly after: number
  /** Before polishing, and by it. */
  readonly bounds: readonly [number, number]
  readonly vaults: number
  readonly proven: number
  readonly violations: number
  readonly ms: number
}

interface Task {
  readonly vms: number
  readonly seconds: number
  readonly seed: number
  readonly objective: Objective
  readonly level: Level
}

async function polish(fleet: string, { vms, seconds, seed, objective, level }: Task) {
  const problems = FLEETS[fleet]?.({ vms, seed }) ?? []
  const start = performance.now()
  const quick = problems.map((problem) => solveSlots(problem, { objective, seed }))
  const budget = { leftMs: () => start + seconds * 1_000 - performance.now() }
  const known = quick.map(({ levels }) => levels.find((each) => each.level === level)?.lowerBound ?? 0)
  const given = problems.map((problem, p) => ({
    problem,
    slots: quick[p]?.slots as Int32Array,
    lowerBound: known[p] ?? 0,
  }))
  const parts = await withSolver({ workers: 2 }, (solver) => polishSlots(given, { objective, budget, solver }))
  const ms = performance.now() - start
  const measured = problems.map((problem, p) => measureSlots(problem, (parts[p] as PolishedPart).slots))
  const proofs = parts.flatMap((part) => part.proofs)
  return {
    before: sum(given.map(({ problem, slots }) => measureSlots(problem, slots)[level])),
    after: sum(measured.map((each) => each[level])),
    bounds: [sum(known), sum(parts.map(({ lowerBound }, p) => Math.max(lowerBound, known[p] ?? 0)))],
    vaults: sum(proofs.map(({ vaults }) => vaults.length)),
    proven: sum(proofs.filter(({ isProven }) => isProven).map(({ vaults }) => vaults.length)),
    violations: sum(measured.map(({ violations }) => violations)),
    ms,
  } satisfies Polished
}

function show({ vms, seconds }: { vms: number; seconds: number }, polished: readonly Polished[]): string[] {
  const total = (of: (each: Polished) => number) => sum(polished.map(of))
  const times = polished.map(({ ms }) => ms).sort((a, b) => a - b)
  const [before, after] = [total((each) => each.before), total((each) => each.after)]
  return [
    figure(vms),
    figure(seconds),
    figure(before),
    gap(
      before,
      total(({ bounds }) => bounds[0]),
    ),
    figure(after),
    gap(
      after,
      total(({ bounds }) => bounds[1]),
    ),
    `${total(({ proven }) => proven)}/${total(({ vaults }) => vaults)}`,
    `${polished.filter((each) => each.after <= each.bounds[1]).length}/${polished.length}`,
    figure(total(({ violations }) => violations)),
    figure(times[Math.floor(times.length / 2)] ?? 0),
    figure(times.at(-1) ?? 0),
  ]
}

const gap = (achieved: number, bound: number) => `${((100 * (achieved - bound)) / Math.max(1, bound)).toFixed(2)} %`

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
