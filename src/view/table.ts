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
  const { default: Table } = await import('cli-table3')
  const table = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: columns.map((column) => paint(style, 'strong', column.header)),
    colAligns: columns.map((column) => column.align ?? 'left'),
  })
  for (const row of rows) table.push(columns.map((column) => column.value(row)))
  return table.toString().replace(/[ \t]+$/gm, '')
}

/** Label and value lines, values aligned with all their lines; pairs whose value is undefined are left out. */
export function renderFields(fields: readonly (readonly [label: string, value: string | undefined])[]): string {
  const shown = fields.filter((field): field is readonly [string, string] => field[1] !== undefined)
  const width = Math.max(0, ...shown.map(([label]) => label.length))
  const indented = (value: string) => value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)
  return shown.map(([label, value]) => `${`${label}:`.padEnd(width + 2)}${indented(value)}`.trimEnd()).join('\n')
}
