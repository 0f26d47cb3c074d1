import type { AzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { FileRow } from './from-file.js'

/** The columns that say which VM a row is about. */
const NAMING = ['vm', 'id', 'name']

/**
 * The VMs of a table with a header, `,`, `;` or tabs between its cells, or of a plain list of names, one a line. `#`
 * begins a comment.
 */
export async function readTable(text: string, refuse: (why: string) => AzbkError): Promise<FileRow[]> {
  const { parse } = await import('csv-parse/sync')
  const lines = readCells(parse, text, refuse)
  const [first = []] = lines
  const header = first.map((cell) => nameKey(cell).replace(/[\s_-]/g, ''))
  if (!header.some((column) => NAMING.includes(column))) return lines.map((cells) => plainRow(cells, refuse))
  return lines.slice(1).map((cells, i) => {
    const cell = (column: string) => cells[header.indexOf(column)] || undefined
    const group = cell('resourcegroup') ?? cell('group')
    const name = cell('name') && (group === undefined ? cell('name') : `${group}/${cell('name')}`)
    const vm = cell('id') ?? cell('vm') ?? name
    if (vm === undefined) throw refuse(`row ${i + 1} below the header names no VM`)
    return { vm, point: cell('point') ?? null }
  })
}

type Parse = typeof import('csv-parse/sync').parse

function readCells(parse: Parse, text: string, refuse: (why: string) => AzbkError): string[][] {
  const form = { comment: '#', delimiter: [',', ';', '\t'], relax_column_count: true, trim: true }
  try {
    return parse(text, { ...form, skip_empty_lines: true }) as string[][]
  } catch (thrown) {
    throw refuse(`it is neither JSON nor a table: ${(thrown as Error).message}`)
  }
}

function plainRow([vm = '', ...others]: readonly string[], refuse: (why: string) => AzbkError): FileRow {
  if (others.length === 0) return { vm, point: null }
  throw refuse(`its table has no column ${NAMING.join(', ')}`)
}
