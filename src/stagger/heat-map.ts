import { SLOTS_PER_DAY } from '../slots/patterns.js'
import { paint, type Style } from '../view/style.js'
import type { HalfHours } from './overview.js'

/** One line of a heat map. */
export interface HeatRow {
  readonly label: string
  readonly values: HalfHours
  /** What fills a cell; more than that is marked. Null: the most in the map does. */
  readonly limit: number | null
}

const SHADES = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const NOTHING = '·'
/** More than the limit: told by its form, not by colour alone. */
const OVER = '!'
/** Hours between two times above the map. */
const STEP_HOURS = 3

/**
 * Rows of a day, 00:00 to 24:00 UTC, a column for each half hour; where the terminal is too narrow, for one hour, two or
 * four, each as full as its fullest half hour. Empty when not even that fits.
 */
export function renderHeatMap(rows: readonly HeatRow[], style: Style): string[] {
  const labels = Math.max(0, ...rows.map(({ label }) => label.length)) + 2
  const perColumn = [1, 2, 4, 8].find((halfHours) => labels + SLOTS_PER_DAY / halfHours <= style.width)
  if (rows.length === 0 || perColumn === undefined) return []
  const most = Math.max(1, ...rows.filter(({ limit }) => limit === null).flatMap(({ values }) => values))
  const scale = `${' '.repeat(labels)}${timeScale(perColumn)}`.trimEnd()
  return [
    paint(style, 'dim', scale),
    ...rows.map(({ label, values, limit }) => {
      const cells = columnsOf(values, perColumn).map((value) => cell(value, { limit, most }, style))
      return `${label.padEnd(labels)}${cells.join('')}`
    }),
  ]
}

function columnsOf(values: HalfHours, perColumn: number): number[] {
  return Array.from({ length: SLOTS_PER_DAY / perColumn }, (_, i) =>
    Math.max(...values.slice(i * perColumn, (i + 1) * perColumn)),
  )
}

function cell(
  value: number,
  { limit, most }: { readonly limit: number | null; readonly most: number },
  style: Style,
): string {
  if (value === 0) return paint(style, 'dim', NOTHING)
  if (limit !== null && value > limit) return paint(style, 'bad', OVER)
  const shade = Math.ceil((value / (limit ?? most)) * SHADES.length) - 1
  return SHADES[Math.min(SHADES.length - 1, Math.max(0, shade))] as string
}

function timeScale(perColumn: number): string {
  const width = (STEP_HOURS * 2) / perColumn
  const format = (hour: number) => (width >= 6 ? `${two(hour)}:00` : two(hour))
  const hours = Array.from({ length: 24 / STEP_HOURS }, (_, i) => i * STEP_HOURS)
  // In the narrowest maps every other time has room.
  return hours.map((hour, i) => (width >= 3 || i % 4 === 0 ? format(hour) : '').padEnd(width)).join('')
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

/** What the signs of a map mean, and by the clocks of which day its times are. */
export function heatLegend(from: string): string {
  return `Times are UTC on ${from}. ${NOTHING} none  ${SHADES[0]}..${SHADES.at(-1)} up to the limit, or the most  ${OVER} over the limit`
}
