import { paint, type Style } from './style.js'

export interface Column<T> {
  readonly header: string
  readonly value: (row: T) => string
  readonly align?: 'left' | 'right'
}

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Rows as an aligned table without borders; an empty list is said in the words of `empty`. */
export async function renderTable<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { style, empty }: { readonly style: Style; readonly empty?: string },
): Promise<string> {
  if (rows.length === 0) return empty ?? ''
  const [{ default: Table }, { default: widthOf }] = await Promise.all([import('cli-table3'), import('string-width')])
  const head = columns.map((column) => paint(style, 'strong', column.header))
  const cells = rows.map((row) => columns.map((column) => column.value(row)))
  const colWidths = head.map((_, i) =>
    widest(
      [head, ...cells].map((row) => row[i] ?? ''),
      widthOf,
    ),
  )
  const layout = { chars: BARE, colWidths, colAligns: columns.map((column) => column.align ?? 'left'), style: PLAIN }
  const slices = Array.from({ length: Math.ceil(cells.length / SLICE) }, (_, i) =>
    cells.slice(i * SLICE, (i + 1) * SLICE),
  )
  const drawn = slices.map((slice, i) => {
    const table = new Table({ ...layout, ...(i === 0 ? { head } : {}) })
    table.push(...slice)
    return table.toString()
  })
  return drawn.join('\n').replace(/[ \t]+$/gm, '')
}

const PLAIN = { 'padding-left': 0, 'padding-right': 0, head: [], border: [] }

/** cli-table3 takes the square of the rows in time: 10,000 at once would take a minute. */
const SLICE = 100

function widest(texts: readonly string[], widthOf: (text: string) => number): number {
  return texts.reduce((most, text) => Math.max(most, ...text.split('\n').map((line) => widthOf(line))), 0)
}

/** Label and value lines, values aligned with all their lines; pairs whose value is undefined are left out. */
export function renderFields(fields: readonly (readonly [label: string, value: string | undefined])[]): string {
  const shown = fields.filter((field): field is readonly [string, string] => field[1] !== undefined)
  const width = Math.max(0, ...shown.map(([label]) => label.length))
  const indented = (value: string) => value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)
  return shown.map(([label, value]) => `${`${label}:`.padEnd(width + 2)}${indented(value)}`.trimEnd()).join('\n')
}
