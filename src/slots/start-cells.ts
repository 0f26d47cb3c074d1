import { eachSlot, type SlotProblem } from './problem.js'

/**
 * The cells that slots load, flat and shared: slots that start at the same cells are one *pattern*, and limits that
 * count the same number of cells together share one list for each pattern. List `l` is
 * `cells[from[l]] .. cells[from[l + 1] - 1]`, for pattern p of span kind k it is list `k * patterns + p`. A start counts
 * in each window of its span that it lies in; a window goes by its first cell.
 */
export interface StartCells {
  /** Pattern by slot; slot s of family f is entry `slotBase[f] + s`. */
  readonly patternOf: Int32Array
  readonly patterns: number
  /** First list of the span of a resource: its span kind times `patterns`. */
  readonly listBase: Int32Array
  readonly from: Int32Array
  readonly cells: Int32Array
}

export function createStartCells(problem: SlotProblem): StartCells {
  const { resources, time } = problem
  const { patternOf, starts } = distinctStarts(problem)
  const spans = [...new Set(resources.map(({ span }) => span))]
  const lists = spans.flatMap((span) => starts.map((list) => windowsOf(list, span, time.ticks)))
  const from = new Int32Array(lists.length + 1)
  lists.forEach((list, l) => {
    from[l + 1] = (from[l] as number) + list.length
  })
  const cells = new Int32Array(from[lists.length] as number)
  lists.forEach((list, l) => {
    cells.set(list, from[l])
  })
  const listBase = Int32Array.from(resources, ({ span }) => spans.indexOf(span) * starts.length)
  return { patternOf, patterns: starts.length, listBase, from, cells }
}

/** Slots often share their array of starts, so that most are known without a look at it. */
function distinctStarts({ families }: SlotProblem) {
  const byArray = new Map<Uint16Array, number>()
  const byText = new Map<string, number>()
  const starts: Uint16Array[] = []
  const patternOf = new Int32Array(families.reduce((sum, { slots }) => sum + slots.length, 0))
  eachSlot(families, ({ starts: list }, at) => {
    let pattern = byArray.get(list)
    if (pattern === undefined) {
      const text = list.join()
      pattern = byText.get(text) ?? starts.push(list) - 1
      byText.set(text, pattern)
      byArray.set(list, pattern)
    }
    patternOf[at] = pattern
  })
  return { patternOf, starts }
}

function windowsOf(starts: Uint16Array, span: number, ticks: number): number[] {
  return [...starts].flatMap((start) => Array.from({ length: span }, (_, back) => earlier(start, back, ticks)))
}

/** The cell so many ticks before another of the same regime, around the circle. */
export function earlier(cell: number, ticksBack: number, ticks: number): number {
  if (ticksBack === 0) return cell
  const tick = cell % ticks
  return cell - tick + ((tick - ticksBack + ticks) % ticks)
}
