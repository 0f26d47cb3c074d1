import { parseArgs } from 'node:util'
import { type PolishedPart, polishSlots } from '../src/slots/exact/polish.js'
import { withSolver } from '../src/slots/exact/solver.js'
import { measureSlots } from '../src/slots/measure.js'
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
 * `npm run bench polish -- [--n 400] [--fleet mixed]`: the fewest policies before and after exact solving by the clock.
 * Optimal: seeds whose plan reaches the bound of the whole.
 */
export async function bench(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { n: { type: 'string', multiple: true }, fleet: { type: 'string', default: 'planted' } },
  })
  const sizes = values.n?.map(Number)
  const rows: string[][] = []
  for (const row of ROWS.filter(({ vms }) => sizes?.includes(vms) ?? true)) {
    const polished: Polished[] = []
    for (let seed = 1; seed <= row.seeds; seed += 1) polished.push(await polish(values.fleet, { ...row, seed }))
    rows.push(show(row, polished))
  }
  const gaps = ['gap', 'polished', 'gap', 'vaults proven', 'seeds optimal']
  printTable(['VMs', 's', 'policies', ...gaps, 'over a limit', 'median ms', 'longest ms'], rows)
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

async function polish(fleet: string, { vms, seconds, seed }: { vms: number; seconds: number; seed: number }) {
  const problems = FLEETS[fleet]?.({ vms, seed }) ?? []
  const start = performance.now()
  const quick = problems.map((problem) => solveSlots(problem, { objective: 'fewest-policies', seed }))
  const budget = { leftMs: () => start + seconds * 1_000 - performance.now() }
  const given = problems.map((problem, p) => ({ problem, slots: quick[p]?.slots as Int32Array }))
  const parts = await withSolver({ workers: 2 }, (solver) =>
    polishSlots(given, { objective: 'fewest-policies', budget, solver }),
  )
  const ms = performance.now() - start
  const known = quick.map(({ levels }) => levels.find(({ level }) => level === 'policies')?.lowerBound ?? 0)
  const measured = problems.map((problem, p) => measureSlots(problem, (parts[p] as PolishedPart).slots))
  const proofs = parts.flatMap((part) => part.proofs)
  return {
    before: sum(given.map(({ problem, slots }) => measureSlots(problem, slots).policies)),
    after: sum(measured.map(({ policies }) => policies)),
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
