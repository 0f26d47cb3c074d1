import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import type { Row, RowRequest } from './stagger/row.js'

const PERFECT = ['K 10, one account', 'K 25, one account', 'K 25, 40 % on two accounts', 'K 25, triplet-like']
const SIZES = ['40', '400', '4000', '40000', '100000']

/** Each part: its heading, its rows, and the columns beside time and memory. */
interface Part {
  readonly title: string
  requests(options: { sizes: readonly number[]; seed: number }): RowRequest[]
  columns(row: Row): Record<string, string>
}

const PARTS: Readonly<Record<string, Part>> = {
  policies: {
    title: 'Fewest policies (gap = over the lower bound; round robin and first fit: policies, units over a limit)',
    requests: ({ sizes, seed }) =>
      ['planted', 'mixed'].flatMap((fleet) =>
        sizes.map((vms) => ({ fleet, vms, seed, objective: 'fewest-policies' as const })),
      ),
    columns: (row) => ({
      ...level(row, 'policies'),
      'round robin': against(row, 'roundRobin'),
      'first fit': against(row, 'firstFit'),
    }),
  },
  default: {
    title: 'Default objective: least moves, then the lowest peak (new: nobody has a slot; messy: 70 % at three starts)',
    requests: ({ sizes, seed }) =>
      ['planted', 'mixed', 'messy'].flatMap((fleet) =>
        sizes.map((vms) => ({ fleet, vms, seed, objective: 'least-moves' as const })),
      ),
    columns: (row) => ({ ...level(row, 'moves'), ...level(row, 'peak') }),
  },
  perfect: {
    title: 'Perfect packings: no slack at all; the fewest policies are known',
    requests: ({ seed }) => PERFECT.map((fleet) => ({ fleet, vms: 0, seed, objective: 'fewest-policies' as const })),
    columns: (row) => ({
      policies: String(find(row, 'policies').achieved),
      'first fit leaves': String(row.baselines.firstFit.violations),
    }),
  },
}

/** `npm run bench stagger -- [--only policies|default|perfect] [--n 4000] [--seed 1]` */
export function bench(argv: string[]): void {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: 'string' },
      n: { type: 'string', multiple: true },
      seed: { type: 'string', default: '1' },
    },
  })
  const sizes = (values.n ?? SIZES).map(Number)
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  try {
    const script = bundle(folder)
    for (const [name, part] of Object.entries(PARTS)) {
      if (values.only !== undefined && values.only !== name) continue
      console.log(`\n${part.title}; seed ${values.seed}`)
      console.table(
        part.requests({ sizes, seed: Number(values.seed) }).map((request) => show(part, solve(script, request))),
      )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As it is shipped: one bundle. */
function bundle(folder: string): string {
  const outfile = join(folder, 'row.mjs')
  const entry = join(import.meta.dirname, 'stagger', 'row.ts')
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' })
  return outfile
}

function solve(script: string, request: RowRequest): Row {
  return JSON.parse(execFileSync(process.execPath, [script, JSON.stringify(request)], { encoding: 'utf8' })) as Row
}

function show(part: Part, row: Row): Record<string, string> {
  const violations = find(row, 'violations').achieved
  if (violations > 0) process.exitCode = 1
  return {
    fleet: row.fleet,
    VMs: row.vms.toLocaleString('en-US'),
    'cold s': seconds(row.coldMs),
    'warm s': seconds(row.warmMs),
    'cpu s': seconds(row.cpuMs),
    MB: row.peakMb.toFixed(0),
    violations: String(violations),
    unplaced: String(row.unplaced),
    ...part.columns(row),
  }
}

const seconds = (ms: number) => (ms / 1000).toFixed(3)

function find(row: Row, name: string) {
  return row.levels.find(({ level }) => level === name) ?? { lowerBound: 0, achieved: 0, proven: 0 }
}

function level(row: Row, name: string): Record<string, string> {
  const { lowerBound, achieved, proven } = find(row, name)
  const gap = (100 * (achieved - lowerBound)) / Math.max(1, lowerBound)
  return {
    [name]: `${achieved} >= ${lowerBound}`,
    [`${name} gap`]: `${gap.toFixed(2)} %`,
    [`${name} proven`]: `${proven}/${row.parts}`,
  }
}

function against(row: Row, name: keyof Row['baselines']): string {
  const { policies, violations } = row.baselines[name]
  return `${(policies / Math.max(1, find(row, 'policies').achieved)).toFixed(1)}x, ${violations} over`
}
