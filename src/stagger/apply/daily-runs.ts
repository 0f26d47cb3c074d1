import { DAY_MS, type Instant, MINUTE_MS } from '../../core/clock.js'
import { groupBy } from '../../core/group.js'
import type { HeldMove } from './round.js'
import { rememberedStarts, safeStretches } from './safe-time.js'
import type { Stretch } from './stretch.js'

/** A time of the day at which a run that comes every day can make moves that wait for a safe time. */
export interface DailyRun {
  /** `HH:MM`, UTC. */
  readonly from: string
  /** `HH:MM`, UTC: it has begun by then. */
  readonly to: string
  /** Moves that it can make and those before it in the list cannot. */
  readonly moves: number
}

const CELL_MS = 5 * MINUTE_MS
const CELLS = DAY_MS / CELL_MS
/** More runs a day than these nobody sets up: --wait serves better. */
const MOST_RUNS = 4

/** Moves with the same safe times. */
interface Group {
  /** By times of the day: whether a run then can make them. */
  readonly cells: readonly boolean[]
  readonly moves: number
}

/**
 * The hours at which daily runs can make all moves that wait for a safe time, as few as do: a move that fits a short
 * stretch of the night only is never made by a run at another hour. Moves beyond the first four hours are left out.
 */
export function dailyRuns(held: readonly HeldMove[], now: Instant): DailyRun[] {
  const runs: DailyRun[] = []
  let open = groupsOf(held, now)
  while (open.length > 0 && runs.length < MOST_RUNS) {
    const { first, length, covered } = bestHour(open)
    const moves = covered.reduce((sum, group) => sum + group.moves, 0)
    runs.push({ from: timeOf(first), to: timeOf(first + length), moves })
    open = open.filter((group) => !covered.includes(group))
  }
  return runs
}

function groupsOf(held: readonly HeldMove[], now: Instant): Group[] {
  const starts = rememberedStarts()
  const waiting = held
    .filter(({ kind }) => kind === 'waits')
    .map(({ pending }) => safeStretches({ ...pending.facts, starts }, now))
    .filter((stretches) => stretches.length > 0)
  return [...groupBy(waiting, (stretches) => JSON.stringify(stretches)).values()].flatMap((same) => {
    const cells = cellsOf(same[0] ?? [])
    return cells.includes(true) ? [{ cells, moves: same.length }] : []
  })
}

/** Of the grid of a day, the cells that lie in a stretch as a whole. */
function cellsOf(stretches: readonly Stretch[]): boolean[] {
  const cells = Array.from({ length: CELLS }, () => false)
  for (const { from, to } of stretches) {
    const first = Math.ceil(Date.parse(from) / CELL_MS)
    const end = to === null ? first + CELLS : Math.floor(Date.parse(to) / CELL_MS)
    for (let cell = first; cell < Math.min(end, first + CELLS); cell += 1) cells[cell % CELLS] = true
  }
  return cells
}

/** The hour that serves most moves, the longest among equals. */
function bestHour(groups: readonly Group[]) {
  const servedAt = (cell: number) => groups.filter(({ cells }) => cells[cell % CELLS])
  const sums = Array.from({ length: CELLS }, (_, cell) => servedAt(cell).reduce((sum, { moves }) => sum + moves, 0))
  const most = Math.max(...sums)
  const hours = sums.flatMap((sum, cell) => {
    if (sum < most) return []
    const covered = servedAt(cell)
    return [{ first: cell, length: lengthFrom(cell, covered), covered }]
  })
  return hours.reduce((best, hour) => (hour.length > best.length ? hour : best))
}

function lengthFrom(first: number, covered: readonly Group[]): number {
  let length = 1
  while (length < CELLS && covered.every(({ cells }) => cells[(first + length) % CELLS])) length += 1
  return length
}

function timeOf(cell: number): string {
  const minutes = ((cell % CELLS) * CELL_MS) / MINUTE_MS
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
