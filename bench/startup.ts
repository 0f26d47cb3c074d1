import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const AZBK = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const ROUNDS = 10
const MAX_MEMORY_MB = 120
const BARE = { name: 'node -e 0', argv: ['-e', '0'], atMost: 1 }
const CASES = [
  BARE,
  { name: 'azbk --version', argv: [AZBK, '--version'], atMost: 2.5 },
  { name: 'azbk --help', argv: [AZBK, '--help'], atMost: 2.5 },
  { name: 'azbk vault list --help', argv: [AZBK, 'vault', 'list', '--help'], atMost: 2.5 },
  { name: 'azbk vault list --mock', argv: [AZBK, 'vault', 'list', '--mock'], atMost: 4 },
]
/** Writes the peak of resident memory, in KB, to file descriptor 3 when the process ends. */
const REPORT_MEMORY = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`

/** Start-up of the built command line next to bare Node: medians of rounds in which all cases take turns. */
export function bench(): void {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  const env = { ...process.env, AZBK_STATE_DIR: folder, AZBK_MOCK_STATE: join(folder, 'mock.json'), NO_COLOR: '1' }
  try {
    // The first run writes the mock's state file (and Node's compile cache, where there is one).
    for (const { argv } of CASES) start(argv, env)
    const rounds = Array.from({ length: ROUNDS }, () => CASES.map(({ argv }) => start(argv, env)))
    const [bareMs = 1, ...others] = CASES.map((_, i) => median(rounds.map((times) => times[i] ?? 0)))
    const rows = CASES.map(({ name, argv, atMost }, i) => {
      const ms = i === 0 ? bareMs : (others[i - 1] ?? 0)
      const memoryMb = peakMemoryMb(argv, env)
      return { name, ms, memoryMb, ratio: ms / bareMs, atMost, ok: ms / bareMs <= atMost && memoryMb < MAX_MEMORY_MB }
    })
    print(rows)
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function start(argv: readonly string[], env: NodeJS.ProcessEnv): number {
  const from = performance.now()
  const { status, stderr } = spawnSync(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - from
}

function peakMemoryMb(argv: readonly string[], env: NodeJS.ProcessEnv): number {
  const { output } = spawnSync(process.execPath, ['--import', REPORT_MEMORY, ...argv], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  return Number(output[3]) / 1024
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

interface Row {
  readonly name: string
  readonly ms: number
  readonly ratio: number
  readonly atMost: number
  readonly memoryMb: number
  readonly ok: boolean
}

function print(rows: readonly Row[]): void {
  console.log(`Start-up, medians of ${ROUNDS}, Node ${process.versions.node}, ${process.platform}-${process.arch}\n`)
  console.log(
    `${'command'.padEnd(26)}${'ms'.padStart(6)}${'ratio'.padStart(8)}${'at most'.padStart(9)}${'peak MB'.padStart(9)}`,
  )
  for (const { name, ms, ratio, atMost, memoryMb, ok } of rows) {
    const figures = [
      ms.toFixed(0).padStart(6),
      ratio.toFixed(2).padStart(8),
      atMost.toFixed(1).padStart(9),
      memoryMb.toFixed(0).padStart(9),
    ]
    console.log(`${name.padEnd(26)}${figures.join('')}${ok ? '' : '  too much'}`)
  }
}
